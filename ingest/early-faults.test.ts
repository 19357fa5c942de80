import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { readImport, readImports } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { requestCancel, requestUndo } from '#db/write/request-import.ts'
import { sweepSpool } from './sweep-spool.ts'
import { type ArrivingFile, arrivingFile } from './testing/arriving-file.ts'
import { startDroppingProxy } from './testing/dropping-proxy.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified, type Stored } from './testing/expect-verified.ts'
import { tableDigests } from './testing/table-digests.ts'
import { tripFileText } from './testing/trip-file.ts'
import { workOff } from './testing/work-off.ts'
import { startWorker } from './testing/worker-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

// Imports that begin while their file arrives, and workers that are killed meanwhile: whatever was cut, the end is that of a file
// that was whole from the beginning, chunk by chunk; or nothing is left.

const bytesMin = 100_000
const mixed = tripFileText(7, 4500, 100)
const half = Math.floor(mixed.length / 2)
/** The same trips by region, a hundred at the end far from home: its beginning knows few of the regions, so that the whole finds others doubtful. */
const [header, ...rows] = mixed.trimEnd().split('\n')
const moved = (row: string, i: number) => (i < rows.length - 100 ? row : row.replace(/POINT \([^)]*\)/, 'POINT (-151.5 -33.9)'))
const sorted = `${[header, ...rows.sort().map(moved)].join('\n')}\n`

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let dir: string
let empty: Record<string, string>
const undisturbed = new Map<string, { stored: Stored; outcome: unknown }>()

beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  empty = await tableDigests(db)
  dir = mkdtempSync(join(tmpdir(), 'tripfold-early-'))
  for (const text of [mixed, sorted]) {
    const id = await enqueueText(db, dir, text)
    await workOff(db, dir)
    undisturbed.set(text, { stored: await expectVerified(db), outcome: await outcomeOf(id) })
    await undoAll()
  }
})
afterEach(async () => {
  await undoAll()
  expect(await tableDigests(db)).toEqual(empty)
  expect(readdirSync(dir)).toEqual([])
})
afterAll(async () => {
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

const arriving = (): ArrivingFile => arrivingFile({ db, spoolDir: dir }, { bytesMin })
const work = () => workOff(db, dir)
const bytesOf = (text: string, from = 0, to?: number) => Buffer.from(text).subarray(from, to)

async function undoAll(): Promise<void> {
  for (const { id, state } of (await readImports(db, { limit: 1000 })).imports) if (state === 'done') await requestUndo(db, id)
  await work()
}

/** What must be as if the file had been whole: counts, chunks, rejects, flags. */
async function outcomeOf(id: number): Promise<unknown> {
  const { state, rows_read, rows_stored, rows_rejected, rows_flagged, equal_rows_kept, bytes_done, bytes_total, mapping_text } =
    await readImport(db, id)
  const [ledger] = await db.$client.query<RowDataPacket[]>(
    'SELECT chunk_no, byte_from, byte_to, line_from, line_to, rows_read, rows_stored, rows_rejected, digest FROM import_chunks WHERE import_id = ? ORDER BY chunk_no',
    [id],
  )
  const [rejects] = await db.$client.query<RowDataPacket[]>(
    'SELECT line, byte_offset, code, reason FROM rejects WHERE NOT kept ORDER BY line',
  )
  const counts = { rows_read, rows_stored, rows_rejected, rows_flagged, equal_rows_kept, bytes_done, bytes_total }
  return { state, mapping_text, ...counts, ledger, rejects }
}

async function expectUndisturbed(id: number, text = mixed): Promise<void> {
  expect(await outcomeOf(id)).toEqual(undisturbed.get(text)?.outcome)
  await expectVerified(db, undisturbed.get(text)?.stored)
}

async function killedAt(failpoint: string): Promise<void> {
  const settings = { DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, '..', 'no-inbox'), CHUNK_ROWS: '1000' }
  const worker = startWorker({ ...settings, FAILPOINT: failpoint })
  expect(await worker.exited).toBe('SIGKILL')
}

test.each(['state_early:1', 'before_commit:1', 'after_commit:2', 'early_waits:1'])(
  'the worker is killed at %s while half of the file is there',
  async (failpoint) => {
    const file = arriving()
    const { id } = await file.send(bytesOf(mixed, 0, half))
    await killedAt(failpoint)
    await work()
    expect((await readImport(db, id)).rows_read).toBe(2000)
    await expectVerified(db)
    file.write(bytesOf(mixed, half))
    await file.end()
    await work()
    await expectUndisturbed(id)
  },
)

test.each(['early_confirmed:1', 'before_commit:1', 'state_folding:1'])(
  'the worker is killed at %s when the file is whole',
  async (failpoint) => {
    const file = arriving()
    const { id } = await file.send(bytesOf(mixed, 0, half))
    await work()
    file.write(bytesOf(mixed, half))
    await file.end()
    await killedAt(failpoint)
    await work()
    await expectUndisturbed(id)
  },
)

test.each(['after_undo:1', 'state_staged:1'])(
  'the whole file shows other regions than its beginning, and the worker is killed at %s while it reads anew',
  async (failpoint) => {
    const file = arriving()
    const { id } = await file.send(bytesOf(sorted, 0, half))
    await work()
    expect((await readImport(db, id)).rows_read).toBe(2000)
    file.write(bytesOf(sorted, half))
    await file.end()
    await killedAt(failpoint)
    await expectVerified(db)
    await work()
    await expectUndisturbed(id, sorted)
  },
)

test.each(['after_undo:1', 'state_failed:1'])(
  'the upload breaks off, and the worker is killed at %s while it takes back',
  async (failpoint) => {
    const file = arriving()
    const { id } = await file.send(bytesOf(mixed, 0, half))
    await work()
    await file.breakOff()
    await killedAt(failpoint)
    await expectVerified(db)
    await work()
    expect(await readImport(db, id)).toMatchObject({ state: 'failed', problem: { code: 'not_received' }, can_retry: false })
    // Killed between the row and the file, it leaves a file that nobody needs.
    await sweepSpool({ db, spoolDir: dir }, Date.now() + 2 * 60 * 60_000, { days: 7, bytesMax: 1e9 })
  },
)

test('a worker that lives follows a slow upload to its end; nobody holds the import while it waits', async () => {
  const settings = { DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, '..', 'no-inbox'), CHUNK_ROWS: '1000' }
  const worker = startWorker(settings)
  onTestFinished(() => worker.kill('SIGKILL'))
  const file = arriving()
  const step = Math.ceil(mixed.length / 4)
  const stored: number[] = []
  let id = 0
  for (let at = 0; at < mixed.length; at += step) {
    ;({ id } = await file.send(bytesOf(mixed, at, at + step)))
    await vi.waitFor(async () => {
      const [[row]] = await db.$client.query<RowDataPacket[]>(
        'SELECT rows_read, attempts, lease_token, bytes_wanted > bytes_received AS waits FROM imports WHERE id = ?',
        [id],
      )
      expect(row).toMatchObject({ attempts: 0, lease_token: null, waits: 1 })
      stored.push(row.rows_read)
    }, 20_000)
  }
  expect(stored).toEqual([1000, 2000, 3000, 4000])
  await file.end()
  await vi.waitFor(async () => expect((await readImport(db, id)).state).toBe('done'), 20_000)
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe('0')
  await expectUndisturbed(id)
})

test('cancelled while it waits for bytes: taken back, and its sender is refused', async () => {
  const file = arriving()
  const { id } = await file.send(bytesOf(mixed, 0, half))
  await work()
  await requestCancel(db, id)
  await work()
  await expect(file.end()).rejects.toThrow(/was cancelled while the file was being sent/)
  expect((await readImport(db, id)).state).toBe('cancelled')
})

test.each([
  ['the row that begins the import', 'insert into `imports`'],
  ['a sign of life', 'SET early = IF'],
  ['the seal', 'update `imports` set'],
])('the answer to %s is lost: the row tells, and there is one import', async (_, statement) => {
  const proxy = await startDroppingProxy(new URL(fresh.url))
  const far = connect(proxy.url)
  const sender = arrivingFile({ db: far, spoolDir: dir, watcher: db }, { bytesMin })
  const lost = proxy.loseAnswerTo(statement)
  const before = (await readImports(db, { limit: 1 })).of_total
  await sender.send(bytesOf(mixed, 0, half - 1000))
  const { id } = await sender.send(bytesOf(mixed, half - 1000, half))
  await work()
  sender.write(bytesOf(mixed, half))
  expect(await sender.end()).toMatchObject({ id, bytes_received: null })
  await lost
  await work()
  expect((await readImports(db, { limit: 1 })).of_total).toBe(before + 1)
  await expectUndisturbed(id)
  await far.$client.end()
  await proxy.close()
})
