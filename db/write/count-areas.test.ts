import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { rebuildRollups } from '#db/rebuild-rollups.ts'
import { reconcile } from '#db/reconcile.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { randomTrips } from '#db/testing/random-trips.ts'
import { closeImport, openImport, storeChunk } from '#db/testing/store-trips.ts'
import type { Polygon } from '#trips/polygon.ts'
import { locate } from '../read/areas.ts'
import { AreaNotCounted } from '../read/count-area.ts'
import { readWeeklyAverage } from '../read/weekly-average.ts'
import { endImport } from './advance-state.ts'
import { ChunksAreHeld, countAreas } from './count-areas.ts'
import { deleteArea } from './delete-area.ts'
import type { Lease } from './lease.ts'
import { mergeChunks } from './merge-chunks.ts'
import { saveArea } from './save-area.ts'
import { undoNewestChunk } from './undo-chunk.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let leases: Lease[]

beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
})
afterAll(() => fresh.drop())

const importCount = 8
const tripsOfImport = 60
const around = (west: number): Polygon[] => [
  [[west, 500_000_000, west + 2_000_000, 500_000_000, west + 2_000_000, 501_500_000, west, 501_000_000]],
]
const save = (name: string, polygons = around(143_500_000)) => saveArea(db, { name, polygons, replace: true })

beforeEach(async () => {
  leases = []
  for (let i = 0; i < importCount; i++) {
    const lease = await openImport(db)
    await storeChunk(db, lease, 0, randomTrips(i, tripsOfImport))
    await closeImport(db, lease)
    leases.push(lease)
  }
  await save('centre')
})
afterEach(async () => {
  for (const lease of leases) await takeBack(lease)
  for (const name of ['centre', 'other']) await deleteArea(db, name).catch(() => {})
  expect(await countedChunks()).toBe(0)
})

async function countedChunks(): Promise<number> {
  const [[row]] = await db.$client.query<RowDataPacket[]>(
    'SELECT COUNT(*) AS counted FROM weekly_area_rollups WHERE trip_end = 0 AND part = 0',
  )
  return row.counted
}

async function takeBack(lease: Lease): Promise<void> {
  while (await undoNewestChunk(db, lease, true));
  await endImport(db, lease, 'undone')
}

const merge = (between?: () => Promise<void>) =>
  mergeChunks(db, { tripsMax: 10_000, byLoadData: true, failpoint: () => {}, between })

/** What a question about a saved area answers, and what from; it must be what the same shape answers unsaved. */
async function ask(name: string, more: { relation?: 'starts' | 'ends'; from?: number; to?: number } = {}) {
  const query = { relation: 'starts', weeks: 'all', relations: 'one', ...more } as const
  const located = await locate(db, { ...query, area: [{ name }] })
  const answer = await readWeeklyAverage(db, located)
  const unsaved = located.area?.map(({ polygons }) => ({ polygons }))
  const { series } = await readWeeklyAverage(db, { ...located, area: unsaved })
  expect(answer.series).toEqual(series)
  expect(answer.total_trips).toBeGreaterThan(0)
  return answer.provenance.answered_from
}

/** Runs something between what is read and what is stored. */
const countWith = (meanwhile: () => Promise<unknown>) => {
  let passed = 0
  return countAreas(db, {
    between: async () => {
      if (++passed === 2) await meanwhile()
    },
  })
}

test('an area is counted once in every chunk, and its counts alone answer whole weeks of either end', async () => {
  expect(await countAreas(db)).toBe(1)
  expect(await countedChunks()).toBe(importCount)
  expect(await countAreas(db)).toBe(0)
  for (const relation of ['starts', 'ends'] as const) {
    const read = await ask('centre', { relation })
    expect(read.area_rollup_rows).toBeGreaterThan(0)
    expect(read).toMatchObject({ cell_rollup_rows: 0, segments: 0, trips_scanned: 0 })
  }
  const [rows] = await db.$client.query<RowDataPacket[]>(
    'SELECT area, CAST(SUM(trips) AS DOUBLE) AS trips FROM weekly_area_trips WHERE trip_end = 0 GROUP BY area',
  )
  const { total_trips } = await readWeeklyAverage(db, {
    ...(await locate(db, { area: [{ name: 'centre' }] })),
    ...({ relation: 'starts', weeks: 'all', relations: 'one' } as const),
  })
  expect(rows).toEqual([{ area: 'centre', trips: total_trips }])
  expect((await reconcile(db)).checks).toEqual([])
})

test('an area without trips is counted as well', async () => {
  await save('centre', [[[-1_000_000_000, 0, -999_000_000, 0, -999_000_000, 1_000_000]]])
  expect(await countAreas(db)).toBe(1)
  expect(await countedChunks()).toBe(importCount)
  expect((await reconcile(db)).checks).toEqual([])
})

test('areas that are counted together, and each alone, have the same counts', async () => {
  const names = ['one', 'two', 'three']
  for (const [i, name] of names.entries()) await save(name, around(142_000_000 + i * 1_000_000))
  const rows = async () => {
    const [found] = await db.$client.query<RowDataPacket[]>(
      `SELECT a.name, w.trip_end, w.chunk, w.part, w.counts, w.trips, HEX(w.packed_columns) AS packed
       FROM weekly_area_rollups w JOIN areas a ON a.id = w.area ORDER BY 1, 2, 3, 4`,
    )
    await db.$client.query('DELETE FROM weekly_area_rollups')
    return found
  }
  expect(await countAreas(db)).toBe(4)
  const together = await rows()
  expect(together.filter(({ trips }) => trips > 0).length).toBeGreaterThan(importCount)
  const alone = { togetherMax: { areas: 1, trips: 0, tripsPerArea: 0 } }
  for (let areas = 0; areas < 4; areas++) expect(await countAreas(db, alone)).toBe(1)
  expect(await rows()).toEqual(together)
  for (const name of names) await deleteArea(db, name)
})

test('chunks that are not counted yet are read, and no others', async () => {
  await countAreas(db)
  const lease = await openImport(db)
  leases.push(lease)
  await storeChunk(db, lease, 0, randomTrips(99, tripsOfImport))
  const mixed = await ask('centre')
  expect(mixed.area_rollup_rows).toBeGreaterThan(0)
  expect(mixed.trips_scanned).toBeLessThanOrEqual(tripsOfImport)
  expect(mixed.trips_scanned).toBeGreaterThan(0)
  // Not before its import is done: then it may be merged first.
  expect(await countAreas(db)).toBe(0)
  await closeImport(db, lease)
  expect(await countAreas(db)).toBe(1)
  expect((await ask('centre')).trips_scanned).toBe(0)
})

test('where most is not counted yet, everything is read in one way', async () => {
  for (const lease of leases.slice(3))
    await db.$client.query("UPDATE imports SET state = 'verifying' WHERE id = ?", [lease.importId])
  await countAreas(db)
  await db.$client.query("UPDATE imports SET state = 'done' WHERE state = 'verifying'")
  expect(await countedChunks()).toBe(3)
  expect((await ask('centre')).area_rollup_rows).toBe(0)
})

test('a shape that is saved again keeps its counts, another one loses them, and so does one that is deleted', async () => {
  await countAreas(db)
  await save('centre')
  expect(await countedChunks()).toBe(importCount)
  const before = await locate(db, { area: [{ name: 'centre' }] })
  await save('centre', around(144_000_000))
  expect(await countedChunks()).toBe(0)
  await countAreas(db)
  // Asked by somebody who looked the name up before: about the shape that it was then.
  const asked = { relation: 'starts', weeks: 'all', relations: 'one' } as const
  const { series, provenance } = await readWeeklyAverage(db, { ...asked, ...before })
  expect(provenance.answered_from.area_rollup_rows).toBe(0)
  expect(series).toEqual((await readWeeklyAverage(db, { ...asked, area: [{ polygons: around(143_500_000) }] })).series)
  await deleteArea(db, 'centre')
  expect(await countedChunks()).toBe(0)
  expect((await reconcile(db)).checks).toEqual([])
})

test('a merge, an undo and a rebuild delete the counts of the chunks that they touch', async () => {
  await countAreas(db)
  await takeBack(leases[3])
  expect(await countedChunks()).toBe(importCount - 1)
  expect((await rebuildRollups(db, { byLoadData: true })).leftOut).toEqual([])
  expect(await countedChunks()).toBe(0)
  const lease = await openImport(db)
  leases.push(lease)
  await storeChunk(db, lease, 0, randomTrips(3, tripsOfImport))
  await closeImport(db, lease)
  await countAreas(db)
  expect(await merge()).toBe(importCount * tripsOfImport)
  expect(await countedChunks()).toBe(0)
  await countAreas(db)
  expect(await countedChunks()).toBe(1)
  await takeBack(leases[0])
  expect(await countedChunks()).toBe(0)
  expect((await reconcile(db)).checks).toEqual([])
})

// Between what is read and what is stored.
test.each([
  ['another shape is saved', () => save('centre', around(144_000_000)), 0],
  ['the area is deleted', () => deleteArea(db, 'centre'), 0],
  ['chunks are merged', () => merge(), 0],
  ['a chunk is taken back', () => takeBack(leases[2]), importCount - 1],
  ['somebody else counts', () => countAreas(db), importCount],
])('%s while it is counted: nothing is stored of what is no more', async (_, meanwhile, counted) => {
  await countWith(meanwhile)
  expect(await countedChunks()).toBe(counted)
  expect((await reconcile(db)).checks).toEqual([])
  if (counted > 0) await ask('centre')
})

test('one chunk of merged ones is taken back while they are counted', async () => {
  await merge()
  expect(await countWith(() => takeBack(leases[5]))).toBe(0)
  expect(await countedChunks()).toBe(0)
  expect(await countAreas(db)).toBe(1)
  expect((await reconcile(db)).checks).toEqual([])
})

test('a merge at work is not waited for, nor does it hold up who saves an area', async () => {
  await countAreas(db)
  await save('other')
  const seen: unknown[] = []
  await merge(async () => {
    if (seen.length > 0) return
    seen.push(await countAreas(db).catch((error) => error))
    await save('centre', around(144_000_000))
    await deleteArea(db, 'other')
  })
  expect(seen).toEqual([expect.any(ChunksAreHeld)])
  expect(await countedChunks()).toBe(0)
  expect((await reconcile(db)).checks).toEqual([])
})

test('counting that is given up leaves nothing, and can be begun again', async () => {
  const given = new AbortController()
  const between = async () => given.abort(new Error('an import waits'))
  await expect(countAreas(db, { signal: given.signal, between })).rejects.toThrow('an import waits')
  expect(await countedChunks()).toBe(0)
  expect(await countAreas(db)).toBe(1)
})

test('an area that cannot be counted is named, and the others are counted', async () => {
  await save('other')
  await db.$client.query('UPDATE areas SET polygons = ? WHERE name = ?', ['[[7]]', 'other'])
  const error = await countAreas(db).catch((error) => error)
  expect(error).toBeInstanceOf(AreaNotCounted)
  expect(await countAreas(db, { except: new Set([error.area]) })).toBe(1)
  expect(await countedChunks()).toBe(importCount)
})

test('an area whose trips are damaged is named, where many are counted together too', async () => {
  const large = await openImport(db)
  await storeChunk(db, large, 0, randomTrips(99, 2000))
  await closeImport(db, large)
  leases.push(large)
  await save('other', around(0))
  // Finer ones: coarser ones are read for every area.
  const [fine] = await db.$client.query<RowDataPacket[]>(
    'SELECT trip_end, cell, chunk, part, near_columns FROM trip_segments WHERE trip_end = 0 AND cell DIV 1099511627776 >= 8',
  )
  const write = async (columns: (stored: Buffer) => Buffer) => {
    for (const { near_columns: stored, ...key } of fine)
      await db.$client.query(
        'UPDATE trip_segments SET near_columns = ? WHERE trip_end = ? AND cell = ? AND chunk = ? AND part = ?',
        [columns(stored), ...Object.values(key)],
      )
  }
  await write((stored) => stored.subarray(0, -1))
  const error = await countAreas(db).catch((error) => error)
  expect(error).toBeInstanceOf(AreaNotCounted)
  expect(await countAreas(db, { except: new Set([error.area]) })).toBe(1)
  expect(await countedChunks()).toBe(importCount + 1)
  await write((stored) => stored)
  expect(await countAreas(db)).toBe(1)
})
