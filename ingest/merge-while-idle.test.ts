import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { inSnapshot } from '#db/read/snapshot.ts'
import { readWeeklyAverage } from '#db/read/weekly-average.ts'
import { reconcile } from '#db/reconcile.ts'
import { tripSegments } from '#db/schema/trips.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { randomTrips } from '#db/testing/random-trips.ts'
import { closeImport, openImport, storeChunk } from '#db/testing/store-trips.ts'
import { packTable, TableIsRead } from '#db/write/pack-table.ts'
import { storageTables } from '#db/write/rewrite-chunks.ts'
import { MergeWhileIdle } from './merge-while-idle.ts'
import { tableDigests } from './testing/table-digests.ts'
import { testPorts } from './testing/work-off.ts'
import { startWorker } from './testing/worker-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let dir: string

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tripfold-merge-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const chunks = 8
const tripsOfChunk = 100
beforeEach(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  const lease = await openImport(db)
  for (let chunk = 0; chunk < chunks; chunk++) await storeChunk(db, lease, chunk, randomTrips(chunk, tripsOfChunk))
  await closeImport(db, lease)
  return () => fresh.drop()
})

async function hosts(): Promise<number> {
  const [[row]] = await db.$client.query<RowDataPacket[]>('SELECT COUNT(DISTINCT chunk) AS hosts FROM trip_segments')
  return row.hosts
}

/** An import that waits for a worker. */
const letOneWait = () =>
  db.$client.query(
    "INSERT INTO imports SET file_name = 'next.csv', byte_size = 0, sha256 = REPEAT('a', 64), state = 'received', options = '{}', spool_name = 'next', created_at = UTC_TIMESTAMP(3)",
  )
const letNoneWait = () => db.$client.query("DELETE FROM imports WHERE file_name = 'next.csv'")

test('chunks are merged and packed, then there is nothing to do until an import has ended', async () => {
  const lines: string[] = []
  const merge = new MergeWhileIdle({ ...testPorts(db, dir), log: (line) => lines.push(line) }, { tripsMin: 1 })
  expect(await merge.turn()).toBe(true)
  expect(await hosts()).toBe(1)
  for (let table = 0; table < storageTables.length; table++) expect(await merge.turn()).toBe(true)
  expect(await merge.turn()).toBe(false)
  expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'worker: stored',
    ...Array(storageTables.length).fill('worker: packed'),
  ])
  expect((await reconcile(db)).checks).toEqual([])
})

test('an import that comes during a merge has its turn, and the merge is begun again', async () => {
  const before = await tableDigests(db)
  let passed = 0
  const comes = (name: string) => {
    // The next look at the queue finds it.
    if (name === 'in_merge' && passed++ === 0) waiting = letOneWait()
  }
  let waiting: Promise<unknown> | undefined
  const ports = { ...testPorts(db, dir), failpoint: comes }
  const merge = new MergeWhileIdle(ports)
  while (await merge.turn()) expect(waiting).toBeUndefined()
  await waiting
  if ((await hosts()) === chunks) {
    const { imports: _, ...stored } = await tableDigests(db)
    expect(stored).toEqual((({ imports: __, ...rest }) => rest)(before))
  }
  expect(await merge.turn()).toBe(false)
  await letNoneWait()
  merge.noteImport()
  await vi.waitUntil(async () => (await merge.turn()) || (await hosts()) === 1, { timeout: 60_000 })
  expect(await hosts()).toBe(1)
})

test('what somebody takes back has its turn too, though a worker is at it already', async () => {
  const asked = () =>
    db.$client.query(
      "INSERT INTO imports SET file_name = 'next.csv', byte_size = 0, sha256 = REPEAT('a', 64), state = 'done', requested = 'undo', options = '{}', spool_name = 'next', created_at = UTC_TIMESTAMP(3), lease_token = 'x', lease_until = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR",
    )
  await asked()
  expect(await new MergeWhileIdle(testPorts(db, dir)).turn()).toBe(false)
  expect(await hosts()).toBe(chunks)
  await letNoneWait()
  expect(await new MergeWhileIdle(testPorts(db, dir)).turn()).toBe(true)
  expect(await hosts()).toBe(1)
})

test('a merge whose connection is lost is begun again', async () => {
  const lost = Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' })
  let passed = 0
  const failpoint = (name: string) => {
    if (name === 'before_merge_commit' && passed++ === 0) throw lost
  }
  let now = 1
  const merge = new MergeWhileIdle({ ...testPorts(db, dir), failpoint, nowMs: () => now })
  expect(await merge.turn()).toBe(false)
  expect(await merge.turn()).toBe(false)
  now += 60_000
  expect(await merge.turn()).toBe(true)
  expect([await hosts(), passed]).toEqual([1, 2])
})

test('packing changes nothing, gives way, and answers are read once more where it came between', async () => {
  const before = await tableDigests(db)
  await expect(packTable(db, 'trip_segments', () => Promise.reject(new Error('an import waits')))).rejects.toThrow(
    'an import waits',
  )
  expect(await tableDigests(db)).toEqual(before)
  let reads = 0
  const trips = await inSnapshot(db, async ({ tx }) => {
    if (reads++ === 0) await packTable(db, 'trip_segments', async () => {})
    const [row] = await tx.select({ trips: sql`SUM(${tripSegments.trips})`.mapWith(Number) }).from(tripSegments)
    return row.trips
  })
  expect(reads).toBe(2)
  expect(trips).toBe(2 * chunks * tripsOfChunk)
  expect(await tableDigests(db)).toEqual(before)
})

test('a table that is being read is left alone, and so is one that the server refuses to pack', async () => {
  const reader = await db.$client.getConnection()
  await reader.beginTransaction()
  await reader.query('SELECT COUNT(*) FROM weekly_cell_rollups')
  await expect(packTable(db, 'weekly_cell_rollups', async () => {})).rejects.toThrow(TableIsRead)
  await reader.rollback()
  reader.release()
  await packTable(db, 'weekly_cell_rollups', async () => {})
  const asks = async () => void (await db.$client.query('SELECT 1'))
  await expect(packTable(db, 'nowhere' as 'trip_segments', asks)).rejects.toThrow(/nowhere' doesn't exist/)
})

test.each(['in_merge:1', 'in_merge:2', 'before_merge_commit:1'])(
  'a worker killed at %s: the next one merges',
  async (failpoint) => {
    const answer = () => readWeeklyAverage(db, { relation: 'touches', weeks: 'all', relations: 'all' })
    const before = await answer()
    const settings = { DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, 'inbox'), CHUNK_ROWS: '1000' }
    const killed = startWorker({ ...settings, FAILPOINT: failpoint })
    expect(await killed.exited).toBe('SIGKILL')
    expect((await reconcile(db)).checks).toEqual([])
    const next = startWorker(settings)
    try {
      await vi.waitUntil(async () => (await hosts()) === 1, { timeout: 60_000 })
    } finally {
      next.kill('SIGTERM')
      await next.exited
    }
    expect((await reconcile(db)).checks).toEqual([])
    expect((await answer()).series).toEqual(before.series)
  },
)

test('where merging fails, what comes behind it goes on, and it is tried again after the next import', async () => {
  const lines: string[] = []
  const turns: string[] = []
  const failpoint = (name: string) => {
    if (name === 'before_merge_commit') throw new Error('no room')
  }
  const merge = new MergeWhileIdle(
    { ...testPorts(db, dir), failpoint, log: (line) => lines.push(line) },
    { tripsMin: 1 },
    { turn: async () => turns.push('areas') === 1 },
  )
  while (await merge.turn()) expect(turns.length).toBeLessThan(9)
  expect([lines, turns.length, await hosts()]).toEqual([[expect.stringMatching(/^worker: chunks stay .*no room/)], 2, chunks])
  merge.noteImport()
  await merge.turn()
  expect(lines).toHaveLength(2)
})
