import { areaCountsSuffice, type OneEndRelation, type TripQuestion, weeklyParts, weekMax } from '#trips/grain.ts'
import { weekOfTime } from '#trips/iso-week.ts'
import type { ScanColumns } from '#trips/scan.ts'
import {
  scanAreaCounts,
  scanCellCounts,
  scanGroupCounts,
  scanGroupHours,
  scanHourCounts,
  scanRegionCounts,
  scanRegionHours,
} from './scan-counts.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'
import { withSplits } from './splits.ts'
import { withAreaCounts } from './uncounted-chunks.ts'

export type TripsOfWeek = Map<number, number>

/** Trips by week, from the coarsest rows that may answer (trips/grain.ts). */
export async function readWeeklySeries(
  snapshot: Snapshot,
  asked: TripQuestion & { relation: OneEndRelation },
): Promise<TripsOfWeek> {
  const counted = await withAreaCounts(snapshot, asked)
  const question = areaCountsSuffice(counted) ? counted : await withSplits(snapshot, counted)
  const series: TripsOfWeek = new Map()
  const scanned = new WeekReader()
  for (const part of weeklyParts(question)) {
    if (part.source === 'segments') await scanTrips(snapshot, question, part, [scanned])
    else if (part.source === 'region_rollups')
      await scanRegionCounts(snapshot, { ...question, weeks: part.weeks }, (week, trips) => add(series, week, trips))
    else if (part.source === 'cell_rollups')
      await scanCellCounts(snapshot, { ...part, datasource: question.datasource }, (_, week, trips) => add(series, week, trips))
    else if (part.source === 'hour_rollups')
      await scanHourCounts(snapshot, { ...question, ...part }, (_, week, trips) => add(series, week, trips))
    else if (part.source === 'area_rollups')
      await scanAreaCounts(snapshot, { ...part, datasource: question.datasource }, (week, trips) => add(series, week, trips))
    else if (part.source === 'group_rollups')
      await scanGroupCounts(snapshot, { ...question, ...part }, (_from, _to, _hour, trips, week) => add(series, week, trips))
    else if (part.source === 'group_hour_rollups')
      await scanGroupHours(snapshot, { ...question, ...part }, (_from, _to, _hour, trips, week) => add(series, week, trips))
    else await scanRegionHours(snapshot, { ...question, ...part }, (week, trips) => add(series, week, trips))
  }
  scanned.addTo(series)
  return series
}

const add = (series: TripsOfWeek, week: number, trips: number) => series.set(week, (series.get(week) ?? 0) + trips)

/** Counts by week, in an array: a Map takes 50 ns a trip. */
class WeekReader implements TripReader {
  readonly wants = { time: true }
  private readonly trips = new Uint32Array(weekMax + 1)

  read({ time }: ScanColumns, rows: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) this.trips[weekOfTime(time[rows[i]])]++
  }

  addTo(series: TripsOfWeek): void {
    for (const [week, trips] of this.trips.entries()) if (trips > 0) add(series, week, trips)
  }
}
