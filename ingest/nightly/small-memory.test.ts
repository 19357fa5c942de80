import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { readImport } from '#db/read/imports.ts'
import { readJob } from '#db/read/job.ts'
import { readRejects } from '#db/read/rejects.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { requestUndo } from '#db/write/request-import.ts'
import type { ImportView } from '#trips/import-job.ts'
import { sampleTrips } from '#trips/sample-trips.ts'
import { enqueueFile } from '../enqueue-file.ts'
import { enqueueText } from '../testing/enqueue-text.ts'
import { expectVerified } from '../testing/expect-verified.ts'
import { type SmallMemory, smallMemory } from '../testing/small-memory.ts'
import { tripFileText } from '../testing/trip-file.ts'
import { workOff } from '../testing/work-off.ts'
import { startWorker, type WorkerProcess } from '../testing/worker-process.ts'

// Files larger than the memory of the machine, in shapes that tempt a reader to keep them: a worker that has 512 MiB, the
// kernel's cache of what it reads included, brings each to its end and is not killed.

const memoryMib = 512
const patience = { timeout: 60 * 60_000, interval: 200 }
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let dir: string
let memory: SmallMemory | undefined
let worker: WorkerProcess | undefined
beforeAll(async () => {
  fresh = await freshDatabase()
  dir = mkdtempSync(join(tmpdir(), 'tripfold-memory-'))
  memory = smallMemory(memoryMib)
  if (!memory) console.log('No control group can be made here: memory is measured at the end, and has no limit')
})
afterEach(async () => {
  worker?.kill('SIGKILL')
  await worker?.exited
})
afterAll(async () => {
  memory?.close()
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

/** A worker of its own from the beginning of the import to its end. */
async function imported(id: number): Promise<ImportView> {
  const started = startWorker({ DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, 'inbox') })
  worker = started
  memory?.admit(started.pid)
  let ended: string | undefined
  void started.exited.then((how) => {
    ended = how
  })
  await vi.waitFor(async () => expect(ended ?? (await readImport(fresh.db, id)).finished_at).not.toBeNull(), patience)
  expect(ended, `killed by the kernel: ${memory?.kills()}`).toBeUndefined()
  const rssKib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${started.pid}/status`, 'utf8'))?.[1])
  const view = await readImport(fresh.db, id)
  console.log(`${(view.bytes_done / 2 ** 20).toFixed()} MiB read, ${(rssKib / 1024).toFixed()} MiB of memory at most`)
  expect(rssKib / 1024).toBeLessThan(memoryMib)
  expect(memory?.kills() ?? 0).toBe(0)
  started.kill('SIGTERM')
  expect(await started.exited).toBe('0')
  return view
}

async function undo(id: number): Promise<void> {
  await requestUndo(fresh.db, id)
  await workOff(fresh.db, dir)
}

/** Enters a small file, then makes the copy in the spool as large as nobody would send it in a test. */
async function grown(text: string, grow: (path: string) => void): Promise<number> {
  const id = await enqueueText(fresh.db, dir, text)
  grow(join(dir, (await readJob(fresh.db, id)).spoolName))
  return id
}

test('five million trips, more than fit, in chunks of the usual size', async () => {
  const rows = 5_000_000
  async function* stream() {
    yield* sampleTrips({ seed: 61, rows })
  }
  const entered = await enqueueFile({ db: fresh.db, spoolDir: dir }, { stream: stream(), fileName: 'large.csv' })
  const { id } = 'import' in entered ? entered.import : entered.duplicateOf
  const view = await imported(id)
  expect(view).toMatchObject({ state: 'done', rows_read: rows, rows_stored: rows, bytes_done: view.byte_size })
  expect(view.byte_size).toBeGreaterThan(0.9 * memoryMib * 2 ** 20)
  expect((await expectVerified(fresh.db)).trips).toBe(rows)
  await undo(id)
})

test('a line of 10 GB that never ends is one row that is rejected, with a reason', async () => {
  const bytes = 10 * 2 ** 30
  // Zeros that are nowhere on the disk.
  const id = await grown(`${tripFileText(62, 5000)}Prague,`, (path) => truncateSync(path, bytes))
  const view = await imported(id)
  expect(view).toMatchObject({ state: 'done', rows_read: 5001, rows_stored: 5000, rows_rejected: 1, bytes_done: bytes })
  const { rejects } = await readRejects(fresh.db, id, { limit: 10, offset: 0, kept: false })
  expect(rejects).toMatchObject([{ line: 5002, code: 'line_too_long' }])
  expect((await expectVerified(fresh.db)).trips).toBe(5000)
  await undo(id)
})

test('a hundred million empty lines between two trips are no rows', async () => {
  const lines = 100_000_000
  const [header, first, last] = tripFileText(63, 2).trimEnd().split('\n')
  const block = Buffer.alloc(1_000_000, '\n')
  const id = await grown(`${header}\n${first}\n`, (path) => {
    for (let n = 0; n < lines; n += block.length) appendFileSync(path, block)
    appendFileSync(path, `${last}\n`)
  })
  expect(await imported(id)).toMatchObject({ state: 'done', rows_read: 2, rows_stored: 2, rows_rejected: 0 })
  expect((await expectVerified(fresh.db)).trips).toBe(2)
  await undo(id)
})
