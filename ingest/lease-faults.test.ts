import { execFileSync } from 'node:child_process'
import { constants, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { claimImport } from '#db/write/claim-import.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { Standstill } from './heartbeat.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified, type Stored } from './testing/expect-verified.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'
import { startWorker, type WorkerProcess } from './testing/worker-process.ts'
import { workLoop } from './work-loop.ts'

// Processes and servers come and go here; on a machine that is busy with others each takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

// Who may write: workers that freeze, that race, that hang, and an import that always fails.

const rows = 2500
const text = tripFileText(7, rows, 100)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let dir: string
let undisturbed: Stored

beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  dir = mkdtempSync(join(tmpdir(), 'tripfold-leases-'))
  const id = await enqueueText(db, dir, text)
  await workOff(db, dir)
  undisturbed = await expectVerified(db)
  await undo(id)
})
afterAll(async () => {
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

const settings = () => ({ DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, 'inbox'), CHUNK_ROWS: '1000' })

async function undo(id: number): Promise<void> {
  await requestUndo(db, id)
  await workOff(db, dir)
  expect((await readImport(db, id)).state).toBe('undone')
}

const lease = async (id: number): Promise<RowDataPacket> =>
  (await db.$client.query<RowDataPacket[]>('SELECT lease_token, lease_pid, state FROM imports WHERE id = ?', [id]))[0][0]

/** A worker that freezes itself there, and whose lease then runs out: the column is moved, nobody waits. */
async function frozenAt(id: number, failpoint: string): Promise<WorkerProcess> {
  const worker = startWorker({ ...settings(), FAILPOINT: `${failpoint}:SIGSTOP` })
  const isStopped = () => /^State:\s+T/m.test(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))
  await expect.poll(isStopped, { timeout: 30_000, interval: 20 }).toBe(true)
  expect((await lease(id)).lease_pid).toBe(worker.pid)
  await db.$client.query('UPDATE imports SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [id])
  return worker
}

test('a worker frozen between chunks is overtaken, and writes nothing when it wakes', async () => {
  const id = await enqueueText(db, dir, text)
  const worker = await frozenAt(id, 'after_commit:1')
  await workOff(db, dir)
  expect((await lease(id)).state).toBe('done')
  worker.kill('SIGCONT')
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe('0')
  await expectVerified(db, undisturbed)
  await undo(id)
})

test('a worker frozen inside a transaction: its commit is refused once the lease is another one’s', async () => {
  const id = await enqueueText(db, dir, text)
  const worker = await frozenAt(id, 'after_groups:2')
  const stolen = await claimImport(db, thisWorker)
  expect(stolen?.importId).toBe(id)
  const [[before]] = await db.$client.query<RowDataPacket[]>('SELECT COUNT(*) AS chunks FROM import_chunks')
  worker.kill('SIGCONT')
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe('0')
  const [[after]] = await db.$client.query<RowDataPacket[]>('SELECT COUNT(*) AS chunks FROM import_chunks')
  expect(after.chunks).toBe(before.chunks)
  expect((await lease(id)).lease_token).toBe(stolen?.token)
  await db.$client.query('UPDATE imports SET lease_token = NULL, lease_until = NULL WHERE id = ?', [id])
  await workOff(db, dir)
  await expectVerified(db, undisturbed)
  await undo(id)
})

test('the server rolls back what a frozen process holds, so that its locks do not outlast its lease', async () => {
  const frozen = connect(fresh.url, { idleSeconds: 1 })
  const connection = await frozen.$client.getConnection()
  connection.on('error', () => {}) // told when it is ended
  await connection.beginTransaction()
  await connection.query('UPDATE dataset SET version = version + 1')
  const [[held]] = await connection.query<RowDataPacket[]>('SELECT version FROM dataset')
  // Waits for the lock; without the bound, for the 50 s after which it fails.
  await db.$client.query('UPDATE dataset SET version = version')
  const [[now]] = await db.$client.query<RowDataPacket[]>('SELECT version FROM dataset')
  expect(now.version).toBe(held.version - 1)
  connection.destroy()
  await frozen.$client.end()
})

test('three workers fold four files into the same weeks and cells at once', async () => {
  const ids: number[] = []
  for (let n = 0; n < 4; n++) ids.push(await enqueueText(db, dir, text, { force: true }))
  const workers = [1, 2, 3].map(() => startWorker(settings()))
  for (const id of ids)
    await expect.poll(async () => (await readImport(db, id)).state, { timeout: 60_000, interval: 100 }).toBe('done')
  for (const worker of workers) worker.kill('SIGTERM')
  expect(await Promise.all(workers.map(({ exited }) => exited))).toEqual(['0', '0', '0'])
  const digest = BigInt.asUintN(64, 4n * BigInt(`0x${undisturbed.digest}`))
    .toString(16)
    .padStart(16, '0')
  await expectVerified(db, { trips: 4 * undisturbed.trips, digest })
  for (const id of ids) await undo(id)
})

test('an undo that always fails waits longer each time and leaves the others their turn', async () => {
  const stuck = await enqueueText(db, dir, text)
  await workOff(db, dir)
  await db.$client.query(
    "CREATE TRIGGER broken BEFORE DELETE ON import_chunks FOR EACH ROW IF OLD.chunk_no < 2 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a broken disk'; END IF",
  )
  await requestUndo(db, stuck)
  const other = await enqueueText(db, dir, tripFileText(8, 500))
  const stopping = new AbortController()
  const ended: number[] = []
  const ports = {
    ...testPorts(db, dir, stopping.signal),
    publish: ({ id, state }: { id: number; state: string }) => {
      if (id === other && state === 'done') stopping.abort()
    },
  }
  await workLoop(ports, thisWorker, { ended: async (id) => void ended.push(id) })
  expect(ended).toContain(other)
  expect(await readImport(db, stuck)).toMatchObject({
    requested: 'undo',
    waiting_for: 'Something failed on the server, whose log has the cause; it is tried again by itself.',
  })
  // The longer it fails the longer it waits, and at most five minutes.
  await db.$client.query('UPDATE imports SET attempts = 20, lease_until = NULL WHERE id = ?', [stuck])
  const again = new AbortController()
  await workLoop({ ...testPorts(db, dir, again.signal), log: () => again.abort() }, thisWorker)
  const [[{ seconds }]] = await db.$client.query<RowDataPacket[]>(
    'SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), lease_until) AS seconds FROM imports WHERE id = ?',
    [stuck],
  )
  expect(seconds).toBeGreaterThan(200)
  expect(seconds).toBeLessThanOrEqual(300)
  await db.$client.query('DROP TRIGGER broken')
  await db.$client.query('UPDATE imports SET lease_until = NULL WHERE id = ?', [stuck])
  await workOff(db, dir)
  expect(await readImport(db, stuck)).toMatchObject({ state: 'undone', waiting_for: null })
  await undo(other)
  await expectVerified(db, { trips: 0, digest: '0000000000000000' })
})

test('an import that hangs below us loses its lease, and the worker gives itself up', async () => {
  const hung = mkdtempSync(join(dir, 'hung-'))
  const id = await enqueueText(db, hung, text)
  // A pipe that nobody writes to hangs at open, as a file on a network folder that went away does.
  const pipe = join(hung, readdirSync(hung)[0])
  rmSync(pipe)
  execFileSync('mkfifo', [pipe])
  const stopping = new AbortController()
  const working = workLoop(testPorts(db, hung, stopping.signal), thisWorker, { beat: { everyMs: 20, standstillMs: 200 } })
  await expect(working).rejects.toThrow(Standstill)
  const writer = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
  await writer.close()
  rmSync(pipe)
  stopping.abort()
  await db.$client.query('UPDATE imports SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [id])
  await workOff(db, hung)
  expect((await readImport(db, id)).state).toBe('failed')
  await expectVerified(db, { trips: 0, digest: '0000000000000000' })
})
