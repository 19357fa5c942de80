import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { claimImport } from '#db/write/claim-import.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { uploadQuery } from '#trips/import-request.ts'
import { Arrival, type ArrivalRules, type OpenFile } from './arrival.ts'
import { runImport } from './run-import.ts'
import { arrivingFile } from './testing/arriving-file.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified } from './testing/expect-verified.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

// Of a file that arrives not everything is known: whether its sender is still there, and whether its trips are here already.

const bytesMin = 100_000
const csv = Buffer.from(tripFileText(17, 4500, 100))
const half = Math.floor(csv.length / 2)
let db: Database
let drop: () => Promise<void>
let dir: string
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  dir = mkdtempSync(join(tmpdir(), 'tripfold-doubts-'))
})
afterEach(async () => {
  vi.useRealTimers()
  await workOff(db, dir)
  expect((await expectVerified(db)).trips).toBe(0)
  expect(readdirSync(dir)).toEqual([])
})
afterAll(async () => {
  await drop()
  rmSync(dir, { recursive: true })
})

/** As after half a minute of silence. */
const lapse = (id: number) =>
  db.$client.query('UPDATE imports SET sender_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [id])

async function isSilent(id: number): Promise<boolean> {
  const sql = 'SELECT sender_until < UTC_TIMESTAMP(3) AS silent FROM imports WHERE id = ?'
  const [[{ silent }]] = await db.$client.query<RowDataPacket[]>(sql, [id])
  return silent === 1
}

/** Half of a file is here, and its sender says nothing but what the clock of the test has it say. */
async function halfHere() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const file = arrivingFile({ db, spoolDir: dir }, { bytesMin })
  const { id } = await file.send(csv.subarray(0, half))
  await workOff(db, dir)
  await lapse(id)
  return { file, id }
}

async function workOnce(silent: () => void): Promise<void> {
  const lease = await claimImport(db, thisWorker)
  if (!lease) throw new Error('nothing to claim')
  const failpoint = (name: string) => {
    if (name === 'sender_silent') silent()
  }
  await runImport({ ...testPorts(db, dir), failpoint }, lease)
}

test('a sender that is dead stays silent: its import is taken back', async () => {
  const { file, id } = await halfHere()
  await workOnce(() => {})
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', problem: { code: 'not_received' } })
  await expect(file.end()).rejects.toThrow(/while the file was being sent/)
})

test('a sender that could not be heard, and is heard again, is not taken for dead', async () => {
  const { file, id } = await halfHere()
  // After the first judgement, which no statement of the worker would wait for.
  await workOnce(() => void setTimeout(() => vi.advanceTimersByTime(500), 100))
  expect(await readImport(db, id)).toMatchObject({ state: 'loading', problem: null })
  file.write(csv.subarray(half))
  expect(await file.end()).toMatchObject({ id, bytes_received: null })
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_stored: 4500 })
  await undo(id)
})

async function undo(id: number): Promise<void> {
  await requestUndo(db, id)
  await workOff(db, dir)
}

let files = 0
/** A file of which so much is written, announced as the test likes. */
async function begin(rules: Partial<ArrivalRules>, sync: OpenFile['sync'] = async () => {}) {
  const spoolName = `file-${++files}`
  writeFileSync(join(dir, spoolName), csv.subarray(0, half))
  const said = () => uploadQuery.parse({ filename: 'trips.csv' })
  const arrival = new Arrival({ db, spoolDir: dir }, { bytesMin, said, ...rules })
  await arrival.open({ spoolName, sync })
  arrival.note(half)
  const end = async () => {
    await arrival.close()
    await arrival.giveUp(new Error('the test is over'))
    if (arrival.importId === undefined) rmSync(join(dir, spoolName))
  }
  return { arrival, end }
}

test('a disk that takes longer than a sender may be silent: the sender is heard, and no byte is called safe', async () => {
  let taken: (() => void) | undefined
  let syncs = 0
  const slow = () =>
    new Promise<void>((resolve) => {
      if (syncs++ === 0) resolve()
      else taken = resolve
    })
  const { arrival, end } = await begin({}, slow)
  const id = await vi.waitFor(() => arrival.importId ?? Promise.reject(new Error('not begun')), 10_000)
  arrival.note(half + 1000)
  await vi.waitFor(() => expect(taken).toBeDefined(), 10_000)
  await lapse(id)
  await vi.waitFor(async () => expect(await isSilent(id)).toBe(false), 10_000)
  expect(await readImport(db, id)).toMatchObject({ bytes_received: half })
  taken?.()
  await end()
})

test.each<[string, boolean, Partial<ArrivalRules>]>([
  ['as large as an import', false, { announcedBytes: csv.length }],
  ['a form around as large a file', false, { announcedBytes: csv.length + 400 }],
  ['larger', true, { announcedBytes: csv.length + 5000 }],
  ['smaller', true, { announcedBytes: csv.length - 1 }],
  ['of no announced size', true, {}],
  [
    'as large, by force',
    true,
    { announcedBytes: csv.length, said: () => uploadQuery.parse({ filename: 'trips.csv', force: '1' }) },
  ],
  [
    'as large, with another SHA-256',
    true,
    { announcedBytes: csv.length, said: () => uploadQuery.parse({ filename: 'trips.csv', sha256: 'a'.repeat(64) }) },
  ],
])('a file that is %s, and begins before it is whole: %s', async (_, begins, rules) => {
  const first = await enqueueText(db, dir, csv.toString())
  await workOff(db, dir)
  const { arrival, end } = await begin(rules)
  await arrival.close(true)
  expect(arrival.importId !== undefined).toBe(begins)
  await end()
  await workOff(db, dir)
  await undo(first)
  // What was taken back does not count: the same file may come again, and is begun.
  const again = await begin(rules)
  await again.arrival.close(true)
  expect(again.arrival.importId).toBeDefined()
  await again.end()
})
