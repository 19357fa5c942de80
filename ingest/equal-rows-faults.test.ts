import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { readJob } from '#db/read/job.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { claimImport, releaseLease } from '#db/write/claim-import.ts'
import { requestCancel, requestUndo } from '#db/write/request-import.ts'
import type { ImportView } from '#trips/import-job.ts'
import { hashFolder } from './hash-files.ts'
import { runImport } from './run-import.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified } from './testing/expect-verified.ts'
import { tableDigests } from './testing/table-digests.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'
import { workLoop } from './work-loop.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

// Row hashes lie in files that nothing rests on: whatever happens to them, equal rows are counted right and nothing is left. What is
// stored is read back in part: a fault in many segments, or in any of a small import, never ends as done.

const distinct = 1700
const equal = 800
const [header, ...lines] = tripFileText(91, distinct).trimEnd().split('\n')
const text = `${[header, ...lines, ...lines.slice(0, equal)].join('\n')}\n`
const chunks = 3

let db: Database
let drop: () => Promise<void>
let dir: string
let empty: Record<string, string>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  dir = mkdtempSync(join(tmpdir(), 'tripfold-equal-rows-'))
  empty = await tableDigests(db)
})
afterEach(async () => {
  expect(readdirSync(dir)).toEqual([])
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

/** An attempt that ends like a killed worker's at a point, passed for the n-th time. */
async function dieAt(point: string, passage = 1): Promise<void> {
  const lease = await claimImport(db, thisWorker)
  if (!lease) throw new Error('nothing to claim')
  let left = passage
  const failpoint = (name: string) => {
    if (name === point && --left === 0) throw new Error(`died at ${point}`)
  }
  await expect(runImport({ ...testPorts(db, dir), failpoint }, lease)).rejects.toThrow(`died at ${point}`)
  await releaseLease(db, lease)
}

const folderOf = async (id: number) => hashFolder(dir, (await readJob(db, id)).spoolName)

async function expectCounted(id: number): Promise<void> {
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_stored: distinct + equal, equal_rows_kept: equal })
  await expectVerified(db)
  await undo(id)
}

test.each(Array.from({ length: chunks }, (_, chunk) => chunk + 1))('died between file and commit of chunk %d', async (chunk) => {
  const id = await enqueueText(db, dir, text)
  await dieAt('before_commit', chunk)
  expect(readdirSync(await folderOf(id))).toContain(String(chunk - 1))
  await expectCounted(id)
})

const flip = (path: string, at: number) => {
  const bytes = readFileSync(path)
  bytes[at] ^= 1
  writeFileSync(path, bytes)
}

test.each<[string, (folder: string) => void]>([
  ['all are gone', (folder) => rmSync(folder, { recursive: true })],
  ['one is gone', (folder) => rmSync(join(folder, '1'))],
  ['one is cut off', (folder) => truncateSync(join(folder, '2'), 3000)],
  ['one is another’s', (folder) => writeFileSync(join(folder, '1'), readFileSync(join(folder, '0')))],
  ['a bit of a hash is wrong', (folder) => flip(join(folder, '0'), 5000)],
])('died when every chunk was in, and of the files %s', async (_, damage) => {
  const id = await enqueueText(db, dir, text)
  await dieAt('state_folding')
  expect(readdirSync(await folderOf(id)).length).toBe(chunks)
  damage(await folderOf(id))
  await expectCounted(id)
})

test('a file of a single chunk leaves no files, and is counted after a death as well', async () => {
  const id = await enqueueText(db, dir, [header, ...lines.slice(0, 300), ...lines.slice(0, 200)].join('\n'))
  await dieAt('state_folding')
  expect(readdirSync(dir).length).toBe(1)
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_stored: 500, equal_rows_kept: 200 })
  await undo(id)
})

test('the disk is full when a file is written: the import waits, says so, and goes on by itself', async () => {
  const id = await enqueueText(db, dir, text)
  const folder = await folderOf(id)
  await mkdir(folder)
  symlinkSync('/dev/full', join(folder, '1'))
  const stopping = new AbortController()
  const waits = new Set<string>()
  const publish = ({ state, waiting_for }: ImportView) => {
    if (waiting_for) waits.add(waiting_for)
    if (state === 'done') stopping.abort()
  }
  await workLoop({ ...testPorts(db, dir, stopping.signal), publish }, thisWorker)
  expect([...waits]).toEqual([
    'The disk of the spool folder (SPOOL_DIR) is full. Free some space there; the import goes on by itself.',
  ])
  await expectCounted(id)
})

test.each([
  ['cancelled', (id: number) => requestCancel(db, id)],
  [
    'failed',
    (id: number) => db.$client.query("UPDATE imports SET problem_code = 'internal', problem_message = 'x' WHERE id = ?", [id]),
  ],
])('%s with all its chunks: no file stays', async (state, end) => {
  const id = await enqueueText(db, dir, text)
  await dieAt('state_folding')
  await end(id)
  await workOff(db, dir)
  expect((await readImport(db, id)).state).toBe(state)
  // What may be tried again keeps its file, and that alone.
  const { spoolName } = await readJob(db, id)
  expect(readdirSync(dir)).toEqual(state === 'failed' ? [spoolName] : [])
  rmSync(join(dir, spoolName), { force: true })
})

async function expectRefused(id: number): Promise<void> {
  await workOff(db, dir)
  const { state, problem } = await readImport(db, id)
  expect({ state, code: problem?.code }).toEqual({ state: 'failed', code: 'internal' })
  expect(problem?.message).toMatch(/trips read back are not in the file/)
  rmSync(join(dir, (await readJob(db, id)).spoolName))
}

test('a label is another in all that is stored: found whichever chunk is looked at, and taken back', async () => {
  const id = await enqueueText(db, dir, text)
  await dieAt('state_folding')
  await db.$client.query("UPDATE regions SET name = CONCAT(name, '!')")
  await expectRefused(id)
})

test.each([
  ['origin', 0],
  ['destination', 1],
])('one trip of a small import lies elsewhere by %s: found, and taken back', async (_, end) => {
  // Chunk 1 has nothing but a rejected row: chunk 0 is the one that is looked at.
  const id = await enqueueText(db, dir, `${[header, ...lines.slice(0, 1000), 'Prague,POINT (999 50),,,'].join('\n')}\n`)
  await dieAt('state_folding')
  const [[segment]] = await db.$client.query<RowDataPacket[]>(
    'SELECT cell, chunk, part, far_columns AS far FROM trip_segments WHERE trip_end = ? ORDER BY cell DESC LIMIT 1',
    [end],
  )
  segment.far[1] ^= 1
  await db.$client.query('UPDATE trip_segments SET far_columns = ? WHERE trip_end = ? AND cell = ? AND chunk = ? AND part = ?', [
    segment.far,
    end,
    segment.cell,
    segment.chunk,
    segment.part,
  ])
  await expectRefused(id)
})
