import { readFileSync } from 'node:fs'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { CountReader, regionCountColumns } from '#trips/rollup-block.ts'
import type { Database } from './client.ts'
import { migrateDatabase } from './migrate.ts'
import { reconcile } from './reconcile.ts'
import { freshDatabase } from './testing/fresh-database.ts'
import { randomTrips } from './testing/random-trips.ts'
import { openImport, storeChunk } from './testing/store-trips.ts'

const regionWeeks = async (db: Database) =>
  (await db.$client.query('SELECT region, datasource, chunk, week, trips FROM weekly_region_trips ORDER BY 1, 2, 3, 4'))[0]

const statementsOf = (migration: string): string[] =>
  readFileSync(new URL(`../drizzle/${migration}.sql`, import.meta.url), 'utf8').split('--> statement-breakpoint')

let fresh: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

test('nothing is migrated under a worker that is at work; afterwards it is, and what is stored is as it was', async () => {
  const { db, url } = fresh
  const lease = await openImport(db)
  await storeChunk(db, lease, 0, randomTrips(1, 200))
  const weeks = await regionWeeks(db)
  // As before the newest migrations, one of which empties a table, and one has everything stored anew.
  await db.$client.query(
    'DROP TABLE weekly_area_rollups, weekly_region_hour_rollups, weekly_group_hour_rollups, cell_flow_rollups',
  )
  await db.$client.query('ALTER TABLE weekly_cell_rollups DROP split_1, DROP split_2, DROP split_3, DROP split_4')
  await db.$client.query("INSERT INTO weekly_hour_rollups VALUES (0, 8, 1, 1, 0, 1, 1, 0, 0, '')")
  await db.$client.query(
    `CREATE TABLE by_week (region int unsigned NOT NULL, week smallint unsigned NOT NULL, datasource int unsigned NOT NULL, chunk int unsigned NOT NULL,
       trips int unsigned NOT NULL, time_min int unsigned NOT NULL, time_max int unsigned NOT NULL, PRIMARY KEY (region, week, datasource, chunk)) AS
     SELECT w.region, w.week, w.datasource, w.chunk, w.trips, r.time_min, r.time_max FROM weekly_region_trips w
     JOIN weekly_region_rollups r ON r.region = w.region AND r.datasource = w.datasource AND r.chunk = w.chunk`,
  )
  await db.$client.query('DROP TABLE weekly_region_rollups')
  await db.$client.query('RENAME TABLE by_week TO weekly_region_rollups')
  await db.$client.query('DELETE FROM __drizzle_migrations ORDER BY id DESC LIMIT 9')
  const hold = (seconds: number) =>
    db.$client.query(
      "UPDATE imports SET lease_host = 'elsewhere', lease_pid = 7, lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND",
      [seconds],
    )
  await hold(60)
  await expect(migrateDatabase(url, 0)).rejects.toThrow(/process 7 on elsewhere works on import 1; stop the Tripfold/)
  await hold(-1)
  await migrateDatabase(url, 0)
  await migrateDatabase(url, 0)
  expect((await reconcile(db)).checks).toEqual([])
  expect(await regionWeeks(db)).toEqual(weeks)
})

test('weeks of regions are packed where there are more of them than a statement concatenates by itself', async () => {
  const { db } = fresh
  await db.$client.query('CREATE TABLE kept AS SELECT * FROM weekly_region_rollups')
  await db.$client.query('DROP TABLE weekly_region_rollups')
  await db.$client.query(
    `CREATE TABLE weekly_region_rollups (PRIMARY KEY (region, week, datasource, chunk)) AS
     SELECT 7 AS region, i AS week, 8 AS datasource, 9 AS chunk, i + 70000 AS trips, i * 604800 AS time_min, i * 604800 + 5 AS time_max FROM ordinals WHERE i < 7000`,
  )
  const statements = statementsOf('0019_pack-regions')
  const connection = await db.$client.getConnection()
  const at = (words: string) => statements.findIndex((statement) => statement.includes(words))
  // Interrupted before the tables were exchanged; meanwhile a chunk was merged into another one.
  const merged = '(7, 1, 8, 10, 3, 604800, 604805)'
  await connection.query(`INSERT INTO weekly_region_rollups VALUES ${merged}`)
  for (const statement of statements.slice(0, at('SET @swapping'))) await connection.query(statement)
  await connection.query('DELETE FROM weekly_region_rollups WHERE chunk = 10')
  // Begun again, and a worker of before merges one more between packing and exchanging.
  await connection.query(`INSERT INTO weekly_region_rollups VALUES ${merged.replace('10', '11')}`)
  for (const statement of statements.slice(0, at('SET @swapping'))) await connection.query(statement)
  await connection.query('DELETE FROM weekly_region_rollups WHERE chunk = 11')
  for (const statement of statements.slice(at('SET @swapping'))) await connection.query(statement)
  // Once more, as after a start that was interrupted before it could say that it was done.
  for (const statement of statements) await connection.query(statement)
  for (const statement of [...statementsOf('0020_know-origins'), ...statementsOf('0020_know-origins')])
    await connection.query(statement)
  connection.destroy()
  const [[row, ...others]] = await db.$client.query<RowDataPacket[]>('SELECT * FROM weekly_region_rollups')
  expect(others).toEqual([])
  expect(row).toMatchObject({
    region: 7,
    datasource: 8,
    chunk: 9,
    counts: 7000,
    week_min: 0,
    week_max: 6999,
    time_min: 0,
    origin_level: 0,
  })
  const { week, trips } = new CountReader(regionCountColumns).unpack({ counts: row.counts, packed: row.packed_columns })
  expect([...week.subarray(0, 7000)]).toEqual(Array.from({ length: 7000 }, (_, i) => i))
  expect([...trips.subarray(0, 7000)]).toEqual(Array.from({ length: 7000 }, (_, i) => i + 70_000))
  await db.$client.query('DELETE FROM weekly_region_rollups')
  await db.$client.query('INSERT INTO weekly_region_rollups SELECT * FROM kept')
  await db.$client.query('DROP TABLE kept')
})

test('a damaged chunk is told of and left as it is; the others are stored anew, and the start goes on', async () => {
  const { db, url } = fresh
  await storeChunk(db, await openImport(db), 0, randomTrips(2, 100))
  const [[{ damaged }]] = await db.$client.query<RowDataPacket[]>('SELECT MIN(id) AS damaged FROM import_chunks')
  const said = vi.spyOn(console, 'error').mockReturnValue()
  for (const damage of ['trips = trips - 1', 'near_columns = LEFT(near_columns, 30)']) {
    await db.$client.query(`CREATE TABLE kept AS SELECT * FROM trip_segments`)
    await db.$client.query(`UPDATE trip_segments SET ${damage} WHERE chunk = ? LIMIT 1`, [damaged])
    await db.$client.query('DELETE FROM weekly_region_rollups')
    await migrateDatabase(url, 0)
    expect(said.mock.calls.flat()).toEqual([expect.stringMatching(`^Chunk ${damaged} is damaged, .*tripfold verify`)])
    const [counted] = await db.$client.query<RowDataPacket[]>('SELECT DISTINCT chunk FROM weekly_region_rollups')
    expect(counted.map(({ chunk }) => chunk)).toEqual([damaged + 1])
    said.mockClear()
    await db.$client.query('DELETE FROM trip_segments')
    await db.$client.query('INSERT INTO trip_segments SELECT * FROM kept')
    await db.$client.query('DROP TABLE kept')
  }
  await migrateDatabase(url, 0)
  expect((await reconcile(db)).checks).toEqual([])
  said.mockRestore()
})
