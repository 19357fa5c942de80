import fc from 'fast-check'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filters, randomTrips } from '#db/testing/random-trips.ts'
import { openImport, storeChunk } from '#db/testing/store-trips.ts'
import { cellOfQuadkey } from '#trips/cell.ts'
import { parseGroupKey } from '#trips/group-key.ts'
import { timesOfDay } from '#trips/time-bucket.ts'
import { latMaxE7, lonMaxE7 } from '#trips/trip.ts'
import type { ProvenanceView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { readCells } from './cells.ts'
import { readGroupTrips } from './group-trips.ts'
import { readGroups } from './groups.ts'
import { readHourOfWeek } from './hour-of-week.ts'
import { readDatasourceRegions, readDatasources, readRegions } from './labels.ts'
import { readLatestDatasource } from './latest-datasource.ts'
import { readWeeklyAverage } from './weekly-average.ts'

// What each answer gives a doubter to run says the same as the answer.

const trips = randomTrips(20190107, 1200)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  await storeChunk(db, await openImport(db), 0, trips.slice(0, 700))
  await storeChunk(db, await openImport(db), 0, trips.slice(700))
})
afterAll(() => fresh.drop())

/** The rows of the statement in an answer, which also says how much it is about. */
async function doubted({ provenance }: { provenance: ProvenanceView }): Promise<RowDataPacket[]> {
  expect(provenance).toMatchObject({ exact: true, imports: 2, trips_stored: trips.length, sql_left_out: null })
  const [rows] = await db.$client.query<RowDataPacket[]>(provenance.sql ?? '')
  return rows
}

test('weeks', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const answer = await readWeeklyAverage(db, { ...filter, weeks: 'all', relations: 'one' })
      const weeks = answer.series
        .filter((week) => week.trips > 0)
        .map(({ week, trips: n }) => [Number(week.replace('-W', '')), n])
      expect((await doubted(answer)).map((row) => [row.iso_week, row.trips])).toEqual(weeks)
    }),
    { numRuns: 15, seed: 1 },
  )
}, 60_000)

test('of a region what lies elsewhere is not looked at', async () => {
  const regional = await freshDatabase()
  const moved = trips
    .slice(0, 600)
    .map((trip, i) => ({ ...trip, region: i < 20 ? 'here' : 'there', originLatE7: i < 20 ? 5e8 : -5e8, originLonE7: i }))
  await storeChunk(regional.db, await openImport(regional.db), 0, moved)
  const group = { region: 'here', relation: 'starts', level: 20, time: 'none', sort: 'trips', limit: 50, min_trips: 1 } as const
  const read = async () => (await readGroups(regional.db, group)).provenance.answered_from.trips_scanned
  expect(await read()).toBe(20)
  // Rows from before their places were counted.
  await regional.db.$client.query("UPDATE weekly_region_rollups SET origin_level = 0, origin_cells = 0, packed_origins = ''")
  expect(await read()).toBe(600)
  await regional.drop()
})

test('an area that holds the whole world is answered from counts that know no area', async () => {
  const bbox = { west: -lonMaxE7, south: -latMaxE7, east: lonMaxE7, north: latMaxE7 }
  for (const relation of ['starts', 'within', 'touches'] as const) {
    const answer = await readWeeklyAverage(db, { bbox: [bbox], relation, weeks: 'all', relations: 'one' })
    expect(answer.total_trips).toBe(trips.length)
    expect(answer.provenance.answered_from).toMatchObject({ cell_rollup_rows: 0, group_rollup_rows: 0, segments: 0 })
  }
})

test('hours and weekdays', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const answer = await readHourOfWeek(db, filter)
      const counts = answer.trips.flatMap((hours, day) => hours.map((n, hour) => [day + 1, hour, n])).filter(([, , n]) => n > 0)
      expect((await doubted(answer)).map((row) => [row.weekday, row.hour, row.trips])).toEqual(counts)
    }),
    { numRuns: 15, seed: 2 },
  )
}, 60_000)

test('groups, and the trips of one', async () => {
  const asked = fc.record({ level: fc.integer({ min: 1, max: 20 }), time: fc.constantFrom(...timesOfDay) })
  await fc.assert(
    fc.asyncProperty(filters, asked, async (filter, { level, time }) => {
      const answer = await readGroups(db, { ...filter, level, time, sort: 'trips', min_trips: 1, limit: 10_000 })
      const found = answer.groups.map(({ key, trips: n }) => {
        const group = parseGroupKey(key)
        return [group?.originX, group?.originY, group?.destinationX, group?.destinationY, group?.bucket, n]
      })
      const rows = await doubted(answer)
      expect(
        rows.map((row) =>
          [row.origin_x, row.origin_y, row.destination_x, row.destination_y, row.time_bucket ?? 0, row.trips].map(Number),
        ),
      ).toEqual(found)
      if (found.length === 0) return
      const group = await readGroupTrips(db, answer.groups[0].key, { ...filter, limit: 1000 })
      expect((await doubted(group)).map((row) => [row.datetime, Number(row.origin_lon), Number(row.destination_lat)])).toEqual(
        group.trips.map((trip) => [trip.datetime, trip.origin[0], trip.destination[1]]),
      )
    }),
    { numRuns: 20, seed: 3 },
  )
}, 60_000)

test('cells of a view', async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 15 }), async ({ bbox, area: _, ...filter }, level) => {
      const answer = await readCells(db, { ...filter, view: bbox?.[0], level, limit: 20_000 })
      const rows = (await doubted(answer)).map((row) => [Number(row.x), Number(row.y), row.trips].join())
      const cells = answer.cells.map(({ quadkey, trips: n }) => {
        const cell = cellOfQuadkey(quadkey)
        return [cell?.x, cell?.y, n].join()
      })
      expect(rows.sort()).toEqual(cells.sort())
    }),
    { numRuns: 20, seed: 4 },
  )
}, 60_000)

test('regions, datasources, and the latest datasource of the top regions', async () => {
  const spans = (rows: { trips: number; first_datetime: string; last_datetime: string }[]) =>
    rows.map((row) => [row.trips, row.first_datetime, row.last_datetime])
  const read = async (answer: { provenance: ProvenanceView }) => spans((await doubted(answer)) as Parameters<typeof spans>[0])
  const regions = await readRegions(db)
  expect(await read(regions)).toEqual(spans(regions.regions))
  const datasources = await readDatasources(db)
  expect(await read(datasources)).toEqual(spans(datasources.datasources))
  const ofOne = await readDatasourceRegions(db, 'funny_car')
  expect(ofOne.provenance.filters).toBe('all trips, datasource funny_car')
  expect(await read(ofOne)).toEqual(spans(ofOne.regions))
  const latest = await readLatestDatasource(db)
  const [first] = await doubted(latest)
  expect(latest.latest).toEqual({ region: first.region, datasource: first.datasource, datetime: first.datetime })
})
