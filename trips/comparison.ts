import type { BaseName } from './filters.ts'
import type { CompareView, WeeklyAverageView, WeekView } from './views.ts'

/** How the weeks of two series stand side by side. */
export const alignments = ['week', 'nth_week'] as const
export type Alignment = (typeof alignments)[number]

/** Those of a query that say what is compared with, parsed or as an address has them; all else is shared by both sides. */
type BaseFilters = Partial<Record<BaseName, unknown>>

const hasPlace = ({ base_bbox: bbox, base_area: area, base_region: region }: BaseFilters): boolean =>
  bbox !== undefined || area !== undefined || region !== undefined
const hasPeriod = ({ base_from: from, base_to: to }: BaseFilters): boolean => from !== undefined || to !== undefined

/** The filters of the other side; undefined where nothing is compared. A place, or a period, that is given stands for the whole of it. */
export function baseFiltersOf<Query extends BaseFilters>(query: Query): Query | undefined {
  if (!hasPlace(query) && !hasPeriod(query)) return undefined
  return {
    ...query,
    ...(hasPlace(query) && { bbox: query.base_bbox, area: query.base_area, region: query.base_region }),
    ...(hasPeriod(query) && { from: query.base_from, to: query.base_to }),
  }
}

/** Of the same period the same weeks, of two periods the first weeks, the second ones, and so on. */
export const alignmentOf = (query: BaseFilters): Alignment => (hasPeriod(query) ? 'nth_week' : 'week')

type Average = Pick<WeeklyAverageView, 'weekly_average' | 'total_trips' | 'weeks' | 'weeks_rule'>

/** A weekly average as a quotient of whole numbers; undefined where no week is covered. */
function quotientOf({ weekly_average, total_trips, weeks, weeks_rule }: Average): [trips: number, weeks: number] | undefined {
  if (weekly_average === null) return undefined
  return weeks_rule === 'per7days' ? [total_trips * 7, Math.round(weeks * 7)] : [total_trips, weeks]
}

/**
 * Difference and ratio of two averages, from their whole numbers: 38 ÷ 5 − 34 ÷ 5 is 0.8, where doubles subtracted say
 * 0.7999999999999998. Null where a side has no average; the ratio also where the base is 0.
 */
export function compareAverages(answer: Average, base: Average): Pick<CompareView, 'difference' | 'ratio'> {
  const [ours, theirs] = [quotientOf(answer), quotientOf(base)]
  if (!ours || !theirs) return { difference: null, ratio: null }
  const [crossed, against] = [ours[0] * theirs[1], theirs[0] * ours[1]]
  return { difference: (crossed - against) / (ours[1] * theirs[1]), ratio: theirs[0] === 0 ? null : crossed / against }
}

export type WeekPair = { answer: WeekView | null; base: WeekView | null }

/** The weeks of two series side by side, in order; null where a side has none. */
export function alignWeeks(answer: readonly WeekView[], base: readonly WeekView[], by: Alignment): WeekPair[] {
  if (by === 'nth_week')
    return Array.from({ length: Math.max(answer.length, base.length) }, (_, i) => ({
      answer: answer[i] ?? null,
      base: base[i] ?? null,
    }))
  const [ours, theirs] = [answer, base].map((series) => new Map(series.map((week) => [week.monday, week])))
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .sort()
    .map((monday) => ({ answer: ours.get(monday) ?? null, base: theirs.get(monday) ?? null }))
}
