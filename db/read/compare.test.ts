import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filters, randomTrips, satisfies } from '#db/testing/random-trips.ts'
import { openImport, storeChunk } from '#db/testing/store-trips.ts'
import { baseFiltersOf } from '#trips/comparison.ts'
import { type TripFilters, weeksRules } from '#trips/filters.ts'
import { weekOfTime, weekText } from '#trips/iso-week.ts'
import type { WeeklyAverageView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { readCompare } from './compare.ts'
import { readWeeklyAverage } from './weekly-average.ts'

const trips = randomTrips(20181231, 1500)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  await storeChunk(db, await openImport(db), 0, trips)
})
afterAll(() => fresh.drop())

function expectSide(side: WeeklyAverageView, filter: TripFilters): void {
  const counts = new Map<string, number>()
  for (const trip of trips)
    if (satisfies(trip, filter))
      counts.set(weekText(weekOfTime(trip.time)), (counts.get(weekText(weekOfTime(trip.time))) ?? 0) + 1)
  expect(side.series.filter((week) => week.trips > 0).map((week) => [week.week, week.trips])).toEqual(
    [...counts].sort(([a], [b]) => a.localeCompare(b)),
  )
}

const base = fc.record({ place: fc.boolean(), period: fc.boolean(), filter: filters, weeks: fc.constantFrom(...weeksRules) })

test('both sides are what a count says, each with its own provenance', async () => {
  await fc.assert(
    fc.asyncProperty(filters, base, async (filter, { place, period, filter: other, weeks }) => {
      const query = {
        ...filter,
        weeks,
        ...(place && { base_bbox: other.bbox, base_area: other.area, base_region: other.region }),
        ...(period && { base_from: other.from, base_to: other.to }),
      }
      const expected = baseFiltersOf(query)
      if (!expected) return
      const answer = await readCompare(db, query)
      expectSide(answer.answer, filter)
      expectSide(answer.base, expected)
      // The same as when it is asked alone, reading included.
      for (const [side, asked] of [
        [answer.answer, filter],
        [answer.base, expected],
      ] as const) {
        const alone = await readWeeklyAverage(db, { ...asked, weeks, relations: 'one' })
        const timeless = ({ provenance, ...view }: WeeklyAverageView) => ({ ...view, provenance: { ...provenance, took_ms: 0 } })
        expect(timeless(side)).toEqual(timeless(alone))
      }
      const [ours, theirs] = [answer.answer.weekly_average, answer.base.weekly_average]
      if (ours === null || theirs === null) expect([answer.difference, answer.ratio]).toEqual([null, null])
      else expect(answer.difference).toBeCloseTo(ours - theirs, 9)
      if (theirs === 0) expect(answer.ratio).toBeNull()
    }),
    { numRuns: 60, seed: 9 },
  )
}, 60_000)
