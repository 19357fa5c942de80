import type { HourOfWeekQuery } from '#trips/filters.ts'
import { hourParts, type TripQuestion } from '#trips/grain.ts'
import { dayOfTime, hourOfTime, hoursOfDay, weekdayOfDay } from '#trips/iso-week.ts'
import type { HourOfWeekView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import type { Bounds } from './bounds.ts'
import { toQuestion } from './question.ts'
import { scanPart } from './scan-part.ts'
import type { TripReader } from './scan-trips.ts'
import { inSnapshot, provenance, type Snapshot } from './snapshot.ts'
import { withSplits } from './splits.ts'

export type HourCounts = number[][]

/** [weekday Monday … Sunday][hour 0 … 23], all zero. */
export const noHours = (): HourCounts => Array.from({ length: 7 }, () => new Array<number>(24).fill(0))

/** Counts every trip it is shown by weekday and hour of its start. */
export const hourReader = (trips: HourCounts): TripReader => ({
  wants: { time: true },
  read: ({ time }, rows, count) => {
    for (let i = 0; i < count; i++) trips[weekdayOfDay(dayOfTime(time[rows[i]]))][hourOfTime(time[rows[i]])]++
  },
})

/** Trips by hour and weekday of their start. */
export const readHourOfWeek = (db: Database, query: HourOfWeekQuery, bounds?: Bounds): Promise<HourOfWeekView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const trips = noHours()
      const question = await toQuestion(snapshot, query)
      await addHours(snapshot, question, trips)
      return hourOfWeekViewOf(snapshot, query, trips)
    },
    bounds,
  )

/** Counts the trips of a question by hour of the week: from counts where there are some, else one by one. */
export async function addHours(snapshot: Snapshot, asked: TripQuestion, trips: HourCounts): Promise<void> {
  const question = await withSplits(snapshot, asked)
  const reader = hourReader(trips)
  for (const part of hourParts(question))
    await scanPart(snapshot, question, part, reader, ({ hour, trips: counts }, rows, count) => {
      for (let k = 0; k < count; k++) {
        const at = hour[rows[k]]
        trips[Math.floor(at / hoursOfDay)][at % hoursOfDay] += counts[rows[k]]
      }
    })
}

export const hourOfWeekViewOf = (snapshot: Snapshot, query: HourOfWeekQuery, trips: HourCounts): HourOfWeekView => ({
  total_trips: trips.flat().reduce((sum, n) => sum + n, 0),
  trips,
  provenance: provenance(
    snapshot,
    query,
    'trips counted by ISO weekday and hour of their start, in the wall time of their region',
    (where) =>
      `SELECT WEEKDAY(datetime) + 1 AS weekday, HOUR(datetime) AS hour, COUNT(*) AS trips FROM trips${where} GROUP BY weekday, hour ORDER BY weekday, hour`,
  ),
})
