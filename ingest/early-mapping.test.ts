import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { countImports, readImport } from '#db/read/imports.ts'
import { readJob } from '#db/read/job.ts'
import { importChunks } from '#db/schema/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { retryImport } from '#db/write/retry-import.ts'
import { spoolHas } from './spool.ts'
import { type ArrivingFile, arrivingFile } from './testing/arriving-file.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified } from './testing/expect-verified.ts'
import { tripFileText } from './testing/trip-file.ts'
import { workOff } from './testing/work-off.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

// How a file is read whose beginning alone is there: only where the beginning leaves nothing open, and as the whole says in the end.

const bytesMin = 100_000
let db: Database
let drop: () => Promise<void>
let dir: string
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  dir = mkdtempSync(join(tmpdir(), 'tripfold-early-mapping-'))
})
afterAll(async () => {
  await drop()
  rmSync(dir, { recursive: true })
})
const work = () => workOff(db, dir)
const arriving = (said: Record<string, unknown> = {}): ArrivingFile => arrivingFile({ db, spoolDir: dir }, { bytesMin, said })

async function chunkIds(importId: number): Promise<number[]> {
  const chunks = await db.select({ id: importChunks.id }).from(importChunks).where(eq(importChunks.importId, importId))
  return chunks.map(({ id }) => id)
}

let made = 0
/** Some 130 KB for every 1500 rows of these dates, in turn. */
function fileOf(...runs: string[][]): Buffer[] {
  made++
  const header = 'region,origin_coord,destination_coord,datetime,datasource\n'
  const row = (date: string, i: number) =>
    `Turin,POINT (7.6${i % 10} 45.0),POINT (7.7 45.1${i % 7}),${date} 08:${10 + (i % 50)},source ${made}\n`
  const parts = runs.map((dates) => Array.from({ length: 1500 }, (_, i) => row(dates[i % dates.length], i)).join(''))
  return parts.map((part, i) => Buffer.from(i === 0 ? header + part : part))
}
const openDates = ['3/4/2016', '5/6/2016', '11/12/2016']
const dayFirst = ['25/4/2016', '13/6/2016', '3/4/2016']
const monthFirst = ['4/25/2016', '6/13/2016']

test('dates that both ways fit are waited with until more of the file settles their order', async () => {
  const [open, stillOpen, settled, rest] = fileOf(openDates, openDates, dayFirst, dayFirst)
  const file = arriving()
  const { id } = await file.send(open)
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'received', rows_read: 0, mapping_text: null })
  await file.send(stillOpen)
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'received', rows_read: 0 })
  // Looked at in vain, which is nobody's failure.
  expect(await readJob(db, id)).toMatchObject({ attempts: 0, leaseToken: null })
  await file.send(Buffer.concat([settled, rest]))
  await work()
  expect(await readImport(db, id)).toMatchObject({
    state: 'loading',
    mapping_text: expect.stringContaining('day/month/year'),
    rows_read: 6000,
  })
  await file.end()
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_stored: 6000 })
  await expectVerified(db)
})

test('a beginning that is clear and an end that contradicts it: nothing stays, and its owner is asked', async () => {
  const parts = fileOf(dayFirst, dayFirst, openDates, monthFirst)
  const file = arriving()
  const { id } = await file.send(Buffer.concat(parts.slice(0, 2)))
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'loading', rows_read: 3000 })
  file.write(Buffer.concat(parts.slice(2)))
  await file.end()
  await work()
  expect(await readImport(db, id)).toMatchObject({
    state: 'failed',
    problem: { code: 'ambiguous_dates' },
    can_retry: true,
    rows_stored: 0,
  })
  await expectVerified(db)
  const has = (name: string) => spoolHas(dir, name)
  await retryImport(db, id, { options: { date_order: 'mdy' }, force: false, spoolHas: has })
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_read: 6000, rows_rejected: expect.any(Number) })
  await expectVerified(db)
})

test('a region that comes last has no box in the beginning: all is read anew, with the flags of a file that was whole', async () => {
  const [first, last] = fileOf(dayFirst, dayFirst)
  const lima = last.toString().replaceAll('Turin', 'Lima')
  // One trip of Lima far from all the others.
  const whole = Buffer.concat([first, Buffer.from(lima.replace('7.60 45.0', '7.60 -45.0'))])
  const file = arriving()
  const { id } = await file.send(first)
  await work()
  const early = await chunkIds(id)
  expect(early).toHaveLength(1)
  file.write(whole.subarray(first.length))
  await file.end()
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_stored: 3000, rows_flagged: 1 })
  expect((await chunkIds(id)).filter((chunk) => early.includes(chunk))).toEqual([])
  await expectVerified(db)
})

test('where the sample decides what is rejected the whole sample is waited for, unless the box is given', async () => {
  const parts = fileOf(dayFirst, dayFirst)
  const waiting = arriving({ checks: 'outside_region:reject' })
  const { id } = await waiting.send(parts[0])
  await work()
  await waiting.send(parts[1])
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'received', rows_read: 0 })
  await waiting.end()
  await work()
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_stored: 3000 })

  const given = arriving({ checks: 'outside_region:reject', usual_box: '7,44,8,46' })
  const begun = await given.send(Buffer.concat(fileOf(dayFirst, dayFirst)))
  await work()
  expect(await readImport(db, begun.id)).toMatchObject({ state: 'loading', rows_read: 3000 })
  await given.end()
  await work()
  expect(await readImport(db, begun.id)).toMatchObject({ state: 'done', rows_stored: 3000 })
  await expectVerified(db)
})

const csv = Buffer.from(tripFileText(3, 4000))
test.each([
  [
    'a gzip archive',
    gzipSync(Buffer.concat([csv, Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 251))]), { level: 0 }),
    {},
  ],
  ['UTF-16', Buffer.from(`\ufeff${csv}`, 'utf16le'), {}],
  ['a file smaller than the threshold', csv.subarray(0, 90_000), {}],
  ['a mapping that nobody has saved', csv, { mapping: 'nobody saved this' }],
])('%s waits for its last byte', async (_, bytes, said) => {
  const before = await countImports(db)
  const file = arriving(said)
  file.write(bytes)
  // Longer than it would take to begin: another file that is sent afterwards has begun.
  const other = arriving()
  await other.send(Buffer.concat(fileOf(dayFirst, dayFirst)))
  expect(file.importId()).toBeUndefined()
  expect(await countImports(db)).toBe(before + 1)
  await other.breakOff()
  if ('mapping' in said) await expect(file.end()).rejects.toThrow(/no saved mapping/)
  else expect(await file.end()).toMatchObject({ state: 'received', bytes_received: null })
  await work()
  await expectVerified(db)
})

test('bytes that are announced as stored already are not read early', async () => {
  const text = tripFileText(4, 3000)
  const first = await enqueueText(db, dir, text)
  const file = arriving({ sha256: createHash('sha256').update(text).digest('hex') })
  file.write(Buffer.from(text))
  const other = arriving()
  await other.send(Buffer.concat(fileOf(dayFirst, dayFirst)))
  expect(file.importId()).toBeUndefined()
  await other.breakOff()
  await expect(file.end()).rejects.toThrow(new RegExp(`are import ${first} already`))
})
