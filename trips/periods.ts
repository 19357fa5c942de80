import { dateText, mondayOfWeek, weekOfDay } from './iso-week.ts'
import type { Coverage } from './weekly-average.ts'

/** Two stretches of days of one length, the previous one just before the current one. */
export type Periods = { current: Coverage; previous: Coverage; rule: 'asked' | 'halfWeeks' | 'halfDays' }

/** So many days that end just before the first one. */
export const periodBefore = ({ from, to }: Coverage): Coverage => ({ from: from - (to - from + 1), to: from - 1 })

/**
 * What "now" and "before" are. Of a date range, be it open to one side, the previous period are as many days just before it. Without
 * one, the covered days (`coverage`) are halved: by their complete ISO weeks, so that each weekday is as often in both and rollups may answer;
 * by days where these are fewer than two. What is left over is the beginning.
 */
export function comparedPeriods(coverage: Coverage, asked: { from?: number; to?: number }): Periods {
  if (asked.from !== undefined || asked.to !== undefined)
    return { current: coverage, previous: periodBefore(coverage), rule: 'asked' }
  const [firstWeek, endWeek] = [weekOfDay(coverage.from + 6), weekOfDay(coverage.to + 1)]
  const weeks = Math.floor((endWeek - firstWeek) / 2)
  if (weeks >= 1) {
    const current = { from: mondayOfWeek(endWeek - weeks), to: mondayOfWeek(endWeek) - 1 }
    return { current, previous: periodBefore(current), rule: 'halfWeeks' }
  }
  const days = Math.max(1, Math.floor((coverage.to - coverage.from + 1) / 2))
  const current = { from: coverage.to - days + 1, to: coverage.to }
  return { current, previous: periodBefore(current), rule: 'halfDays' }
}

const ruleWords: Record<Periods['rule'], string> = {
  asked: 'as many days just before',
  halfWeeks: 'no dates were asked for: the later half of the complete weeks against the earlier half',
  halfDays: 'no dates were asked for: the later half of the days against the earlier half',
}

/** `2018-05-21 to 2018-05-31 against 2018-05-10 to 2018-05-20 (as many days just before)`. */
export const periodsText = ({ current, previous, rule }: Periods): string =>
  `${stretch(current)} against ${stretch(previous)} (${ruleWords[rule]})`

const stretch = ({ from, to }: Coverage): string => `${dateText(from)} to ${dateText(to)}`
