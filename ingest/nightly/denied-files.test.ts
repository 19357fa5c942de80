import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readImport, readImports } from '#db/read/imports.ts'
import { readJob } from '#db/read/job.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { discardHashes } from '../hash-files.ts'
import { enqueueText } from '../testing/enqueue-text.ts'
import { expectVerified, type Stored } from '../testing/expect-verified.ts'
import { smallDisk } from '../testing/small-disk.ts'
import { tripFileText } from '../testing/trip-file.ts'
import { startWorker, type WorkerProcess } from '../testing/worker-process.ts'

// What the system itself refuses a worker: it says what holds an import up, goes on when that is mended, and loses nothing. The
// worker is one whom permissions stop, whoever runs the tests.

const text = tripFileText(33, 5000, 100)
const withoutPrivilege = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search']
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let dir: string
let disk: ReturnType<typeof smallDisk>
let worker: WorkerProcess
let undisturbed: Stored
beforeAll(async () => {
  fresh = await freshDatabase()
  dir = mkdtempSync(join(tmpdir(), 'tripfold-denied-'))
  disk = smallDisk(join(dir, 'spool'), 64)
  const settings = { DATABASE_URL: fresh.url, SPOOL_DIR: disk.path, INBOX_DIR: join(dir, 'inbox'), CHUNK_ROWS: '1000' }
  worker = startWorker(settings, process.getuid?.() === 0 ? withoutPrivilege : [])
  const id = await enqueueText(fresh.db, disk.path, text)
  await untilState(id, 'done')
  undisturbed = await expectVerified(fresh.db)
  await undo(id)
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exited
  disk.unmount()
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

const patience = { timeout: 60_000, interval: 50 }
const untilState = (id: number, state: string) =>
  vi.waitFor(async () => expect((await readImport(fresh.db, id)).state).toBe(state), patience)

async function undo(id: number): Promise<void> {
  await requestUndo(fresh.db, id)
  await untilState(id, 'undone')
}

/** Enters a file, and lets the worker at it only when `hold` has done its work. */
async function heldUp(hold: (spooled: string) => void): Promise<{ id: number; spooled: string }> {
  worker.kill('SIGSTOP')
  try {
    const id = await enqueueText(fresh.db, disk.path, text)
    const spooled = join(disk.path, (await readJob(fresh.db, id)).spoolName)
    hold(spooled)
    return { id, spooled }
  } finally {
    worker.kill('SIGCONT')
  }
}

const filesMax = (limit: string) => execFileSync('prlimit', ['--pid', String(worker.pid), `--nofile=${limit}`])
const remount = (how: string) => execFileSync('mount', ['-o', `remount,${how}`, disk.path])

type Fault = [name: string, says: string, hold: (spooled: string) => void, mend: (spooled: string) => void]
const faults: Fault[] = [
  [
    'no file more may be opened (EMFILE)',
    'as many files open as it may (ulimit -n)',
    () => filesMax('3:4096'),
    () => filesMax('4096:4096'),
  ],
  [
    'the file may not be read (EACCES)',
    'may not read or write its files in the spool folder',
    (spooled) => chmodSync(spooled, 0),
    (spooled) => chmodSync(spooled, 0o600),
  ],
  [
    'the folder may not be written to (EACCES)',
    'may not read or write its files in the spool folder',
    () => chmodSync(disk.path, 0o500),
    () => chmodSync(disk.path, 0o755),
  ],
  [
    'the disk is read-only (EROFS)',
    'may not read or write its files in the spool folder',
    () => remount('ro'),
    () => remount('rw'),
  ],
  [
    'reading the file fails (EIO)',
    'reports errors in reading or writing (EIO)',
    (spooled) => {
      renameSync(spooled, `${spooled}.aside`)
      symlinkSync('/proc/self/mem', spooled) // whose first page is nobody's
    },
    (spooled) => renameSync(`${spooled}.aside`, spooled),
  ],
  [
    'a file of row hashes cannot be written to (EIO)',
    'reports errors in reading or writing (EIO)',
    (spooled) => {
      mkdirSync(`${spooled}.hashes`)
      symlinkSync('/proc/self/mem', join(`${spooled}.hashes`, '2'))
    },
    () => {},
  ],
]

test.each(faults)('%s: the import says so, and goes on by itself', async (_, says, hold, mend) => {
  const { id, spooled } = await heldUp(hold)
  try {
    await expect.poll(async () => (await readImport(fresh.db, id)).waiting_for, patience).toContain(says)
  } finally {
    mend(spooled)
  }
  await untilState(id, 'done')
  expect(await readImport(fresh.db, id)).toMatchObject({ waiting_for: null, problem: null })
  await expectVerified(fresh.db, undisturbed)
  await undo(id)
  await discardHashes(disk.path, spooled)
  await expect.poll(() => readdirSync(disk.path), patience).toEqual([])
})

test('the watched folder may not be looked into: the log says so, and its file is imported when it may', async () => {
  const inbox = join(dir, 'inbox')
  chmodSync(inbox, 0)
  writeFileSync(join(inbox, 'trips.csv'), text)
  await expect.poll(() => worker.said(), patience).toMatch(/inbox cannot be watched: EACCES/)
  chmodSync(inbox, 0o755)
  await expect.poll(() => readdirSync(join(inbox, 'done')), { ...patience, timeout: 120_000 }).toEqual(['trips.csv'])
  await expectVerified(fresh.db, undisturbed)
  const [{ id, state }] = (await readImports(fresh.db, { limit: 1 })).imports
  expect(state).toBe('done')
  await undo(id)
})
