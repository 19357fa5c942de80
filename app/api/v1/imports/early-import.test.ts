import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { type SlowSender, slowSender } from '#app/_http/testing/slow-sender.ts'
import { sha256 } from '#app/_http/testing/upload-client.ts'
import { readImport, readImports } from '#db/read/imports.ts'
import { requestCancel, requestUndo } from '#db/write/request-import.ts'
import { enqueueText } from '#ingest/testing/enqueue-text.ts'
import { expectVerified, type Stored } from '#ingest/testing/expect-verified.ts'
import { tableDigests } from '#ingest/testing/table-digests.ts'
import { tripFileText } from '#ingest/testing/trip-file.ts'
import { workOff } from '#ingest/testing/work-off.ts'
import type { ImportView } from '#trips/import-job.ts'
import * as importRoute from './[id]/route.ts'
import * as route from './route.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

// Imports that begin while their file is being sent in one piece. Whatever happens to the rest of it, the import ends as one
// whose file was whole from the beginning, or is taken back with nothing left.

const earlyBytes = 150_000
const csv = Buffer.from(tripFileText(7, 6000, 100))
const half = Math.floor(csv.length / 2)
let api: ServedApi
let undisturbed: Stored
let ledger: unknown
let empty: Record<string, string>

beforeAll(async () => {
  api = await serveApi({ '/imports': route, '/imports/{id}': importRoute }, { EARLY_IMPORT_BYTES: String(earlyBytes) })
  empty = await tableDigests(api.db)
  const id = await enqueueText(api.db, api.spoolDir, csv.toString())
  await work()
  undisturbed = await expectVerified(api.db)
  ledger = await ledgerOf(id)
  await undo(id)
})
afterEach(async () => {
  for (const { id, state } of (await readImports(api.db, { limit: 100 })).imports) if (state === 'done') await undo(id)
  expect(await tableDigests(api.db)).toEqual(empty)
  expect(await api.spooled()).toEqual([])
})
afterAll(() => api.close())

const work = () => workOff(api.db, api.spoolDir)
const importsUrl = (query = '') => `${api.url}/imports?filename=trips.csv${query}`
const newest = async (): Promise<ImportView> => (await readImports(api.db, { limit: 1 })).imports[0]

async function undo(id: number): Promise<void> {
  await requestUndo(api.db, id)
  await work()
}

async function ledgerOf(id: number): Promise<unknown> {
  const [rows] = await api.db.$client.query<RowDataPacket[]>(
    'SELECT chunk_no, byte_from, byte_to, line_to, rows_read, rows_stored, rows_rejected, digest FROM import_chunks WHERE import_id = ? ORDER BY chunk_no',
    [id],
  )
  return rows
}

async function chunkIds(importId: number): Promise<number[]> {
  const [rows] = await api.db.$client.query<RowDataPacket[]>('SELECT id FROM import_chunks WHERE import_id = ?', [importId])
  return rows.map(({ id }) => id)
}

/** Sends a beginning, and works on it until no worker has anything to do: some of it is stored then. */
async function begun(query = '', bytes = half, headers: Record<string, string | number> = { 'content-length': csv.length }) {
  const before = (await newest()).id
  const sender = slowSender(importsUrl(query), headers)
  await sender.send(csv.subarray(0, bytes))
  await vi.waitFor(async () => {
    expect(await newest()).toMatchObject({ bytes_received: bytes })
    expect((await newest()).id).toBeGreaterThan(before)
  }, 5000)
  const view = await workedOn()
  return { sender, view }
}

async function workedOn(): Promise<ImportView> {
  await work()
  const view = await newest()
  expect(view).toMatchObject({ state: 'loading', sha256: null })
  expect(view.rows_stored).toBeGreaterThan(1000)
  expect(view.bytes_done).toBeLessThan(view.bytes_received ?? 0)
  await expectVerified(api.db)
  return view
}

async function expectWhole(id: number): Promise<void> {
  await work()
  expect(await readImport(api.db, id)).toMatchObject({
    ...{ state: 'done', sha256: sha256(csv), byte_size: csv.length, bytes_done: csv.length, bytes_received: null },
  })
  expect(await ledgerOf(id)).toEqual(ledger)
  await expectVerified(api.db, undisturbed)
}

async function expectTakenBack(id: number, code: string): Promise<void> {
  await work()
  const view = await readImport(api.db, id)
  expect(view).toMatchObject({ state: 'failed', problem: { code }, can_retry: false })
  expect((await expectVerified(api.db)).trips).toBe(0)
}

test('half of a file is imported before the other half is sent, and the whole is as if it had been there', async () => {
  const { sender, view } = await begun()
  const answer = await sender.end(csv.subarray(half))
  expect(answer).toMatchObject({ status: 201, body: { id: view.id, sha256: sha256(csv), bytes_received: null } })
  await expectWhole(view.id)
})

test('a body of no announced length, as a trickle: each chunk is stored when it is there, and no attempt is counted', async () => {
  const sender: SlowSender = slowSender(importsUrl())
  for (let at = 0; at < csv.length; at += 160_000) {
    await sender.send(csv.subarray(at, at + 160_000))
    const there = Math.min(at + 160_000, csv.length)
    await vi.waitFor(async () => expect(await newest()).toMatchObject({ bytes_received: there, byte_size: there }), 5000)
    await work()
  }
  const { id, bytes_done } = await newest()
  expect(bytes_done).toBeGreaterThan(csv.length * 0.8)
  const [[row]] = await api.db.$client.query<RowDataPacket[]>('SELECT attempts, lease_token FROM imports WHERE id = ?', [id])
  expect(row).toEqual({ attempts: 0, lease_token: null })
  expect(await sender.end()).toMatchObject({ status: 201 })
  await expectWhole(id)
})

test('a form: its file begins, and what is said behind the file has it read anew', async () => {
  const boundary = 'between'
  const part = (name: string, more = '') => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`
  const sender = slowSender(importsUrl().split('?')[0], { 'content-type': `multipart/form-data; boundary=${boundary}` })
  await sender.send(Buffer.concat([Buffer.from(part('file', '; filename="form.csv"')), csv.subarray(0, half)]))
  await vi.waitFor(async () => expect((await newest()).bytes_received ?? 0).toBeGreaterThan(half - 1000), 5000)
  const view = await workedOn()
  expect(view).toMatchObject({ file_name: 'form.csv', duplicates: 'keep' })
  const early = await chunkIds(view.id)
  await sender.send(csv.subarray(half))
  const answer = await sender.end(Buffer.from(`\r\n${part('duplicates')}skip\r\n--${boundary}--\r\n`))
  expect(answer).toMatchObject({ status: 201, body: { id: view.id, duplicates: 'skip' } })
  await expectWhole(view.id)
  expect((await chunkIds(view.id)).filter((id) => early.includes(id))).toEqual([])
})

test('an upload that is cut off is taken back', async () => {
  const { sender, view } = await begun()
  sender.abort()
  await vi.waitFor(
    async () => expect(await readImport(api.db, view.id)).toMatchObject({ problem: { code: 'not_received' } }),
    5000,
  )
  await expectTakenBack(view.id, 'not_received')
})

test('other bytes than the declared SHA-256 says are taken back', async () => {
  const { sender, view } = await begun(`&sha256=${'0'.repeat(64)}`)
  expect(await sender.end(csv.subarray(half))).toMatchObject({ status: 422, body: { parameter: 'sha256' } })
  await expectTakenBack(view.id, 'not_received')
})

test('a file that turns out to be stored already is taken back, with the way to the first', async () => {
  const { sender, view } = await begun()
  const first = await enqueueText(api.db, api.spoolDir, csv.toString())
  await work()
  const answer = await sender.end(csv.subarray(half))
  expect(answer).toMatchObject({ status: 409, body: { import: `/api/v1/imports/${first}` } })
  await work()
  expect(await readImport(api.db, view.id)).toMatchObject({ state: 'failed', problem: { code: 'same_bytes' }, can_retry: false })
  await expectVerified(api.db, undisturbed)
})

test('cancelled while it arrives: its sender is told at once, though he sends nothing, and nothing stays', async () => {
  const { sender, view } = await begun()
  await requestCancel(api.db, view.id)
  expect(await sender.answer).toMatchObject({ status: 422, body: { import: `/api/v1/imports/${view.id}` } })
  expect((await sender.answer).body.detail).toMatch(/was cancelled while the file was being sent/)
  await work()
  expect(await readImport(api.db, view.id)).toMatchObject({ state: 'cancelled' })
  expect((await expectVerified(api.db)).trips).toBe(0)
})
