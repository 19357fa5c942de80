import fc from 'fast-check'
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { reconcile } from '#db/reconcile.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { filters, firstDay, randomTrips, satisfies } from '#db/testing/random-trips.ts'
import { closeImport, openImport, storeChunk } from '#db/testing/store-trips.ts'
import { mergeChunks } from '#db/write/merge-chunks.ts'
import { splitAtAntimeridian } from '#trips/box.ts'
import { gridOf } from '#trips/cell.ts'
import type { TripFilters } from '#trips/filters.ts'
import { dayOfTime, hourOfTime, weekdayOfDay, weekOfTime, weekText } from '#trips/iso-week.ts'
import { bucketOfHour } from '#trips/time-bucket.ts'
import type { Trip } from '#trips/trip.ts'
import { readCells } from './cells.ts'
import { tripsWhere } from './doubters-sql.ts'
import { readGroupTrips } from './group-trips.ts'
import { readGroups } from './groups.ts'
import { readHourOfWeek } from './hour-of-week.ts'
import { readWeeklyAverage } from './weekly-average.ts'

// One contract, two judges: every answer must equal a count over the trips as they were given, and, for a share of the
// questions, the doubter's SQL over the `trips` view.

const trips: Trip[] = randomTrips(20181224, 3000)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database

beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  const first = await openImport(db)
  await storeChunk(db, first, 0, trips.slice(0, 1000))
  await storeChunk(db, first, 1, trips.slice(1000, 2000))
  await storeChunk(db, await openImport(db), 0, trips.slice(2000, 2200), { byLoadData: false })
  // The rest as small imports whose chunks are then stored together.
  for (let at = 2200; at < trips.length; at += 100) {
    const lease = await openImport(db)
    await storeChunk(db, lease, 0, trips.slice(at, at + 100))
    await closeImport(db, lease)
  }
  expect(await mergeChunks(db, { tripsMax: 2000, byHourTripsMin: 1, byLoadData: false, failpoint: () => {} })).toBe(800)
  // Rows from before they said how often cells were split, of the second chunk.
  const [{ affectedRows }] = await db.$client.query<ResultSetHeader>(
    'UPDATE weekly_cell_rollups SET split_1 = 65535, split_2 = 65535, split_3 = 65535, split_4 = 65535 WHERE chunk = 2',
  )
  expect(affectedRows).toBeGreaterThan(1)
  // And from before all trips were counted by hour in every chunk, of the first.
  const [deleted] = await db.$client.query<ResultSetHeader>(
    'DELETE FROM weekly_region_hour_rollups WHERE region = 0 AND chunk = 1',
  )
  expect(deleted.affectedRows).toBeGreaterThan(0)
})
afterAll(() => fresh.drop())

const matching = (filter: TripFilters): Trip[] => trips.filter((trip) => satisfies(trip, filter))

function countBy<Key>(list: Trip[], key: (trip: Trip) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const trip of list) counts.set(key(trip), (counts.get(key(trip)) ?? 0) + 1)
  return counts
}

test('weekly series and averages, all relations', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const answer = await readWeeklyAverage(db, { ...filter, weeks: 'all', relations: 'all' })
      const expected = countBy(matching(filter), (trip) => weekText(weekOfTime(trip.time)))
      const inRange = [...expected.values()].reduce((sum, n) => sum + n, 0)
      expect(answer.series.filter((week) => week.trips > 0).map((week) => [week.week, week.trips])).toEqual(
        [...expected].sort(([a], [b]) => a.localeCompare(b)),
      )
      expect(answer.total_trips).toBe(inRange)
      for (const { relation, total_trips } of answer.relations ?? [])
        expect([relation, total_trips]).toEqual([relation, matching({ ...filter, relation }).length])
    }),
    { numRuns: 300, seed: 1 },
  )
}, 180_000)

test('days that do not fill a week, weekdays and hours are counted where they are known, and the rest is read', async () => {
  const [{ region }] = trips
  const west = Math.min(...trips.map(({ originLonE7 }) => originLonE7))
  const half = { west, south: -900_000_000, east: 1_799_999_999, north: 900_000_000 }
  const [from, to] = [
    dayOfTime(Math.min(...trips.map(({ time }) => time))) + 1,
    dayOfTime(Math.max(...trips.map(({ time }) => time))) - 1,
  ]
  for (const filter of [{ from, to }, { weekdays: [3] }, { hours: [8, 9] }, { from, to, hours: [8], weekdays: [1, 3] }])
    for (const place of [{}, { region }, { bbox: [half] }]) {
      const asked: TripFilters = { relation: 'starts', ...filter, ...place }
      const answer = await readWeeklyAverage(db, { ...asked, weeks: 'all', relations: 'one' })
      expect(answer.total_trips).toBe(matching(asked).length)
      expect(answer.provenance.answered_from.hour_rollup_rows).toBeGreaterThan(0)
      expect(answer.provenance.answered_from.trips_scanned).toBeLessThan(trips.length)
    }
}, 60_000)

test('the doubter counts the same over the trips view', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const [[row]] = await db.$client.query<RowDataPacket[]>(`SELECT COUNT(*) AS trips FROM trips${tripsWhere(filter)}`)
      expect(row.trips).toBe(matching(filter).length)
    }),
    { numRuns: 60, seed: 2 },
  )
}, 60_000)

test('hour × weekday', async () => {
  // Of all trips there are counts in every chunk but the first; of a region and by datasource only in the merged one, for these trips are too unlike.
  const scannedOf: [Partial<TripFilters>, number][] = [
    [{}, 1000],
    [{ weekdays: [6, 7] }, 1000],
    [{ datasource: trips[0].datasource }, 2200],
  ]
  for (const [filter, scanned] of scannedOf) {
    const { provenance } = await readHourOfWeek(db, { relation: 'starts', ...filter })
    expect(provenance.answered_from.hour_rollup_rows).toBeGreaterThan(0)
    expect(provenance.answered_from.trips_scanned).toBe(scanned)
    const { provenance: weekly } = await readWeeklyAverage(db, {
      ...{ relation: 'starts', weeks: 'all', relations: 'one', hours: [7, 8] },
      ...filter,
    })
    expect(weekly.answered_from.trips_scanned).toBe(scanned)
  }
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const answer = await readHourOfWeek(db, filter)
      const expected = countBy(matching(filter), (trip) => `${weekdayOfDay(dayOfTime(trip.time))},${hourOfTime(trip.time)}`)
      for (let day = 0; day < 7; day++)
        for (let hour = 0; hour < 24; hour++) expect(answer.trips[day][hour]).toBe(expected.get(`${day},${hour}`) ?? 0)
    }),
    { numRuns: 80, seed: 3 },
  )
}, 60_000)

const cellAt = (trip: Trip, level: number) =>
  [trip.originLonE7, trip.originLatE7, trip.destinationLonE7, trip.destinationLatE7]
    .map((e7) => gridOf(e7) >>> (32 - level))
    .join()

test('groups at every level, page by page, and the trips of one', async () => {
  const level = fc.integer({ min: 1, max: 20 })
  await fc.assert(
    fc.asyncProperty(
      filters,
      level,
      fc.constantFrom('hour', 'daypart', 'none'),
      fc.constantFrom('trips', 'key'),
      async (filter, atLevel, time, sort) => {
        const expected = countBy(
          matching(filter),
          (trip) => `${cellAt(trip, atLevel)},${bucketOfHour(time, hourOfTime(trip.time))}`,
        )
        const found: { key: string; trips: number }[] = []
        let cursor: string | undefined
        do {
          const page = await readGroups(db, { ...filter, level: atLevel, time, sort, min_trips: 1, limit: 1000, cursor })
          expect([page.total_trips, page.of_total]).toEqual([matching(filter).length, expected.size])
          found.push(...page.groups)
          cursor = page.next_cursor ?? undefined
        } while (cursor)
        expect(new Set(found.map((group) => group.key)).size).toBe(expected.size)
        expect(found.map((group) => group.trips).sort((a, b) => a - b)).toEqual([...expected.values()].sort((a, b) => a - b))
        if (found.length === 0) return
        const group = await readGroupTrips(db, found[0].key, { ...filter, limit: 1000, cursor: undefined })
        expect(group.of_total).toBe(found[0].trips)
      },
    ),
    { numRuns: 60, seed: 4 },
  )
}, 60_000)

test('the level suits: at least 30 % share a group, one finer does not', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const list = matching(filter)
      const { level, shared_trips } = await readGroups(db, { ...filter, time: 'daypart', sort: 'trips', min_trips: 1, limit: 10 })
      const shared = (at: number) =>
        [...countBy(list, (trip) => `${cellAt(trip, at)},${bucketOfHour('daypart', hourOfTime(trip.time))}`).values()]
          .filter((n) => n > 1)
          .reduce((sum, n) => sum + n, 0)
      expect(shared_trips).toBe(shared(level))
      if (level > 1) expect(shared(level)).toBeGreaterThanOrEqual(0.3 * list.length)
      if (level < 20) expect(shared(level + 1)).toBeLessThan(0.3 * list.length)
    }),
    { numRuns: 60, seed: 5 },
  )
}, 60_000)

test('density cells of a view', async () => {
  for (const asked of [{ hours: [8] }, { weekdays: [6] }, { from: firstDay + 9, to: firstDay + 30 }]) {
    const { answered_from } = (await readCells(db, { relation: 'starts', ...asked, level: 10, limit: 1 })).provenance
    expect(answered_from.hour_rollup_rows).toBeGreaterThan(0)
    expect(answered_from.trips_scanned).toBeLessThan(trips.length)
  }
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 15 }), async ({ bbox, area: _, ...filter }, level) => {
      const view = bbox?.[0]
      const answer = await readCells(db, { ...filter, view, level, limit: 20_000 })
      const end =
        filter.relation === 'ends'
          ? (['destinationLonE7', 'destinationLatE7'] as const)
          : (['originLonE7', 'originLatE7'] as const)
      const expected = countBy(
        matching(filter),
        (trip) => `${gridOf(trip[end[0]]) >>> (32 - level)},${gridOf(trip[end[1]]) >>> (32 - level)}`,
      )
      const found = new Map(
        answer.cells.map((cell) => [
          `${gridOf(Math.round(cell.bbox[0] * 1e7)) / 2 ** (32 - level)},${gridOf(Math.round(cell.bbox[1] * 1e7)) / 2 ** (32 - level)}`,
          cell.trips,
        ]),
      )
      for (const [cell, count] of found) expect(count).toBe(expected.get(cell))
      const size = 2 ** (32 - level)
      const meets = (cell: string) => {
        const [west, south] = cell.split(',').map((place) => Number(place) * size - 2 ** 31)
        const parts = view ? splitAtAntimeridian(view) : []
        return (
          !view ||
          parts.some(
            (part) => west <= part.east && west + size - 1 >= part.west && south <= part.north && south + size - 1 >= part.south,
          )
        )
      }
      expect([...found.keys()].sort()).toEqual([...expected.keys()].filter(meets).sort())
    }),
    { numRuns: 60, seed: 6 },
  )
}, 60_000)

test('rollups, ledger and mirrored ends are what the trips say', async () => {
  const report = await reconcile(db)
  expect(report.checks).toEqual([])
  expect(report).toMatchObject({ ok: true, trips: trips.length })
  expect(report.compared).toBeGreaterThan(1000)
})
