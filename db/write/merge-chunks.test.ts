import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { rebuildMissingRollups } from '#db/rebuild-rollups.ts'
import { reconcile } from '#db/reconcile.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { randomTrips } from '#db/testing/random-trips.ts'
import { closeImport, openImport, storeChunk } from '#db/testing/store-trips.ts'
import { tableDigests } from '#ingest/testing/table-digests.ts'
import { segmentTripsUsual } from '#trips/segment.ts'
import type { Trip } from '#trips/trip.ts'
import { PlaceTooFull } from '../stored/tract-trips.ts'
import { endImport } from './advance-state.ts'
import type { Lease } from './lease.ts'
import { type MergeOptions, mergeChunks } from './merge-chunks.ts'
import { storageTables } from './rewrite-chunks.ts'
import { undoNewestChunk } from './undo-chunk.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let empty: Record<string, string>
let leases: Lease[]

beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  empty = await tableDigests(db)
})
afterAll(() => fresh.drop())

const importCount = 10
const tripsOf = (i: number) => [
  ...randomTrips(100 + i, 40),
  { ...randomTrips(7, 1)[0], region: `only in ${i}`, datasource: `source ${i % 3}` },
]

beforeEach(async () => {
  leases = []
  for (let i = 0; i < importCount; i++) {
    const lease = await openImport(db)
    await storeChunk(db, lease, 0, tripsOf(i))
    await closeImport(db, lease)
    leases.push(lease)
  }
})
afterEach(async () => {
  for (const lease of leases) await takeBack(lease)
  expect(await tableDigests(db)).toEqual(empty)
})

const merge = (failpoint = (_: string) => {}, more: Partial<MergeOptions> = {}) =>
  mergeChunks(db, { tripsMax: 2000, byLoadData: true, failpoint, ...more })

async function takeBack(lease: Lease, tractTripsMax?: number): Promise<void> {
  await db.$client.query("UPDATE imports SET requested = 'undo' WHERE id = ?", [lease.importId])
  while (await undoNewestChunk(db, lease, true, tractTripsMax)) expect((await reconcile(db)).checks).toEqual([])
  await endImport(db, lease, 'undone')
}

/** Every trip with its import, as the view shows it. */
async function allTrips(): Promise<string[]> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    "SELECT CONCAT_WS(',', import_id, chunk, region, origin_lon, origin_lat, destination_lon, destination_lat, datetime, datasource) AS trip FROM trips",
  )
  return rows.map((row) => row.trip).sort()
}

async function hosts(): Promise<number> {
  const [[row]] = await db.$client.query<RowDataPacket[]>('SELECT COUNT(DISTINCT chunk) AS hosts FROM trip_segments')
  return row.hosts
}

test('small chunks are stored together: fewer rows, the same trips, each with its import', async () => {
  const before = await allTrips()
  expect(before).toHaveLength(importCount * 41)
  expect(await merge()).toBe(importCount * 41)
  expect(await hosts()).toBe(1)
  expect(await allTrips()).toEqual(before)
  expect((await reconcile(db)).checks).toEqual([])
  expect(await merge()).toBe(0)
})

test('an import is taken back out of a merged chunk, the first and the last of them too', async () => {
  await merge()
  for (const i of [4, 0, 9]) {
    const others = (await allTrips()).filter((trip) => !trip.startsWith(`${leases[i].importId},`))
    await takeBack(leases[i])
    expect(await allTrips()).toEqual(others)
  }
  expect(await hosts()).toBe(1)
})

test('chunks that were merged are merged again with others', async () => {
  await merge()
  for (let i = 0; i < 8; i++) {
    const lease = await openImport(db)
    await storeChunk(db, lease, 0, randomTrips(i, 300))
    await closeImport(db, lease)
    leases.push(lease)
  }
  const before = await allTrips()
  expect(await merge()).toBeGreaterThan(importCount * 41)
  expect(await allTrips()).toEqual(before)
  expect((await reconcile(db)).checks).toEqual([])
})

test('an import that is being loaded or taken back is left alone', async () => {
  await db.$client.query("UPDATE imports SET state = 'loading' WHERE id = ?", [leases[0].importId])
  await db.$client.query("UPDATE imports SET requested = 'undo' WHERE id = ?", [leases[1].importId])
  expect(await merge()).toBe((importCount - 2) * 41)
  expect(await hosts()).toBe(3)
})

test('a merge that is interrupted has not been', async () => {
  const before = await tableDigests(db)
  await expect(
    merge(() => {
      throw new Error('killed here')
    }),
  ).rejects.toThrow('killed here')
  expect(await tableDigests(db)).toEqual(before)
})

/** Chunks that have more trips than a tract, in segments of small cells. */
async function storeDense(tripsOf: (chunk: number) => Trip[]): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const lease = await openImport(db)
    for (let chunk = 0; chunk < 4; chunk++) await storeChunk(db, lease, chunk, tripsOf(i * 4 + chunk))
    await closeImport(db, lease)
    leases.push(lease)
  }
}
/** Rows of counts that say how often their cells were split, and those that do not. */
async function splitRows(): Promise<{ known: number; unknown: number }> {
  const [[row]] = await db.$client.query<RowDataPacket[]>(
    'SELECT SUM(isUnknown = 0) AS known, SUM(isUnknown) AS unknown FROM (SELECT split_1 & split_2 & split_3 & split_4 = 65535 AS isUnknown FROM weekly_cell_rollups) AS r',
  )
  return { known: Number(row.known), unknown: Number(row.unknown) }
}

const byTracts = { tripsMax: 20_000, tractTripsMax: segmentTripsUsual }

test('trips are stored tract by tract as if all were stored at once, and each import still leaves', async () => {
  await storeDense((chunk) => randomTrips(200 + chunk, 600))
  const before = await allTrips()
  const passed: number[] = []
  const between = async () => {
    passed.push(await hosts())
  }
  expect(await splitRows()).toMatchObject({ known: expect.toSatisfy((rows) => rows > 5), unknown: 0 })
  // The small ones of before, then the dense ones and those with them.
  expect(await merge()).toBe(importCount * 41)
  expect(await merge(undefined, { ...byTracts, between })).toBe(importCount * 41 + 8 * 600)
  expect(passed.length).toBeGreaterThan(5)
  // Others see nothing of it before it is done.
  expect(new Set(passed)).toEqual(new Set([9]))
  expect(await hosts()).toBe(1)
  expect(await splitRows()).toMatchObject({ known: expect.toSatisfy((rows) => rows > 5), unknown: 0 })
  expect(await allTrips()).toEqual(before)
  expect((await reconcile(db)).checks).toEqual([])
})

test('what an import leaves behind is stored as if it had never been there, tract by tract too', async () => {
  await storeDense((chunk) => randomTrips(200 + chunk, 600))
  await merge()
  await merge(undefined, byTracts)
  // Of the other half too few are left in many cells for those to stay split.
  await takeBack(leases[importCount], segmentTripsUsual)
  expect(await splitRows()).toMatchObject({ known: expect.toSatisfy((rows) => rows > 5), unknown: 0 })
  expect((await reconcile(db)).checks).toEqual([])
})

test('the same chunks are not merged twice by two at once', async () => {
  expect((await Promise.all([merge(), merge()])).sort((a, b) => a - b)).toEqual([0, importCount * 41])
})

test('where one place is too full for all fewer are merged, and leave again', async () => {
  const [trip] = randomTrips(7, 1)
  for (let i = 0; i < 2; i++) await storeDense(() => Array(100).fill(trip))
  const options = { ...byTracts, except: new Set<number>() }
  expect(await merge(undefined, options)).toBe(importCount * 41)
  expect(await merge(undefined, options)).toBeGreaterThan(800)
  expect(options.except.size).toBe(0)
  expect((await reconcile(db)).checks).toEqual([])
})

test('with many trips the hours of the week are counted too, and reconciled; an undo counts them anew', async () => {
  await storeDense((chunk) => randomTrips(200 + chunk, 600))
  await merge()
  expect(await merge(undefined, { ...byTracts, byHourTripsMin: 4000 })).toBe(importCount * 41 + 8 * 600)
  const counted = async () => {
    const [[row]] = await db.$client.query<RowDataPacket[]>(
      'SELECT COUNT(DISTINCT chunk) AS chunks, CAST(SUM(trips) AS DOUBLE) AS trips FROM weekly_hour_trips WHERE trip_end = 0 AND level = 8',
    )
    return row
  }
  const { chunks, trips } = await counted()
  expect(chunks).toBe(1)
  expect(trips).toBeGreaterThan(3000)
  expect((await reconcile(db)).checks).toEqual([])
  const [shown] = await db.$client.query<RowDataPacket[]>(
    `SELECT r.name, hour_of_week, CAST(SUM(trips) AS DOUBLE) AS trips FROM weekly_region_hour_trips JOIN regions r ON r.id = region
     GROUP BY r.name, hour_of_week ORDER BY r.name, hour_of_week`,
  )
  const [expected] = await db.$client.query<RowDataPacket[]>(
    `SELECT region AS name, WEEKDAY(datetime) * 24 + HOUR(datetime) AS hour_of_week, CAST(COUNT(*) AS DOUBLE) AS trips FROM trips
     WHERE chunk IN (SELECT k.id FROM import_chunks k JOIN weekly_region_hour_rollups w ON w.chunk = COALESCE(k.stored_in, k.id) AND w.region <> 0)
     GROUP BY name, hour_of_week ORDER BY name, hour_of_week`,
  )
  expect(shown).toEqual(expected)
  const [groups] = await db.$client.query<RowDataPacket[]>(
    `SELECT hour_of_week, CAST(SUM(trips) AS DOUBLE) AS trips, COUNT(DISTINCT origin_cell) > 1 AS areMany FROM weekly_group_hour_trips
     GROUP BY hour_of_week ORDER BY hour_of_week`,
  )
  const [expectedGroups] = await db.$client.query<RowDataPacket[]>(
    `SELECT WEEKDAY(datetime) * 24 + HOUR(datetime) AS hour_of_week, CAST(COUNT(*) AS DOUBLE) AS trips, 1 AS areMany FROM trips
     GROUP BY hour_of_week ORDER BY hour_of_week`,
  )
  expect(groups).toEqual(expectedGroups)
  const [flows] = await db.$client.query<RowDataPacket[]>(
    `SELECT trip_end, cell, CAST(SUM(trips) AS DOUBLE) AS trips, MAX(hour) AS hour, COUNT(DISTINCT far_cell) > 1 AS areMany FROM cell_flow_trips
     GROUP BY trip_end, cell ORDER BY trip_end, cell`,
  )
  const [expectedFlows] = await db.$client.query<RowDataPacket[]>(
    `SELECT trip_end, cell, CAST(SUM(trips) AS DOUBLE) AS trips, 23 AS hour, 1 AS areMany FROM weekly_cell_trips WHERE level = 16
     GROUP BY trip_end, cell ORDER BY trip_end, cell`,
  )
  expect(flows.length).toBeGreaterThan(1)
  expect(flows).toEqual(expectedFlows)
  // Fewer trips are left than are worth it.
  await takeBack(leases[importCount])
  expect((await counted()).chunks).toBe(0)
})

const countTables = [
  'weekly_cell_rollups',
  'weekly_hour_rollups',
  'weekly_region_hour_rollups',
  'weekly_group_rollups',
  'weekly_group_hour_rollups',
  'cell_flow_rollups',
]
const splitDamage = [1, 2, 3, 4].map((times) => [
  `SET split_${times} = split_${times} ^ 32768`,
  new RegExp(`^split ${times} in a row of cells at level 8, end 0, block`),
]) as [string, RegExp][]

test('damage of counts, and of what rows say of them, is found in each table', async () => {
  await storeDense((chunk) => randomTrips(200 + chunk, 600))
  await merge()
  await merge(undefined, { ...byTracts, byHourTripsMin: 4000 })
  for (const table of countTables) {
    const block = table.includes('group') ? 'origin_block' : table.includes('region') ? 'region' : 'block'
    await db.$client.query(`CREATE TABLE kept AS SELECT * FROM ${table}`)
    for (const [damage, says] of [
      ['SET trips = trips + 1', / sum in a row of/],
      ['SET week_min = week_min + 1', / first week in a row of/],
      ['SET week_max = week_max + 1', / last week in a row of/],
      [`SET ${block} = ${block} + 1000`, / counts of elsewhere in a row of/],
      [undefined, /^rollup (cell|region|group|flow of cell) \d/],
      ...(block === 'block' ? [['SET level = level + 1', /^rollup (cell|flow of cell) \d/] as const] : []),
      ...(table === 'weekly_cell_rollups' ? splitDamage : []),
    ] as const) {
      const which = table === 'weekly_region_hour_rollups' ? 'WHERE region <> 0' : ''
      await db.$client.query(damage ? `UPDATE ${table} ${damage} ${which} LIMIT 1` : `DELETE FROM ${table} ${which} LIMIT 1`)
      const { checks } = await reconcile(db)
      expect([table, damage, checks.some(({ name }) => says.test(name))]).toEqual([table, damage, true])
      await db.$client.query(`DELETE FROM ${table}`)
      await db.$client.query(`INSERT INTO ${table} SELECT * FROM kept`)
    }
    await db.$client.query('DROP TABLE kept')
  }
  expect((await reconcile(db)).checks).toEqual([])
})

test('a merge that is told to stop between two tracts has not been', async () => {
  await merge()
  await storeDense((chunk) => randomTrips(200 + chunk, 600))
  const before = await tableDigests(db)
  let tracts = 0
  const between = async () => {
    if (++tracts === 3) throw new Error('stop')
  }
  await expect(merge(undefined, { ...byTracts, between })).rejects.toThrow('stop')
  expect(await tableDigests(db)).toEqual(before)
})

test('chunks with more trips at one place than can be in memory are left alone, the others are merged', async () => {
  const [trip] = randomTrips(7, 1)
  await storeDense(() => Array(400).fill(trip))
  const options = { ...byTracts, except: new Set<number>() }
  expect(await merge(undefined, options)).toBe(importCount * 41)
  await expect(merge(undefined, options)).rejects.toThrow(PlaceTooFull)
  expect(options.except.size).toBe(9)
  expect(await merge(undefined, options)).toBe(0)
  expect(await hosts()).toBe(9)
})

test('smaller chunks that are damaged, or too many at one place, keep no larger ones from being merged', async () => {
  await storeDense((chunk) => randomTrips(200 + chunk, 600))
  const [[{ damaged }]] = await db.$client.query<RowDataPacket[]>('SELECT MIN(chunk) AS damaged FROM trip_segments')
  await db.$client.query('UPDATE import_chunks SET rows_stored = rows_stored + 1 WHERE id = ?', [damaged])
  const [except, lone] = [new Set<number>(), new Set<number>()]
  // As if they had been merged, they are too few of their size.
  await db.$client.query("UPDATE imports SET requested = 'undo' WHERE id > ? AND id < ?", [
    leases[3].importId,
    leases[importCount].importId,
  ])
  expect(await merge(undefined, { ...byTracts, except, lone })).toBe(8 * 600)
  expect([except.size, lone]).toEqual([0, new Set([damaged, damaged + 1, damaged + 2, damaged + 3])])
  expect(await hosts()).toBe(importCount + 1)
  await db.$client.query('UPDATE import_chunks SET rows_stored = rows_stored - 1 WHERE id = ?', [damaged])
  await db.$client.query('UPDATE imports SET requested = NULL')
  expect((await reconcile(db)).checks).toEqual([])

  // All at one place, 2,540 trips in chunks of two sizes: more than may be in memory together; the larger ones alone are not.
  for (const lease of leases.splice(0)) await takeBack(lease)
  const [trip] = randomTrips(7, 1)
  for (const trips of [...Array(8).fill(300), ...Array(7).fill(20)]) {
    const lease = await openImport(db)
    await storeChunk(db, lease, 0, Array(trips).fill(trip))
    await closeImport(db, lease)
    leases.push(lease)
  }
  expect(await merge(undefined, { ...byTracts, tractTripsMax: 301, except, lone })).toBe(8 * 300)
  expect((await reconcile(db)).checks).toEqual([])
})

test('two merges at once, and an undo meanwhile, lose nothing and store nothing twice', async () => {
  const others = (await allTrips()).filter((trip) => !trip.startsWith(`${leases[5].importId},`))
  await Promise.all([merge(), takeBack(leases[5]), merge()])
  expect(await allTrips()).toEqual(others)
  expect((await reconcile(db)).checks).toEqual([])
})

test('trips that are not those of the ledger are never stored anew', async () => {
  const [[{ chunk }]] = await db.$client.query<RowDataPacket[]>('SELECT MIN(chunk) AS chunk FROM trip_segments')
  await db.$client.query('UPDATE import_chunks SET rows_stored = rows_stored + 1 WHERE id = ?', [chunk])
  const before = await tableDigests(db)
  await expect(merge()).rejects.toThrow(/holds 41 trips of digest \w+, the ledger says 42/)
  expect(await tableDigests(db)).toEqual(before)
  await db.$client.query('UPDATE import_chunks SET rows_stored = rows_stored - 1 WHERE id = ?', [chunk])
})

test('rollups that are missing are folded again from the trips', async () => {
  await merge()
  leases.push(await openImport(db))
  await storeChunk(db, leases[importCount], 0, randomTrips(3, 50))
  // Within a cell of destinations, trips may come back in another order.
  const state = async () => ({ ...(await tableDigests(db)), trip_segments: await allTrips() })
  const before = await state()
  for (const table of ['weekly_cell_rollups', 'weekly_region_rollups', 'weekly_group_rollups'])
    await db.$client.query(`DELETE FROM ${table}`)
  expect(await rebuildMissingRollups(db)).toEqual({ chunks: 2, leftOut: [] })
  expect(await state()).toEqual(before)
  expect(await rebuildMissingRollups(db)).toEqual({ chunks: 0, leftOut: [] })
})

test('an import with several chunks in the same rows leaves at once', async () => {
  const lease = await openImport(db)
  for (let chunk = 0; chunk < 8; chunk++) await storeChunk(db, lease, chunk, randomTrips(50 + chunk, 35))
  await closeImport(db, lease)
  const others = await allTrips()
  expect(await merge()).toBe(importCount * 41 + 8 * 35)
  await db.$client.query("UPDATE imports SET requested = 'undo' WHERE id = ?", [lease.importId])
  expect(await undoNewestChunk(db, lease, true)).toBe(true)
  expect(await undoNewestChunk(db, lease, true)).toBe(false)
  await endImport(db, lease, 'undone')
  expect(await allTrips()).toEqual(others.filter((trip) => !trip.startsWith(`${lease.importId},`)))
  expect((await reconcile(db)).checks).toEqual([])
})

test('damaged trips are never stored anew', async () => {
  await db.$client.query(
    'UPDATE trip_segments SET near_columns = CONCAT(LEFT(near_columns, 4), CHAR((ORD(SUBSTR(near_columns, 5, 1)) + 1) % 256), SUBSTR(near_columns, 6)) WHERE trip_end = 0 LIMIT 1',
  )
  const before = await tableDigests(db)
  await expect(merge()).rejects.toThrow(/the ledger says 41 of/)
  expect(await tableDigests(db)).toEqual(before)
  for (const table of [...storageTables, 'import_chunks', 'regions', 'datasources'])
    await db.$client.query(`DELETE FROM ${table}`)
})
