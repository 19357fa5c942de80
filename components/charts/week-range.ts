import { dateText, dayOfDate } from '#trips/iso-week.ts'
import type { WeekView } from '#trips/views.ts'
import { rangeOfDays } from '../ui/numbers.ts'

type Week = Pick<WeekView, 'monday'>

/** First and last day of the weeks between two of a series, in either order, both whole. */
export function daysOfWeeks(a: Week, b: Week): { from: string; to: string } {
  const [first, last] = a.monday <= b.monday ? [a, b] : [b, a]
  return { from: first.monday, to: dateText(dayOfDate(last.monday) + 6) }
}

/** `Apr 30 – May 6, 2018 (2018-W18)`. */
export function weekLabel(week: Pick<WeekView, 'week' | 'monday'>): string {
  const { from, to } = daysOfWeeks(week, week)
  return `${rangeOfDays(from, to)} (${week.week})`
}

/** Where a tick of the axis goes: at most `most` of them, evenly spread, first week included. */
export function tickWeeks<W extends Week>(series: readonly W[], most: number): string[] {
  const every = Math.max(1, Math.ceil(series.length / most))
  return series.filter((_, i) => i % every === 0).map((week) => week.monday)
}
