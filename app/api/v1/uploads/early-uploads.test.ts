import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { slowSender } from '#app/_http/testing/slow-sender.ts'
import { sha256, tus, uploadClient } from '#app/_http/testing/upload-client.ts'
import { readImport, readImportBySpoolName, readImports } from '#db/read/imports.ts'
import { requestCancel, requestUndo } from '#db/write/request-import.ts'
import { tendUploads } from '#ingest/tend-uploads.ts'
import { enqueueText } from '#ingest/testing/enqueue-text.ts'
import { expectVerified, type Stored } from '#ingest/testing/expect-verified.ts'
import { tableDigests } from '#ingest/testing/table-digests.ts'
import { tripFileText } from '#ingest/testing/trip-file.ts'
import { workOff } from '#ingest/testing/work-off.ts'
import type { ImportView } from '#trips/import-job.ts'
import { problemView, uploadView } from '#trips/views.ts'
import * as importRoute from '../imports/[id]/route.ts'
import * as uploadRoute from './[id]/route.ts'
import * as route from './route.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

// Resumable uploads whose import begins before they are whole: they pause, break off, lose their web process, are given up.

const settings = { EARLY_IMPORT_BYTES: '100000' }
const csv = Buffer.from(tripFileText(7, 4500, 100))
const half = Math.floor(csv.length / 2)
let api: ServedApi
let undisturbed: Stored
let empty: Record<string, string>
beforeAll(async () => {
  const routes = { '/uploads': route, '/uploads/{id}': uploadRoute, '/imports/{id}': importRoute }
  api = await serveApi(routes, settings)
  empty = await tableDigests(api.db)
  await enqueueText(api.db, api.spoolDir, csv.toString())
  await work()
  undisturbed = await expectVerified(api.db)
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})
beforeEach(async () => {
  for (const { id, state } of (await readImports(api.db, { limit: 100 })).imports)
    if (state === 'done') await requestUndo(api.db, id)
  await work()
  expect(await tableDigests(api.db)).toEqual(empty)
})
afterAll(() => api.close())
const children = new Set<ChildProcess>()
const { begun, patch, head, offsetOf, spooledBytes, importOf, refused, beginPatch } = uploadClient(() => api)
const work = () => workOff(api.db, api.spoolDir)
const idOf = (url: string) => url.split('/').at(-1) ?? ''

/** The import of an upload as it is, or what has begun of it. */
async function importBehind(url: string): Promise<ImportView> {
  const view = await readImportBySpoolName(api.db, idOf(url))
  if (!view) throw new Error('no import has begun')
  return view
}

/** Sends the first half and breaks the connection; what can be stored of it is stored then. */
async function halfSent(said: Record<string, string> = {}): Promise<{ url: string; view: ImportView }> {
  const url = await begun(csv.length, { filename: 'trips.csv', ...said })
  await sendHalf(url)
  await work()
  const view = await importBehind(url)
  expect(view).toMatchObject({ state: 'loading', rows_read: 2000, bytes_received: half, byte_size: csv.length, sha256: null })
  await expectVerified(api.db)
  return { url, view }
}

async function sendHalf(url: string): Promise<void> {
  const first = beginPatch(url, 0, csv.length, csv.subarray(0, half))
  await vi.waitFor(async () => expect(await importBehind(url)).toMatchObject({ bytes_received: half }), 10_000)
  first.destroy()
  await vi.waitFor(async () => expect(uploadView.parse(await (await fetch(url)).json()).sending).toBe(false), 10_000)
}

async function expectWhole(id: number): Promise<void> {
  await work()
  expect(await readImport(api.db, id)).toMatchObject({
    state: 'done',
    sha256: sha256(csv),
    bytes_received: null,
    bytes_done: csv.length,
  })
  await expectVerified(api.db, undisturbed)
}

async function expectNothingLeft(id: number, state: string): Promise<void> {
  await work()
  expect((await readImport(api.db, id)).state).toBe(state)
  expect((await expectVerified(api.db)).trips).toBe(0)
}

const longAgo = (id: string) =>
  api.db.execute(sql`UPDATE imports SET sender_until = UTC_TIMESTAMP(3) - INTERVAL 1 DAY WHERE spool_name = ${id}`)

test('an upload that pauses keeps its import, held by nobody, however long; it goes on when bytes come again', async () => {
  const { url, view } = await halfSent()
  expect(view.waiting_for).toMatch(/upload is paused/)
  await work()
  await tendUploads(api)
  await work()
  expect(await importBehind(url)).toMatchObject({ state: 'loading', rows_read: 2000 })
  const last = await patch(url, half, csv.subarray(half))
  expect(await importOf(last)).toMatchObject({ id: view.id, waiting_for: null })
  await expectWhole(view.id)
})

test('pieces of a request each: every one has its chunks stored, none counts as an attempt', async () => {
  const url = await begun(csv.length)
  for (let at = 0; at < csv.length; at += 120_000) {
    expect((await patch(url, at, csv.subarray(at, at + 120_000))).status).toBe(204)
    await work()
    const [[row]] = (await api.db.execute(
      sql`SELECT attempts, lease_token, bytes_received FROM imports WHERE spool_name = ${idOf(url)}`,
    )) as unknown as [[Record<string, unknown>]]
    if (at + 120_000 < csv.length) expect(row).toEqual({ attempts: 0, lease_token: null, bytes_received: at + 120_000 })
  }
  await expectWhole((await importBehind(url)).id)
})

test('the web process is killed while it receives; another one continues', async () => {
  const path = new URL(await begun(csv.length)).pathname
  const { child, port } = await startProcess()
  const [there, here] = [port, api.port].map((one) => `http://127.0.0.1:${one}${path}`)
  beginPatch(there, 0, csv.length, csv.subarray(0, half))
  await vi.waitFor(async () => expect(await importBehind(here)).toMatchObject({ bytes_received: half }), 20_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await work()
  const { id, rows_read } = await importBehind(here)
  expect(rows_read).toBe(2000)
  // Nobody renews what is told of the sender; as long as the upload may be continued the import stays.
  await longAgo(idOf(here))
  await work()
  expect(await offsetOf(here)).toBe(half)
  await tendUploads(api)
  expect(await readImport(api.db, id)).toMatchObject({ state: 'loading', waiting_for: expect.stringContaining('paused') })
  await patch(here, half, csv.subarray(half))
  await expectWhole(id)
})

test('the web process is killed while it receives a file in one piece: taken back', async () => {
  const { child, port } = await startProcess()
  const sender = slowSender(`http://127.0.0.1:${port}/api/v1/imports?filename=one-piece.csv`, { 'content-length': csv.length })
  await sender.send(csv.subarray(0, half))
  const found = async () => (await readImports(api.db, { limit: 1 })).imports[0]
  await vi.waitFor(async () => expect(await found()).toMatchObject({ file_name: 'one-piece.csv', bytes_received: half }), 20_000)
  await work()
  const { id, rows_read } = await found()
  expect(rows_read).toBe(2000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await work()
  expect((await found()).state).toBe('loading')
  await api.db.execute(sql`UPDATE imports SET sender_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ${id}`)
  await expectNothingLeft(id, 'failed')
  expect(await readImport(api.db, id)).toMatchObject({ problem: { code: 'not_received' } })
})

test('an upload that is given up, and one that expires, take their import with them, and the file', async () => {
  const { url, view } = await halfSent()
  expect((await fetch(url, { method: 'DELETE', headers: tus })).status).toBe(204)
  await expectNothingLeft(view.id, 'cancelled')
  expect([(await head(url)).status, await spooledBytes(url)]).toEqual([404, 0])

  const late = await halfSent()
  await api.db.execute(sql`UPDATE uploads SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ${idOf(late.url)}`)
  expect((await tendUploads(api)).expired).toBe(1)
  await expectNothingLeft(late.view.id, 'failed')
  expect(await readImport(api.db, late.view.id)).toMatchObject({ problem: { code: 'not_received' }, can_retry: false })
  expect([(await head(late.url)).status, await spooledBytes(late.url)]).toEqual([404, 0])
})

test('the import is cancelled while the upload pauses: whoever goes on is told, and does not begin anew by mistake', async () => {
  const { url, view } = await halfSent()
  await requestCancel(api.db, view.id)
  await expectNothingLeft(view.id, 'cancelled')
  // Ended: nothing more is to be sent, and what became of it is asked for.
  expect(await offsetOf(url)).toBe(csv.length)
  const { problem } = uploadView.parse(await (await fetch(url)).json())
  expect(problem).toMatchObject({ status: 422, import: `/api/v1/imports/${view.id}` })
  expect(problem?.detail).toMatch(/was cancelled/)
  await refused(() => patch(url, csv.length, new Uint8Array()), 422)
})

test('the import is cancelled while bytes come: the sender is refused at once', async () => {
  const url = await begun(csv.length)
  const answer = slowSender(
    url,
    { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': 0, 'content-length': csv.length },
    'PATCH',
  )
  await answer.send(csv.subarray(0, half))
  await vi.waitFor(async () => expect(await importBehind(url)).toMatchObject({ bytes_received: half }), 10_000)
  await requestCancel(api.db, (await importBehind(url)).id)
  expect(problemView.parse((await answer.answer).body)).toMatchObject({
    status: 422,
    detail: expect.stringContaining('was cancelled'),
  })
  await expectNothingLeft((await importBehind(url)).id, 'cancelled')
})

test('another SHA-256 than was announced, and the same bytes again, are refused at the end and taken back', async () => {
  const wrong = await halfSent({ sha256: '0'.repeat(64) })
  const other = await refused(() => patch(wrong.url, half, csv.subarray(half)), 422)
  expect(other.parameter).toBe('sha256')
  await expectNothingLeft(wrong.view.id, 'failed')
  expect((await fetch(wrong.url).then((response) => response.json())) as object).toMatchObject({ problem: { status: 422 } })

  const same = await halfSent()
  const first = await enqueueText(api.db, api.spoolDir, csv.toString())
  await work()
  const again = await refused(() => patch(same.url, half, csv.subarray(half)), 409)
  expect(again.import).toBe(`/api/v1/imports/${first}`)
  await work()
  expect(await readImport(api.db, same.view.id)).toMatchObject({ state: 'failed', problem: { code: 'same_bytes' } })
  await expectVerified(api.db, undisturbed)
})

test('a file that is shorter than it was, by a power cut: what was read of it is taken back, and the whole is read', async () => {
  const { url, view } = await halfSent()
  await truncate(join(api.spoolDir, idOf(url)), 50_000)
  expect(await offsetOf(url)).toBe(50_000)
  const next = beginPatch(url, 50_000, csv.length - 50_000, csv.subarray(50_000, 60_000))
  await vi.waitFor(async () => expect((await importBehind(url)).bytes_received).toBeLessThan(half), 10_000)
  await work()
  expect(await readImport(api.db, view.id)).toMatchObject({ state: 'received', rows_read: 0 })
  expect((await expectVerified(api.db)).trips).toBe(0)
  next.end(csv.subarray(60_000))
  await vi.waitFor(async () => expect((await importBehind(url)).bytes_received).toBeNull(), 10_000)
  await expectWhole(view.id)
})

async function startProcess(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'app/_http/testing/uploads-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const [line] = await once(child.stdout ?? child, 'data')
  return { child, port: Number(String(line)) }
}
