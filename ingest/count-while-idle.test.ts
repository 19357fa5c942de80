import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { randomTrips } from '#db/testing/random-trips.ts'
import { closeImport, openImport, storeChunk } from '#db/testing/store-trips.ts'
import { saveArea } from '#db/write/save-area.ts'
import { CountWhileIdle } from './count-while-idle.ts'
import { MergeWhileIdle } from './merge-while-idle.ts'
import type { Ports } from './ports.ts'
import { expectVerified } from './testing/expect-verified.ts'
import { testPorts } from './testing/work-off.ts'
import { startWorker } from './testing/worker-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let dir: string
let lines: string[]

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tripfold-count-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const chunks = 8
beforeEach(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  lines = []
  for (let chunk = 0; chunk < chunks; chunk++) await store(chunk)
  return () => fresh.drop()
})

async function store(seed: number): Promise<void> {
  const lease = await openImport(db)
  await storeChunk(db, lease, 0, randomTrips(seed, 100))
  await closeImport(db, lease)
}

const save = (name: string) =>
  saveArea(db, {
    name,
    polygons: [[[143_000_000, 500_000_000, 146_000_000, 500_000_000, 145_000_000, 501_500_000]]],
    replace: true,
  })

/** Chunks that are counted, of all areas. */
async function counted(): Promise<number> {
  const [[row]] = await db.$client.query<RowDataPacket[]>('SELECT COUNT(DISTINCT area, chunk) AS n FROM weekly_area_rollups')
  return row.n
}

const ports = (more: Partial<Ports> = {}): Ports => ({ ...testPorts(db, dir), log: (line) => lines.push(line), ...more })

/** A clock that is moved by hand. */
const clock = () => {
  const at = { ms: 0 }
  return { at, nowMs: () => at.ms }
}

test('areas are counted, some at a time; then there is nothing to do until one is saved or trips come', async () => {
  const { nowMs } = clock()
  const count = new CountWhileIdle(ports({ nowMs }))
  expect(await count.turn()).toBe(false)
  for (let i = 0; i < 66; i++) await save(`area ${i}`)
  expect([await count.turn(), await count.turn(), await count.turn()]).toEqual([true, true, false])
  expect(await counted()).toBe(66 * chunks)
  await save('another')
  expect([await count.turn(), await count.turn()]).toEqual([true, false])
  await store(chunks)
  expect([await count.turn(), await count.turn(), await count.turn()]).toEqual([true, true, false])
  expect(await counted()).toBe(67 * (chunks + 1))
  expect(lines).toEqual([64, 2, 1, 64, 3].map((areas) => `worker: counted ${areas} saved area${areas === 1 ? '' : 's'}`))
})

test('what was lost without a trace is counted again after a while', async () => {
  const { at, nowMs } = clock()
  const count = new CountWhileIdle(ports({ nowMs }))
  await save('centre')
  while (await count.turn());
  await db.$client.query('DELETE FROM weekly_area_rollups')
  expect(await count.turn()).toBe(false)
  at.ms += 30_000
  expect(await count.turn()).toBe(true)
  expect(await counted()).toBe(chunks)
})

test('an import that waits goes first', async () => {
  const { at, nowMs } = clock()
  const count = new CountWhileIdle(ports({ nowMs }))
  await save('centre')
  await db.$client.query(
    "INSERT INTO imports SET file_name = 'next.csv', byte_size = 0, sha256 = REPEAT('a', 64), state = 'received', options = '{}', spool_name = 'next', created_at = UTC_TIMESTAMP(3)",
  )
  expect(await count.turn()).toBe(false)
  expect(await counted()).toBe(0)
  await db.$client.query("DELETE FROM imports WHERE file_name = 'next.csv'")
  at.ms++
  expect(await count.turn()).toBe(true)
  expect(lines).toEqual(['worker: counted 1 saved area'])
})

test('merged chunks are counted before tables are packed', async () => {
  await save('centre')
  const count = new CountWhileIdle(ports())
  while (await count.turn());
  const merge = new MergeWhileIdle(ports(), { tripsMin: 1 }, count)
  for (let turn = 0; turn < 3; turn++) expect(await merge.turn()).toBe(true)
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['counted', 'stored', 'counted', 'packed'])
  expect(await counted()).toBe(1)
})

test('an area that cannot be counted is left alone, and said once', async () => {
  const count = new CountWhileIdle(ports())
  await save('whole')
  await save('damaged')
  await db.$client.query("UPDATE areas SET polygons = '[[7]]' WHERE name = 'damaged'")
  expect([await count.turn(), await count.turn(), await count.turn()]).toEqual([true, true, false])
  expect(lines).toEqual([
    expect.stringMatching(/^worker: areas stay as they are: saved area \d+ cannot be counted: /),
    'worker: counted 1 saved area',
  ])
  expect(await counted()).toBe(chunks)
})

test.each(['before_area_counts:1', 'before_area_commit:1'])('a worker killed at %s: the next one counts', async (failpoint) => {
  await save('centre')
  const settings = { DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, 'inbox'), CHUNK_ROWS: '1000' }
  const killed = startWorker({ ...settings, FAILPOINT: failpoint })
  expect(await killed.exited).toBe('SIGKILL')
  expect(await counted()).toBe(0)
  await expectVerified(db)
  const next = startWorker(settings)
  try {
    await vi.waitUntil(async () => (await counted()) === 1, { timeout: 60_000 })
  } finally {
    next.kill('SIGTERM')
    await next.exited
  }
  await expectVerified(db)
})
