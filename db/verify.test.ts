import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from './client.ts'
import { rebuildRollups } from './rebuild-rollups.ts'
import { reconcile } from './reconcile.ts'
import { freshDatabase } from './testing/fresh-database.ts'
import { randomTrips } from './testing/random-trips.ts'
import { openImport, storeChunk } from './testing/store-trips.ts'
import { verify } from './verify.ts'
import { countAreas } from './write/count-areas.ts'
import { saveArea } from './write/save-area.ts'

let db: Database
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  const lease = await openImport(db)
  for (const chunkNo of [0, 1]) await storeChunk(db, lease, chunkNo, randomTrips(chunkNo, 300))
  await db.$client.query('UPDATE import_chunks SET line_from = chunk_no + 1, line_to = chunk_no + 2')
  await db.$client.query("UPDATE imports SET state = 'done', bytes_total = 2000, lease_token = NULL")
  await saveArea(db, {
    name: 'west',
    polygons: [[[-1_800_000_000, -900_000_000, 0, 900_000_000, 145_000_000, 0]]],
    replace: false,
  })
  expect(await countAreas(db)).toBe(1)
})
afterAll(() => drop())

const run = (statement: string) => db.$client.query(statement)
const failing = async () =>
  (await verify(db)).checks
    .filter(({ findings }) => findings.length > 0)
    .map(({ name, findings }) => `${name}: ${findings[0].says}`)

test('what is stored agrees, and says how much it is', async () => {
  const heard: string[] = []
  const found = await verify(db, (done, of) => heard.push(`${done}/${of}`))
  expect(found).toMatchObject({ ok: true, imports: 1, trips: 600, notes: [] })
  expect(found.digest).toMatch(/^[0-9a-f]{16}$/)
  expect(heard).toEqual(['0/2', '1/2'])
  expect(found.checks.map(({ findings }) => findings)).toEqual([[], [], [], []])
})

// Each kind of damage is done, found, and mended again.
test.each([
  [
    'a lost rollup row',
    'UPDATE weekly_region_rollups SET trips = trips + 1 ORDER BY region, datasource, chunk LIMIT 1',
    'UPDATE weekly_region_rollups SET trips = trips - 1 ORDER BY region, datasource, chunk LIMIT 1',
    'trips and rollups: ',
  ],
  [
    'other places of a region than its trips have',
    'UPDATE weekly_region_rollups SET origin_level = origin_level - 1 ORDER BY region, datasource, chunk LIMIT 1',
    'UPDATE weekly_region_rollups SET origin_level = origin_level + 1 ORDER BY region, datasource, chunk LIMIT 1',
    'trips and rollups: origins of region and datasource',
  ],
  [
    'a wrong sum of the counts of an area',
    'UPDATE weekly_area_rollups SET trips = trips + 1 ORDER BY area, trip_end, chunk, part LIMIT 1',
    'UPDATE weekly_area_rollups SET trips = trips - 1 ORDER BY area, trip_end, chunk, part LIMIT 1',
    'trips and rollups: sum in a row of area 1, end 0',
  ],
  [
    'an area of another shape than was counted',
    "UPDATE areas SET polygons = '[[[-1800000000,-900000000,0,900000000,1455000000,0]]]'",
    "UPDATE areas SET polygons = '[[[-1800000000,-900000000,0,900000000,145000000,0]]]'",
    'trips and rollups: rollup area 1, end 0, week',
  ],
  [
    'counts of an area that is not saved',
    'UPDATE areas SET id = id + 1',
    'UPDATE areas SET id = id - 1',
    'trips and rollups: areas in weekly_area_rollups that are not saved: found 1 instead of 0',
  ],
  [
    'a chunk that is counted for an area by one end',
    'UPDATE weekly_area_rollups SET part = part + 1 WHERE trip_end = 0',
    'UPDATE weekly_area_rollups SET part = part - 1 WHERE trip_end = 0',
    'trips and rollups: chunks counted for an area by one end alone: found 2 instead of 0',
  ],
  [
    'a segment filed under another cell',
    'UPDATE trip_segments SET cell = cell + 100000000 ORDER BY trip_end DESC, cell DESC LIMIT 1',
    'UPDATE trip_segments SET cell = cell - 100000000 ORDER BY trip_end DESC, cell DESC LIMIT 1',
    'trips and rollups: ',
  ],
  [
    'a digest',
    "UPDATE import_chunks SET digest = CONCAT(IF(LEFT(digest, 1) = '0', '1', '0'), SUBSTR(digest, 2)) WHERE chunk_no = 1",
    '',
    'trips and rollups: digest',
  ],
  [
    'a count of the import',
    'UPDATE imports SET rows_read = rows_read + 1',
    'UPDATE imports SET rows_read = rows_read - 1',
    'conservation: rowsRead is 601, its chunks have 600',
  ],
  [
    'a gap in the file',
    'UPDATE import_chunks SET byte_from = byte_from + 1 WHERE chunk_no = 1',
    'UPDATE import_chunks SET byte_from = byte_from - 1 WHERE chunk_no = 1',
    'ledger: chunk 1 begins at byte 1001, the one before ends at 1000',
  ],
  [
    'a file not read to its end',
    'UPDATE imports SET bytes_total = 2001',
    'UPDATE imports SET bytes_total = 2000',
    'ledger: it is done with 2000 of 2001 bytes',
  ],
  [
    'trips of an import that is gone',
    "UPDATE imports SET state = 'undone'",
    "UPDATE imports SET state = 'done'",
    'leftovers: it is undone and still has 600 trips',
  ],
  [
    'a label that nothing mentions',
    "INSERT INTO regions (name) VALUES ('Atlantis')",
    "DELETE FROM regions WHERE name = 'Atlantis'",
    'leftovers: region "Atlantis" has no trip',
  ],
])('%s is found', async (_, damage, mend, fault) => {
  const [chunks] = await db.$client.query<RowDataPacket[]>('SELECT id, digest FROM import_chunks')
  await run(damage)
  expect(await failing()).toContainEqual(expect.stringContaining(fault))
  if (mend) await run(mend)
  for (const { id, digest } of chunks) await db.$client.query('UPDATE import_chunks SET digest = ? WHERE id = ?', [digest, id])
  expect(await failing()).toEqual([])
})

test('an import that stands still is noted, and is no fault', async () => {
  const { importId } = await openImport(db)
  await db.$client.query('UPDATE imports SET attempts = 4 WHERE id = ?', [importId])
  expect(await verify(db)).toMatchObject({
    ok: true,
    notes: [{ importId, says: 'loading, begun 4 times without getting further' }],
  })
  await db.$client.query("UPDATE imports SET attempts = 1, waiting_for = 'The disk is full.' WHERE id = ?", [importId])
  expect((await verify(db)).notes).toEqual([{ importId, says: 'loading, waits: The disk is full.' }])
  await db.$client.query('UPDATE imports SET waiting_for = NULL, lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 HOUR WHERE id = ?', [
    importId,
  ])
  expect((await verify(db)).notes).toEqual([{ importId, says: 'loading, and nobody has worked on it for 60 minutes' }])
})

test('of very many faults the first are named and all counted; a rebuild mends them, and what was answered before is of another version', async () => {
  await storeChunk(db, await openImport(db), 0, randomTrips(7, 2000))
  await run("UPDATE imports SET state = 'done', bytes_total = bytes_done")
  for (const kind of ['cell', 'group']) await run(`DELETE FROM weekly_${kind}_rollups`)
  const found = await reconcile(db)
  expect(found.checks).toHaveLength(1000)
  expect(found.of_total).toBeGreaterThan(1000)
  expect((await verify(db)).checks.find(({ name }) => name === 'trips and rollups')?.faults).toBe(found.of_total)
  expect(await rebuildRollups(db, { byLoadData: false })).toEqual({ chunks: 3, trips: 2600, leftOut: [] })
  expect(await reconcile(db)).toMatchObject({ ok: true, of_total: 0, dataset_version: found.dataset_version + 3 })
})
