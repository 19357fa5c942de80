import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { readRejects } from '#db/read/rejects.ts'
import { reconcile } from '#db/reconcile.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import type { ImportView } from '#trips/import-job.ts'
import { readingParameters } from '#trips/import-request.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import { enqueueFile } from './enqueue-file.ts'
import { workOff } from './testing/work-off.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let dir: string
beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  dir = mkdtempSync(join(tmpdir(), 'tripfold-any-file-'))
})
afterAll(async () => {
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

/** Imports a file as the API would, with the parameters of its query. */
async function imported(content: string | Uint8Array, query: Record<string, string> = {}): Promise<ImportView> {
  const stream = (async function* () {
    yield Buffer.from(content)
  })()
  const options = parseParameters(readingParameters, Object.entries(query))
  const entered = await enqueueFile({ db, spoolDir: dir }, { stream, fileName: 'trips.csv', options, force: true })
  if (!('import' in entered)) throw new Error('stored already')
  await workOff(db, dir)
  const view = await readImport(db, entered.import.id)
  expect(view.rows_read).toBe(view.rows_stored + view.rows_rejected + view.rows_skipped)
  return view
}

const header = 'starttime,start_lat,start_lng,end_lat,end_lng,stoptime'
const place = '40.7,-74.0,40.8,-74.1'
const row = (time: string) => `${time},${place},\n`

describe('the order of day and month', () => {
  const open = row('2/1/2016 0:31').repeat(40_000) // 1.5 MB
  test('by evidence in the last row only, which has no line end', async () => {
    const view = await imported(`${header}\n${open}${row('2/13/2016 0:31').trimEnd()}`)
    expect(view).toMatchObject({ state: 'done', rows_stored: 40_001, mapping_text: expect.stringContaining('month/day/year') })
  })
  test('by evidence in the middle, beyond the usual sample', async () => {
    // Between two of its windows: they are 40 kB apart here.
    const view = await imported(`${header}\n${open.repeat(2)}${row('13/2/2016 0:31').repeat(400)}${open}`)
    expect(view).toMatchObject({ state: 'done', rows_rejected: 0, mapping_text: expect.stringContaining('day/month/year') })
  })
  test('is asked for where nothing tells, and where rows contradict', async () => {
    const ambiguous = await imported(`${header}\n${open}`)
    expect(ambiguous).toMatchObject({ state: 'failed', problem: { code: 'ambiguous_dates' }, rows_stored: 0 })
    expect((await imported(`${header}\n${open}`, { date_order: 'dmy' })).rows_stored).toBe(40_000)
    const contrary = await imported(`${header}\n${row('13/2/2016 0:31')}${open}${row('2/13/2016 0:31')}`)
    expect(contrary.problem?.message).toMatch(/'13\/2\/2016 0:31'.*'2\/13\/2016 0:31'/)
  })
  test('in a file whose lines end with CR alone', async () => {
    const text = `${header}\n${open}${row('2/13/2016 0:31')}`.replaceAll('\n', '\r')
    expect(await imported(text)).toMatchObject({ state: 'done', rows_stored: 40_001 })
  })
})

test('UTF-16 in gzip, with a title above the header', async () => {
  const text = `\ufeffTrips of June\r\n\r\nregion;${header.replaceAll(',', ';')}\r\nPlzeň;2016-02-13 00:31;40,7;-74,0;40,8;-74,1;\r\n`
  const view = await imported(gzipSync(Buffer.from(text, 'utf16le')))
  expect(view).toMatchObject({ state: 'done', rows_read: 1, rows_stored: 1, bytes_done: view.bytes_total })
})

test('a file of which nothing could be stored says what is wrong with its first row', async () => {
  const view = await imported(`${header}\n,,,,,\n${row('2016-02-30 00:31')}${row('2016-02-31 00:31')}`)
  expect(view.problem).toEqual({
    code: 'all_rejected',
    message: 'None of the 3 rows could be stored; the first of them, line 2: every field of the row is empty.',
  })
})

describe('checks', () => {
  const usual = Array.from(
    { length: 3000 },
    (_, i) => `2016-02-13 00:31,40.7${i % 100},-74.0,40.8,-74.1,2016-02-13 00:41\n`,
  ).join('')
  const doubtful = [
    '2016-02-13 00:31,0,0,40.8,-74.1,2016-02-13 00:41\n',
    '2016-02-13 00:31,40.7,-74.0,40.8,-74.1,2016-02-13 00:21\n',
    '2105-02-13 00:31,0,0,40.8,-74.1,2105-02-13 00:41\n',
    '2016-02-13 00:31,NULL,NULL,40.8,-74.1,2016-02-13 00:41\n',
  ].join('')
  const file = `${header}\n${doubtful}${usual}${doubtful}`
  const found = (view: ImportView) => Object.fromEntries(view.checks.map(({ check, rule, rows }) => [check, `${rule} ${rows}`]))

  test('flag rows, which are stored and listed beside the rejected ones', async () => {
    const view = await imported(file)
    expect(view).toMatchObject({ rows_read: 3008, rows_stored: 3006, rows_rejected: 2, rows_flagged: 6 })
    expect(found(view)).toEqual({
      zero_point: 'flag 4',
      swapped: 'flag 0',
      outside_region: 'flag 0',
      future: 'flag 2',
      ancient: 'flag 0',
      ends_before_start: 'flag 2',
      too_long: 'flag 0',
    })
    const kept = await readRejects(db, view.id, { limit: 4, offset: 1, kept: true })
    expect(kept.of_total).toBe(6)
    expect(kept.rejects.map(({ line, code, kept }) => [line, code, kept])).toEqual([
      [3, 'ends_before_start', true],
      [4, 'zero_point', true],
      [3006, 'zero_point', true],
      [3007, 'ends_before_start', true],
    ])
    expect(kept.rejects[0]).toMatchObject({
      column: 'stoptime',
      text: doubtful.split('\n')[1],
      byte_offset: file.indexOf(doubtful.split('\n')[1]),
    })
    const rejected = await readRejects(db, view.id, { limit: 10, offset: 0, kept: false })
    expect(rejected.rejects.map(({ line, kept }) => [line, kept])).toEqual([
      [5, false],
      [3009, false],
    ])
  })

  test('reject rows, or look away, as the sender says', async () => {
    const view = await imported(file, { checks: 'all:off,zero_point:reject,future:flag', usual_box: '-75,40,-73,41' })
    expect(view).toMatchObject({ rows_read: 3008, rows_stored: 3002, rows_rejected: 6, rows_flagged: 0 })
    expect(found(view)).toEqual({ zero_point: 'reject 4', future: 'flag 0' })
    expect((await reconcile(db)).ok).toBe(true)
  })
})
