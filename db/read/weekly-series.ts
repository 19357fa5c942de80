import { areaCountsSuffice, type OneEndRelation, type TripQuestion, weeklyParts, weekMax } from '#trips/grain.ts'
import { weekOfTime } from '#trips/iso-week.ts'
import type { ScanColumns } from '#trips/scan.ts'
import { scanPart } from './scan-part.ts'
import type { TripReader } from './scan-trips.ts'
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
  for (const part of weeklyParts(question))
    await scanPart(snapshot, question, part, scanned, ({ week, trips }, rows, count) => {
      for (let k = 0; k < count; k++) add(series, week[rows[k]], trips[rows[k]])
    })
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
