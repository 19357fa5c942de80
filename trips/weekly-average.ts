import type { WeeksRule } from './filters.ts'
import { dateText, mondayOfWeek, weekOfDay, weekText } from './iso-week.ts'
import type { WeeklyAverageView, WeekView } from './views.ts'

/** Days since 1970-01-01, both included. */
export type Coverage = { from: number; to: number }

type Average = Pick<
  WeeklyAverageView,
  'weekly_average' | 'total_trips' | 'weeks' | 'zero_weeks' | 'partial_weeks' | 'from' | 'to' | 'series'
>

/** Every ISO week of the coverage, empty ones included. */
export function weekSeries(coverage: Coverage, tripsOfWeek: ReadonlyMap<number, number>): WeekView[] {
  const series: WeekView[] = []
  for (let week = weekOfDay(coverage.from); week <= weekOfDay(coverage.to); week++) {
    const monday = mondayOfWeek(week)
    const days = Math.min(coverage.to, monday + 6) - Math.max(coverage.from, monday) + 1
    series.push({ week: weekText(week), monday: dateText(monday), trips: tripsOfWeek.get(week) ?? 0, partial: days < 7, days })
  }
  return series
}

/**
 * The weekly average of a count by week (weeks as in iso-week.ts). `all` divides by every ISO week of the coverage,
 * `complete` leaves partial weeks out of both sides, `per7days` is total ÷ covered days × 7. Null where nothing is covered.
 */
export function weeklyAverage(
  coverage: Coverage | undefined,
  tripsOfWeek: ReadonlyMap<number, number>,
  rule: WeeksRule,
): Average {
  if (!coverage)
    return { weekly_average: null, total_trips: 0, weeks: 0, zero_weeks: 0, partial_weeks: 0, from: null, to: null, series: [] }
  const series = weekSeries(coverage, tripsOfWeek)
  const counted = rule === 'complete' ? series.filter((week) => !week.partial) : series
  const total = counted.reduce((sum, week) => sum + week.trips, 0)
  const weeks = rule === 'per7days' ? (coverage.to - coverage.from + 1) / 7 : counted.length
  return {
    weekly_average: weeks === 0 ? null : total / weeks,
    total_trips: total,
    weeks,
    zero_weeks: counted.filter((week) => week.trips === 0).length,
    partial_weeks: series.filter((week) => week.partial).length,
    from: dateText(coverage.from),
    to: dateText(coverage.to),
    series,
  }
}
