import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { reconcile } from '#db/reconcile.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { claimImport, releaseLease } from '#db/write/claim-import.ts'
import { requestCancel, requestUndo } from '#db/write/request-import.ts'
import type { ImportView } from '#trips/import-job.ts'
import { enqueueFile, type FileDetails } from './enqueue-file.ts'
import { runImport } from './run-import.ts'
import { tableDigests } from './testing/table-digests.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let dir: string
beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  dir = mkdtempSync(join(tmpdir(), 'tripfold-import-'))
})
afterAll(async () => {
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

async function enqueue(content: string | Uint8Array, details: Partial<FileDetails> = {}): Promise<number> {
  const stream = (async function* () {
    yield Buffer.from(content)
  })()
  const entered = await enqueueFile({ db, spoolDir: dir }, { stream, fileName: 'trips.csv', ...details })
  if (!('import' in entered)) throw new Error('stored already')
  return entered.import.id
}

async function imported(content: string | Uint8Array, details?: Partial<FileDetails>): Promise<ImportView> {
  const id = await enqueue(content, details)
  await workOff(db, dir)
  return readImport(db, id)
}

const header = 'region,origin_coord,destination_coord,datetime,datasource'
const row = (day: number, region = 'Praha') =>
  `${region},POINT (14.4 50.05),POINT (14.5 50.1),2018-05-${String(day).padStart(2, '0')} 08:00:00,taxi`

test('states are told in order, versions only grow, conservation holds at every one', async () => {
  const id = await enqueue(tripFileText(1, 2500, 50))
  const told: ImportView[] = []
  const lease = await claimImport(db, thisWorker)
  if (!lease) throw new Error('nothing to claim')
  await runImport({ ...testPorts(db, dir), publish: (view) => void told.push(view) }, lease)
  expect([...new Set(told.map((view) => view.state))]).toEqual([
    'received',
    'staged',
    'mapped',
    'loading',
    'folding',
    'verifying',
    'done',
  ])
  for (const [i, view] of told.entries()) {
    expect(view.id).toBe(id)
    expect(view.rows_read).toBe(view.rows_stored + view.rows_rejected + view.rows_skipped)
    if (i > 0) expect(view.version).toBeGreaterThan(told[i - 1].version)
  }
  expect(told.filter((view) => view.state === 'loading').map((view) => view.rows_read)).toEqual([0, 1000, 2000, 2550])
  expect(told.at(-1)).toMatchObject({ rows_stored: 2500, rows_rejected: 50 })
})

test('a gzip file is imported like its contents, and its unpacked copy goes', async () => {
  const view = await imported(gzipSync(tripFileText(2, 1200)), { fileName: 'trips.csv.gz' })
  expect(view).toMatchObject({ state: 'done', rows_stored: 1200, problem: null })
  expect(view.bytes_done).toBe(view.bytes_total)
  expect(readdirSync(dir)).toEqual([])
})

test('a torn gzip file is refused whole', async () => {
  const before = await tableDigests(db)
  const whole = gzipSync(tripFileText(3, 1200))
  const view = await imported(whole.subarray(0, whole.length - 20), { fileName: 'torn.csv.gz' })
  expect(view).toMatchObject({ state: 'failed', rows_stored: 0, problem: { code: 'unreadable' } })
  expect(await tableDigests(db)).toEqual(before)
})

test('equal rows are kept and counted, or skipped when asked, also across chunks', async () => {
  const lines = Array.from({ length: 1500 }, (_, i) => row((i % 28) + 1, `region ${i}`))
  const content = [header, ...lines, ...lines.slice(0, 700)].join('\n')
  expect(await imported(content)).toMatchObject({ rows_stored: 2200, rows_skipped: 0, equal_rows_kept: 700 })
  expect(await imported(`${content}\n`, { duplicates: 'skip' })).toMatchObject({
    state: 'done',
    rows_read: 2200,
    rows_stored: 1500,
    rows_skipped: 700,
    equal_rows_kept: 0,
  })
})

test.each([
  ['no destination', 'region,start_lat,start_lon,start_time\nPraha,50,14,2018-05-01 08:00:00\n', 'unmappable'],
  ['a web page', '<!DOCTYPE html><html><body>Not found</body></html>', 'not_csv'],
  ['a header alone', `${header}\n`, 'empty'],
  [
    'dates that can be read two ways',
    'start_lat,start_lon,end_lat,end_lon,start_time\n50,14,50,14,3/4/2016 08:00\n',
    'ambiguous_dates',
  ],
  [
    'columns in another order further on',
    'start_lat,start_lng,end_lat,end_lng,started_at,ended_at\n40.7,-74,40.8,-73.9,2019-05-13 09:00:00,2019-05-13 09:30:00\nstart_lat,start_lng,end_lat,end_lng,ended_at,started_at\n40.7,-74,40.8,-73.9,2019-05-13 09:30:00,2019-05-13 09:00:00\n',
    'mixed_columns',
  ],
  ['nothing but bad rows', `${header}\nPraha,,POINT (14 50),2018-05-01 08:00:00,taxi\n`, 'all_rejected'],
])('%s: failed, with a sentence, and nothing stored', async (_what, content, code) => {
  const before = await tableDigests(db)
  const view = await imported(content)
  expect(view).toMatchObject({ state: 'failed', rows_stored: 0, problem: { code } })
  expect(view.problem?.message).toMatch(/^[A-Z“"].{20,}[.!]$/s)
  const after = await tableDigests(db)
  for (const table of [
    'regions',
    'datasources',
    'trip_segments',
    'weekly_cell_rollups',
    'weekly_region_rollups',
    'weekly_group_rollups',
  ])
    expect(after[table]).toBe(before[table])
})

test('a file that goes on with day and month in the other order, where no sample is taken, fails and says where', async () => {
  const dated = (date: string) => `50,14,50.1,14.1,${date} 08:00\n`
  const joined = Array.from({ length: 15 }, (_, i) => dated(i % 3 === 0 ? '06/05/2018' : `${i + 13}/06/2018`)).join('')
  const rows = dated('06/13/2018').repeat(30_000)
  const content = `start_lat,start_lon,end_lat,end_lon,start_time\n${rows}${joined}${rows}`
  const before = await tableDigests(db)
  expect(await imported(content)).toMatchObject({
    state: 'failed',
    can_retry: true,
    problem: {
      code: 'mixed_dates',
      message: expect.stringMatching(/^From line 30003 on days stand where .*\(mdy\)\. If files were joined/),
    },
  })
  expect((await tableDigests(db)).trip_segments).toBe(before.trip_segments)
  // Whoever says so has the others rejected.
  expect(await imported(content, { force: true, options: { date_order: 'mdy' } })).toMatchObject({
    state: 'done',
    rows_rejected: 10,
  })
})

test('what the sender says about the dates settles them', async () => {
  const content = 'start_lat,start_lon,end_lat,end_lon,start_time\n50,14,50,14,3/4/2016 08:00\n50,14,50,14,3/4/2016 08:01\n'
  expect(await imported(content, { options: { date_order: 'dmy', region: 'Brno' } })).toMatchObject({
    state: 'done',
    rows_stored: 2,
  })
})

test('cancelled while loading: every table is as it was', async () => {
  const before = await tableDigests(db)
  const id = await enqueue(tripFileText(5, 4000))
  const lease = await claimImport(db, thisWorker)
  if (!lease) throw new Error('nothing to claim')
  let asked: Promise<unknown> | undefined
  const publish = (view: ImportView) => {
    if (view.rows_stored >= 1000) asked ??= requestCancel(db, id).catch(() => {})
  }
  await runImport({ ...testPorts(db, dir), publish }, lease)
  await asked
  expect(await readImport(db, id)).toMatchObject({ state: 'cancelled', requested: null })
  expect(await tableDigests(db)).toEqual(before)
  expect(await imported(tripFileText(5, 4000))).toMatchObject({ state: 'done', rows_stored: 4000 })
})

test('the sample leaves when the first real file is read, and stays when that file is refused', async () => {
  const before = await tableDigests(db)
  const sample = await imported(tripFileText(9, 500), { isSample: true })
  expect(await imported('no,trips\n1,2\n')).toMatchObject({ state: 'failed' })
  expect(await readImport(db, sample.id)).toMatchObject({ state: 'done', rows_stored: 500 })
  const file = await imported([header, row(1, 'Turin'), row(2, 'Turin')].join('\n'))
  expect(await readImport(db, sample.id)).toMatchObject({ state: 'undone' })
  await requestUndo(db, file.id)
  await workOff(db, dir)
  expect(await tableDigests(db)).toEqual(before)
})

test('an import whose taking back is interrupted is taken back to its end, never called done', async () => {
  const before = await tableDigests(db)
  const id = await enqueue(tripFileText(12, 2500))
  const runUntil = async (point: string) => {
    const lease = await claimImport(db, thisWorker)
    if (!lease) throw new Error('nothing to claim')
    const failpoint = (name: string) => {
      if (name === point) throw new Error(`the worker died ${point}`)
    }
    await expect(runImport({ ...testPorts(db, dir), failpoint }, lease)).rejects.toThrow(point)
    await releaseLease(db, lease)
  }
  await runUntil('state_folding')
  await db.$client.query(
    'UPDATE import_chunks SET rows_stored = rows_stored + 1 WHERE import_id = ? ORDER BY chunk_no DESC LIMIT 1',
    [id],
  )
  await runUntil('after_undo')
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', problem: { code: 'internal' } })
  expect(await tableDigests(db)).toEqual(before)
})

test('cancelled while it is verified: cancelled, not done', async () => {
  const before = await tableDigests(db)
  const id = await enqueue(tripFileText(13, 500))
  const lease = await claimImport(db, thisWorker)
  if (!lease) throw new Error('nothing to claim')
  let asked: Promise<unknown> | undefined
  const publish = (view: ImportView) => {
    if (view.state === 'verifying') asked ??= requestCancel(db, id)
  }
  await runImport({ ...testPorts(db, dir), publish }, lease).catch(() => {})
  expect(await asked).toMatchObject({ requested: 'cancel' })
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'cancelled' })
  expect(await tableDigests(db)).toEqual(before)
})

test('an import that never gets further ends in failed, and is taken back', async () => {
  const before = await tableDigests(db)
  const id = await enqueue(tripFileText(6, 100))
  await db.$client.query('UPDATE imports SET attempts = 25 WHERE id = ?', [id])
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', problem: { code: 'internal' } })
  expect(await tableDigests(db)).toEqual(before)
})

test('a file that is gone from the spool is said to be', async () => {
  const id = await enqueue(tripFileText(8, 100))
  for (const name of readdirSync(dir)) rmSync(join(dir, name))
  await workOff(db, dir)
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', problem: { code: 'unreadable' } })
})

test('in the end everything stored agrees', async () => {
  expect((await reconcile(db)).checks).toEqual([])
})
