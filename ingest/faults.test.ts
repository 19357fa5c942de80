import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { isAlive } from '#db/server/stop-process.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { sweepSpool } from './sweep-spool.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified, type Stored } from './testing/expect-verified.ts'
import { tableDigests } from './testing/table-digests.ts'
import { tripFileText } from './testing/trip-file.ts'
import { workOff } from './testing/work-off.ts'
import { startWorker } from './testing/worker-process.ts'

// Processes and servers come and go here; on a machine that is busy with others each takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

// Real workers, really killed at every step of every chunk. Whatever was cut, the next worker must end with the same trips,
// rejects and rollups as an undisturbed run, and an undo must leave nothing.

const rows = 2500
const chunks = 3
const [header, ...lines] = tripFileText(7, rows, 100).trimEnd().split('\n')
// The last thousand rows, good and bad as they alternate, equal the first thousand of other chunks.
lines.splice(-1010, 1010, ...lines.slice(0, 1010))
const text = `${[header, ...lines].join('\n')}\n`
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let dir: string
let undisturbed: Record<string, unknown>
let empty: Record<string, string>
let stored: Stored

beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  dir = mkdtempSync(join(tmpdir(), 'tripfold-faults-'))
  empty = await tableDigests(db)
  const id = await enqueue()
  await workOff(db, dir)
  undisturbed = await outcome(id)
  stored = await expectVerified(db)
  await undo(id)
})
afterEach(async () => {
  expect(await tableDigests(db)).toEqual(empty)
  // One that is killed when all is done leaves its files to whoever sweeps.
  await sweepSpool({ db, spoolDir: dir }, Date.now() + 2 * 60 * 60_000, { days: 0, bytesMax: 0 })
  expect(readdirSync(dir).filter((name) => name !== 'inbox')).toEqual([])
})
afterAll(async () => {
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

const enqueue = () => enqueueText(db, dir, text)

async function undo(id: number): Promise<void> {
  await requestUndo(db, id)
  await workOff(db, dir)
  expect((await readImport(db, id)).state).toBe('undone')
}

/** What must not depend on how often the import was cut: counts, digests, rejects. */
async function outcome(id: number): Promise<Record<string, unknown>> {
  const { state, rows_read, rows_stored, rows_rejected, rows_skipped, equal_rows_kept, bytes_done, bytes_total } =
    await readImport(db, id)
  const [ledger] = await db.$client.query<RowDataPacket[]>(
    'SELECT chunk_no, byte_from, byte_to, line_from, line_to, rows_read, rows_stored, rows_rejected, digest FROM import_chunks WHERE import_id = ? ORDER BY chunk_no',
    [id],
  )
  const [rejects] = await db.$client.query<RowDataPacket[]>(
    'SELECT line, byte_offset, column_name, code, reason, text FROM rejects ORDER BY line',
  )
  return { state, rows_read, rows_stored, rows_rejected, rows_skipped, equal_rows_kept, bytes_done, bytes_total, ledger, rejects }
}

const settings = () => ({ DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, 'inbox'), CHUNK_ROWS: '1000' })

async function expectUndisturbed(id: number): Promise<void> {
  expect(await outcome(id)).toEqual(undisturbed)
  await expectVerified(db, stored)
  await undo(id)
}

test('undisturbed', () => {
  expect(undisturbed).toMatchObject({
    state: 'done',
    rows_read: rows + rows / 100,
    rows_stored: rows,
    rows_rejected: rows / 100,
    rows_skipped: 0,
    equal_rows_kept: 1000,
  })
  expect((undisturbed.ledger as unknown[]).length).toBe(chunks)
})

const inChunk = [
  'after_ledger',
  'after_hashes',
  'after_origins',
  'after_destinations',
  'after_cells',
  'after_groups',
  'after_rejects',
  'before_commit',
  'after_commit',
]
const cuts = [
  ...['staged', 'mapped', 'loading', 'folding', 'verifying', 'done'].map((state) => `state_${state}:1`),
  ...inChunk.flatMap((name) => Array.from({ length: chunks }, (_, chunk) => `${name}:${chunk + 1}`)),
]

test.each(cuts)('killed at %s', async (failpoint) => {
  const id = await enqueue()
  const worker = startWorker({ ...settings(), FAILPOINT: failpoint })
  expect(await worker.exited).toBe('SIGKILL')
  await workOff(db, dir)
  await expectUndisturbed(id)
})

test('killed after each chunk of an undo', async () => {
  const id = await enqueue()
  await workOff(db, dir)
  await requestUndo(db, id)
  for (let chunk = 0; chunk < chunks; chunk++)
    expect(await startWorker({ ...settings(), FAILPOINT: 'after_undo:1' }).exited).toBe('SIGKILL')
  await workOff(db, dir)
  expect((await readImport(db, id)).state).toBe('undone')
})

test('asked to stop, it finishes its chunk, gives the import back and ends by itself', async () => {
  const id = await enqueue()
  const worker = startWorker(settings())
  await expect.poll(async () => (await readImport(db, id)).state, { timeout: 20_000, interval: 5 }).not.toBe('received')
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe('0')
  const [[row]] = await db.$client.query<RowDataPacket[]>('SELECT lease_token FROM imports WHERE id = ?', [id])
  expect(row.lease_token).toBeNull()
  expect(isAlive(worker.pid)).toBe(false)
  await workOff(db, dir)
  await expectUndisturbed(id)
})
