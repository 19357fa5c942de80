import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { reconcile } from '#db/reconcile.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { randomTrips } from '#db/testing/random-trips.ts'
import { openImport, storeChunk } from '#db/testing/store-trips.ts'
import { tableDigests } from '#ingest/testing/table-digests.ts'
import { endImport } from './advance-state.ts'
import { claimImport } from './claim-import.ts'
import { inTransaction } from './in-transaction.ts'
import { type Lease, LeaseLost } from './lease.ts'
import { loadRows } from './load-rows.ts'
import { undoNewestChunk } from './undo-chunk.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let empty: Record<string, string>

beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  empty = await tableDigests(db)
})
afterAll(() => fresh.drop())
afterEach(async () => expect((await reconcile(db)).checks).toEqual([]))

const trips = randomTrips(42, 600)

/** As the worker does it: every chunk, then the import's end. */
async function takeBack(lease: Lease): Promise<void> {
  while (await undoNewestChunk(db, lease, true));
  await endImport(db, lease, 'undone')
}

test('a chunk is stored and taken back to the last byte, whatever else is stored', async () => {
  const [kept, undone] = [await openImport(db), await openImport(db)]
  await storeChunk(db, kept, 0, trips.slice(0, 300))
  const before = await tableDigests(db)
  await storeChunk(db, undone, 0, trips.slice(100, 400))
  await storeChunk(db, undone, 1, [{ ...trips[0], region: 'only here', datasource: 'and here' }])
  expect(await tableDigests(db)).not.toEqual(before)
  await takeBack(undone)
  expect(await tableDigests(db)).toEqual(before)
  await takeBack(kept)
  expect(await tableDigests(db)).toEqual(empty)
})

test('a worker whose lease was taken stores nothing', async () => {
  const lease = await openImport(db)
  await storeChunk(db, lease, 0, trips.slice(0, 50))
  const before = await tableDigests(db)
  const stale = { ...lease, token: 'somebody else has it now' }
  await expect(storeChunk(db, stale, 1, trips.slice(50, 100))).rejects.toThrow(LeaseLost)
  await expect(undoNewestChunk(db, stale, true)).rejects.toThrow(LeaseLost)
  expect(await tableDigests(db)).toEqual(before)
  await takeBack(lease)
})

test('a chunk that is in the ledger is refused', async () => {
  const lease = await openImport(db)
  await storeChunk(db, lease, 0, trips.slice(0, 50))
  const before = await tableDigests(db)
  await expect(storeChunk(db, lease, 0, trips.slice(0, 50))).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' })
  expect(await tableDigests(db)).toEqual(before)
  await takeBack(lease)
})

test('rows equal to earlier ones of the same file are skipped when asked, within a chunk and across chunks', async () => {
  const lease = await openImport(db)
  const once = randomTrips(7, 200)
  const options = { duplicates: 'skip' } as const
  expect(await storeChunk(db, lease, 0, [...once, ...once.slice(0, 30)], options)).toMatchObject({
    rowsStored: 200,
    rowsSkipped: 30,
  })
  expect(await storeChunk(db, lease, 1, [...once.slice(50), ...randomTrips(8, 10)], options)).toMatchObject({
    rowsStored: 10,
    rowsSkipped: 150,
  })
  expect(await storeChunk(db, await openImport(db), 0, once.slice(0, 5), options)).toMatchObject({
    rowsStored: 5,
    rowsSkipped: 0,
  })
})

test('many imports into the same cells at once: every trip once, no lost label', async () => {
  const leases = await Promise.all(Array.from({ length: 6 }, () => openImport(db)))
  const stored = leases.map(async (lease, i) => {
    for (let chunk = 0; chunk < 3; chunk++)
      await storeChunk(
        db,
        lease,
        chunk,
        randomTrips(100 + i * 3 + chunk, 80).map((trip) => ({ ...trip, region: `new ${chunk}` })),
      )
  })
  await Promise.all(stored)
  // Half of them leave again while others go on storing the same labels.
  const late = await openImport(db)
  await Promise.all([
    ...leases.slice(0, 3).map(takeBack),
    ...[0, 1, 2].map((chunk) =>
      storeChunk(
        db,
        late,
        chunk,
        randomTrips(200 + chunk, 40).map((trip) => ({ ...trip, region: `new ${chunk}` })),
      ),
    ),
  ])
  const [[row]] = await db.$client.query<RowDataPacket[]>("SELECT COUNT(*) AS trips FROM trips WHERE region LIKE 'new %'")
  expect(row.trips).toBe(3 * 3 * 80 + 3 * 40)
})

test.each([true, false])('a stream that breaks leaves nothing behind (LOAD DATA: %s)', async (byLoadData) => {
  const target = { table: 'regions', columns: ['name'] }
  function* breaking() {
    for (let i = 0; i < 5000; i++) yield [`region ${i}`]
    throw new Error('the disk went away')
  }
  const before = await tableDigests(db)
  await expect(inTransaction(db, (connection) => loadRows(connection, target, breaking(), byLoadData))).rejects.toThrow(
    'the disk went away',
  )
  expect(await tableDigests(db)).toEqual(before)
})

test.each([true, false])('values the server would bend are an error (LOAD DATA: %s)', async (byLoadData) => {
  const target = { table: 'ordinals', columns: ['i'] }
  const before = await tableDigests(db)
  await expect(inTransaction(db, (connection) => loadRows(connection, target, [[70_000]], byLoadData))).rejects.toThrow()
  await expect(inTransaction(db, (connection) => loadRows(connection, target, [[5]], byLoadData))).rejects.toThrow()
  expect(await tableDigests(db)).toEqual(before)
})

test.each([true, false])('every byte and every letter comes back (LOAD DATA: %s)', async (byLoadData) => {
  const text = Uint8Array.from({ length: 1024 }, (_, i) => i % 256)
  const target = { table: 'rejects', columns: ['chunk', 'line', 'byte_offset', 'column_name', 'code', 'reason', 'text'] }
  const rows = await inTransaction(db, async (connection) => {
    const [ledger] = await connection.query<import('mysql2/promise').ResultSetHeader>(
      "INSERT INTO import_chunks SET import_id = 0, chunk_no = 0, digest = ''",
    )
    await loadRows(connection, target, [[ledger.insertId, 1, 0, 'Zürich\t東京', 'empty', 'nothing\\here\n', text]], byLoadData)
    const [found] = await connection.query<RowDataPacket[]>('SELECT column_name, reason, text FROM rejects WHERE chunk = ?', [
      ledger.insertId,
    ])
    await connection.query('DELETE FROM rejects WHERE chunk = ?', [ledger.insertId])
    await connection.query('DELETE FROM import_chunks WHERE id = ?', [ledger.insertId])
    return found
  })
  expect(rows[0]).toMatchObject({ column_name: 'Zürich\t東京', reason: 'nothing\\here\n' })
  expect(Uint8Array.from(rows[0].text)).toEqual(text)
})

test('of eight workers that race for twenty imports each import has one', async () => {
  const [[{ first }]] = await db.$client.query<RowDataPacket[]>('SELECT COALESCE(MAX(id), 0) AS first FROM imports')
  await db.$client.query("UPDATE imports SET state = 'undone'")
  for (let i = 0; i < 20; i++) await openImport(db)
  await db.$client.query("UPDATE imports SET state = 'received', lease_token = NULL WHERE id > ?", [first])
  const worker = { host: 'here', pid: 1, isAlive: () => true }
  const claimed: number[] = []
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let lease = await claimImport(db, worker); lease; lease = await claimImport(db, worker)) claimed.push(lease.importId)
    }),
  )
  expect(claimed.length).toBe(20)
  expect(new Set(claimed).size).toBe(20)
  // A lease that has run out, or whose process is dead on this machine, may be taken over; no other.
  await db.$client.query('UPDATE imports SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [claimed[0]])
  expect((await claimImport(db, worker))?.importId).toBe(claimed[0])
  expect(await claimImport(db, worker)).toBeUndefined()
  expect(await claimImport(db, { ...worker, host: 'elsewhere', isAlive: () => false })).toBeUndefined()
  expect(await claimImport(db, { ...worker, isAlive: () => false })).toBeDefined()
  await db.$client.query("UPDATE imports SET state = 'undone'")
})
