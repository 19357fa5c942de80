import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { claimImport } from '#db/write/claim-import.ts'
import { requestCancel, requestUndo } from '#db/write/request-import.ts'
import { retryImport } from '#db/write/retry-import.ts'
import type { ImportState, ImportView } from '#trips/import-job.ts'
import { enqueueFile } from './enqueue-file.ts'
import { runImport } from './run-import.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified } from './testing/expect-verified.ts'
import { tableDigests } from './testing/table-digests.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'

// Processes and servers come and go here; on a machine that is busy with others each takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

// What people and files do to an import: cancel, undo and retry at any moment, poison at any place, the same bytes again.

const nothing = { trips: 0, digest: '0000000000000000' }
let db: Database
let drop: () => Promise<void>
let dir: string
let empty: Record<string, string>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  dir = mkdtempSync(join(tmpdir(), 'tripfold-import-faults-'))
  empty = await tableDigests(db)
})
afterEach(async () => {
  await expectVerified(db, nothing)
  expect(await tableDigests(db)).toEqual(empty)
})
afterAll(async () => {
  await drop()
  rmSync(dir, { recursive: true })
})

async function undo(id: number): Promise<void> {
  await requestUndo(db, id)
  await workOff(db, dir)
  expect((await readImport(db, id)).state).toBe('undone')
}

/** One attempt, during which `heard` hears what watchers hear. */
async function attempt(heard: (view: ImportView) => void, nowMs = () => performance.now()): Promise<void> {
  const lease = await claimImport(db, thisWorker)
  if (!lease) throw new Error('nothing to claim')
  await runImport({ ...testPorts(db, dir), publish: heard, nowMs }, lease).catch(() => {})
}

const states: ImportState[] = ['received', 'staged', 'mapped', 'loading', 'folding', 'verifying']

test.each(states)('cancelled in state %s: it ends once, as cancelled, and leaves nothing', async (state) => {
  const id = await enqueueText(db, dir, tripFileText(51, 1200))
  let asked: Promise<unknown> | undefined
  const ended: ImportState[] = []
  const heard = (view: ImportView) => {
    if (view.state === state) asked ??= requestCancel(db, id)
    if (view.finished_at) ended.push(view.state)
  }
  await attempt(heard)
  await asked
  await workOff(db, dir)
  expect(asked).toBeDefined()
  expect((await readImport(db, id)).state).toBe('cancelled')
  expect(ended.filter((one) => one !== 'cancelled')).toEqual([])
  await expect(requestCancel(db, id)).rejects.toThrow('it has ended already (cancelled)')
})

test('a cancel that races the end: done or cancelled, never both, and what is left agrees', async () => {
  for (let round = 0; round < 4; round++) {
    const id = await enqueueText(db, dir, tripFileText(60 + round, 100))
    const asking = { now: undefined as Promise<string> | undefined }
    await attempt(({ state }) => {
      if (state === 'verifying')
        asking.now ??= requestCancel(db, id).then(
          () => 'asked',
          () => 'too late',
        )
    })
    const answer = await asking.now
    await workOff(db, dir)
    const { state } = await readImport(db, id)
    expect([state, answer]).toEqual(state === 'done' ? ['done', 'too late'] : ['cancelled', 'asked'])
    if (state === 'done') await undo(id)
  }
})

test('undone twice, cancelled after it is done, tried again though it did not fail: refused, and nothing changes', async () => {
  const id = await enqueueText(db, dir, tripFileText(52, 1200))
  await workOff(db, dir)
  const stored = await expectVerified(db)
  await expect(requestCancel(db, id)).rejects.toThrow('a finished import can be undone')
  const here = async () => true
  await expect(retryImport(db, id, { options: {}, force: false, spoolHas: here })).rejects.toThrow('only a failed import')
  await expectVerified(db, stored)
  await Promise.all([requestUndo(db, id), requestUndo(db, id)])
  await workOff(db, dir)
  await expect(requestUndo(db, id)).rejects.toThrow('it is undone and stores no trips')
})

test('a failed import that is tried again ends as an undisturbed one', async () => {
  const text = tripFileText(53, 1500)
  const id = await enqueueText(db, dir, text)
  await db.$client.query('UPDATE imports SET attempts = 25 WHERE id = ?', [id])
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', can_retry: true })
  await retryImport(db, id, { options: {}, force: false, spoolHas: async () => true })
  await workOff(db, dir)
  const again = await expectVerified(db)
  await undo(id)
  const first = await enqueueText(db, dir, text)
  await workOff(db, dir)
  await expectVerified(db, again)
  await undo(first)
})

const lines = tripFileText(54, 1200).trimEnd().split('\n')
const poison = 'Prague,POINT (999 50),POINT (14 50),2024-03-04 08:00:00,taxi_meter'

test.each([
  ['first', [lines[0], poison, ...lines.slice(1)], 1],
  ['last', [...lines, poison], 1],
  ['at both sides of a chunk’s end', [...lines.slice(0, 1000), poison, poison, ...lines.slice(1000)], 2],
  ['in every second place', lines.flatMap((line, n) => (n === 0 ? [line] : [poison, line])), 1200],
])('poison rows %s: rejected with their own bytes, the rest is stored', async (_, all, poisoned) => {
  const id = await enqueueText(db, dir, `${all.join('\n')}\n`)
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_stored: 1200, rows_rejected: poisoned })
  const [kept] = await db.$client.query('SELECT DISTINCT CAST(text AS CHAR) AS text FROM rejects')
  expect(kept).toEqual([{ text: poison }])
  await expectVerified(db)
  await undo(id)
})

test('nothing but poison: failed, with a sentence and every row to correct', async () => {
  const id = await enqueueText(db, dir, `${[lines[0], ...Array.from({ length: 1500 }, () => poison)].join('\n')}\n`)
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', rows_rejected: 1500, problem: { code: 'all_rejected' } })
  await expectVerified(db, nothing)
  await db.$client.query('DELETE FROM rejects')
  await db.$client.query('DELETE FROM import_chunks')
})

test.each([
  ['a line of 40 MB without end', `${lines[0]}\n${'x'.repeat(40_000_000)}`],
  ['a quote that is never closed', `${lines[0]}\n${lines[1]}\n"${lines.slice(2).join('\n')}`],
  ['a million empty lines', `${lines[0]}\n${'\n'.repeat(1_000_000)}${lines[1]}\n`],
])('%s: ends with counts and a reason, in bounded memory', async (_, text) => {
  const before = process.memoryUsage().rss
  const id = await enqueueText(db, dir, text)
  await workOff(db, dir)
  const { state, problem, rows_stored } = await readImport(db, id)
  expect(['done', 'failed']).toContain(state)
  if (state === 'failed') expect(problem?.message).toMatch(/\w+ .*\w+\.?$/)
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(400)
  if (state === 'done') {
    await expectVerified(db, { ...(await expectVerified(db)), trips: rows_stored })
    await undo(id)
  } else {
    await db.$client.query('DELETE FROM rejects')
    await db.$client.query('DELETE FROM import_chunks')
  }
})

test('the same bytes at once, under another name, and packed: stored once, until somebody insists', async () => {
  const text = tripFileText(55, 200)
  const enter = (bytes: Buffer, fileName: string, force = false) => {
    async function* stream() {
      yield bytes
    }
    return enqueueFile({ db, spoolDir: dir }, { stream: stream(), fileName, force })
  }
  const outcomes = await Promise.all(['a.csv', 'b.csv', 'c.csv'].map((name) => enter(Buffer.from(text), name)))
  const entered = outcomes.flatMap((outcome) => ('import' in outcome ? [outcome.import.id] : []))
  expect(entered.length).toBe(1)
  for (const outcome of outcomes) if ('duplicateOf' in outcome) expect(outcome.duplicateOf.id).toBe(entered[0])
  await workOff(db, dir)
  const once = await expectVerified(db)
  expect(once.trips).toBe(200)
  // An archive has other bytes than what is in it, and its own twin: another import of the same trips.
  const packed = await Promise.all([1, 2].map(() => enter(gzipSync(text), 'trips.csv.gz')))
  expect(packed.filter((outcome) => 'import' in outcome).length).toBe(1)
  const forced = await enter(Buffer.from(text), 'a.csv', true)
  await workOff(db, dir)
  expect((await expectVerified(db)).trips).toBe(600)
  for (const outcome of [...outcomes, ...packed, forced]) if ('import' in outcome) await undo(outcome.import.id)
})

test('the worker’s clock jumps an hour back and forth: leases, counts and the time left do not care', async () => {
  const id = await enqueueText(db, dir, tripFileText(56, 2500))
  const hour = 3_600_000
  let looks = 0
  const views: ImportView[] = []
  await attempt(
    (view) => views.push(view),
    () => performance.now() + (looks++ % 3) * hour - hour,
  )
  expect((await readImport(db, id)).state).toBe('done')
  for (const { seconds_left, rows_per_second } of views) {
    expect(seconds_left ?? 0).toBeGreaterThanOrEqual(0)
    expect(rows_per_second ?? 0).toBeGreaterThanOrEqual(0)
  }
  await undo(id)
})
