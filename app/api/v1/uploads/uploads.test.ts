import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, rm, stat } from 'node:fs/promises'
import { type ClientRequest, request } from 'node:http'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { countImports, readImports } from '#db/read/imports.ts'
import { createImport } from '#db/write/create-import.ts'
import { takeUpload } from '#db/write/lease-upload.ts'
import { tendUploads } from '#ingest/tend-uploads.ts'
import { importView } from '#trips/import-job.ts'
import { problemView, uploadView } from '#trips/views.ts'
import * as importRoute from '../imports/[id]/route.ts'
import * as uploadRoute from './[id]/route.ts'
import * as route from './route.ts'

const bytesMax = 40_000_000
let api: ServedApi
beforeAll(async () => {
  const routes = { '/uploads': route, '/uploads/{id}': uploadRoute, '/imports/{id}': importRoute }
  api = await serveApi(routes, { UPLOAD_BYTES_MAX: String(bytesMax) })
})
afterAll(() => api.close())
const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

let made = 0
/** A file with bytes of its own, of some length at least. */
function someCsv(bytes = 0): Buffer {
  const header = 'region,origin_coord,destination_coord,datetime,datasource\n'
  const row = `Turin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 00:00:00,upload ${++made}\n`
  return Buffer.from(header + row.repeat(Math.max(1, Math.ceil((bytes - header.length) / row.length))))
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const metadataOf = (said: Record<string, string>) =>
  Object.entries(said)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')

type Headers = Record<string, string>
const tus = { 'tus-resumable': '1.0.0' }
const bytesType = { 'content-type': 'application/offset+octet-stream' }
const announce = (length: number | string, said: Record<string, string> = {}, headers: Headers = {}) =>
  fetch(`${api.url}/uploads`, {
    method: 'POST',
    headers: {
      ...{ ...tus, 'upload-length': String(length) },
      ...(Object.keys(said).length > 0 && { 'upload-metadata': metadataOf(said) }),
      ...headers,
    },
  })
const urlOf = (response: Response, port = api.port) => `http://127.0.0.1:${port}${response.headers.get('location')}`
const begun = async (length: number, said?: Record<string, string>) => urlOf(await announce(length, said))
const patch = (url: string, offset: number, body: Uint8Array, headers: Headers = {}) =>
  fetch(url, {
    method: 'PATCH',
    body: Buffer.from(body),
    headers: { ...tus, ...bytesType, 'upload-offset': String(offset), ...headers },
  })
const head = (url: string) => fetch(url, { method: 'HEAD', headers: tus })
const offsetOf = async (url: string) => Number((await head(url)).headers.get('upload-offset'))
const spooledBytes = (url: string): Promise<number> =>
  stat(join(api.spoolDir, url.split('/').at(-1) ?? '')).then(
    ({ size }) => size,
    () => 0,
  )
const importOf = async (response: Response) => {
  const path = response.headers.get('tripfold-import')
  return importView.parse(await (await fetch(`http://127.0.0.1:${api.port}${path}`)).json())
}

/** Expects a refusal in the words of a problem, after which there are as many imports as before. */
async function refused(send: () => Promise<Response>, status: number) {
  const before = await countImports(api.db)
  const response = await send()
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await countImports(api.db)).toBe(before)
  return problemView.parse(await response.json())
}

/** Sends the head of a PATCH and the first bytes of its body by hand. */
function beginPatch(url: string, offset: number, length: number, first: Uint8Array): ClientRequest {
  const headers = { ...tus, ...bytesType, 'upload-offset': offset, 'content-length': length }
  const outgoing = request(url, { method: 'PATCH', headers, agent: false })
  outgoing.on('error', () => {})
  outgoing.flushHeaders()
  if (first.length > 0) outgoing.write(first)
  return outgoing
}

test('a file in pieces becomes an import with its last byte, as it was announced', async () => {
  const csv = someCsv()
  const announced = await announce(csv.length, {
    filename: 'Zürich 🚲.csv',
    duplicates: 'skip',
    region: 'Turin',
    filetype: 'text/csv',
  })
  expect(announced.status).toBe(201)
  expect(announced.headers.get('location')).toMatch(/^\/api\/v1\/uploads\/[0-9a-f-]{36}$/)
  expect(Date.parse(announced.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000)
  const url = urlOf(announced)
  const first = await patch(url, 0, csv.subarray(0, 10))
  expect([first.status, first.headers.get('upload-offset'), first.headers.get('tripfold-import')]).toEqual([204, '10', null])
  const between = await head(url)
  expect(between.headers.get('upload-length')).toBe(String(csv.length))
  expect(between.headers.get('cache-control')).toBe('no-store')
  expect(uploadView.parse(await (await fetch(url)).json())).toMatchObject({
    ...{ file_name: 'Zürich 🚲.csv', bytes: 10, byte_size: csv.length, import: null, problem: null },
  })
  const last = await patch(url, 10, csv.subarray(10))
  expect([last.status, last.headers.get('upload-offset')]).toEqual([204, String(csv.length)])
  const view = await importOf(last)
  expect(view).toMatchObject({ file_name: 'Zürich 🚲.csv', duplicates: 'skip', state: 'received', byte_size: csv.length })
  expect(view.sha256).toBe(sha256(csv))
  const after = await head(url)
  expect([after.headers.get('upload-offset'), after.headers.get('tripfold-import')]).toEqual([
    String(csv.length),
    `/api/v1/imports/${view.id}`,
  ])
  expect(await (await fetch(url)).json()).toMatchObject({ import: `/api/v1/imports/${view.id}`, problem: null })
})

test('the first file of all: there is no spool yet', async () => {
  await rm(api.spoolDir, { recursive: true })
  const csv = someCsv()
  expect(await importOf(await patch(await begun(csv.length), 0, csv))).toMatchObject({ sha256: sha256(csv) })
})

test('announced and sent at once', async () => {
  const csv = someCsv()
  const response = await fetch(`${api.url}/uploads`, {
    method: 'POST',
    body: Buffer.from(csv),
    headers: { ...tus, ...bytesType, 'upload-length': String(csv.length) },
  })
  expect(response.status).toBe(201)
  expect(await importOf(response)).toMatchObject({ sha256: sha256(csv), file_name: 'upload.csv' })
})

test('what the server can', async () => {
  const response = await fetch(`${api.url}/uploads`, { method: 'OPTIONS' })
  expect(response.status).toBe(204)
  expect(response.headers.get('tus-extension')).toBe('creation,creation-with-upload,expiration,termination')
  expect(response.headers.get('tus-max-size')).toBe(String(bytesMax))
  // A page of another site is not let in by the browser.
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})

test.each([0, 1, 5000, -1])('a connection that is cut at byte %i; the upload goes on from what the disk has', async (cut) => {
  const csv = someCsv(20_000)
  const at = cut < 0 ? csv.length + cut : cut
  const url = await begun(csv.length)
  const outgoing = beginPatch(url, 0, csv.length, csv.subarray(0, at))
  await vi.waitFor(async () => expect(await spooledBytes(url)).toBe(at))
  outgoing.destroy()
  expect(await offsetOf(url)).toBe(at)
  const response = await patch(url, at, csv.subarray(at))
  expect(await importOf(response)).toMatchObject({ sha256: sha256(csv), byte_size: csv.length })
})

test('11 MB in one request arrive whole', async () => {
  const csv = someCsv(11 * 2 ** 20)
  expect(await importOf(await patch(await begun(csv.length), 0, csv))).toMatchObject({ sha256: sha256(csv) })
})

test('another offset than the one that is there changes nothing', async () => {
  const csv = someCsv()
  const url = await begun(csv.length)
  await patch(url, 0, csv.subarray(0, 10))
  for (const offset of [0, 9, 11])
    expect((await refused(() => patch(url, offset, csv.subarray(offset)), 409)).import).toBeUndefined()
  expect(await offsetOf(url)).toBe(10)
  expect(await importOf(await patch(url, 10, csv.subarray(10)))).toMatchObject({ sha256: sha256(csv) })
})

test('more bytes than announced are refused, said or unsaid, and what was there stays', async () => {
  const csv = someCsv()
  const url = await begun(csv.length)
  await patch(url, 0, csv.subarray(0, 10))
  const tooMany = Buffer.concat([csv.subarray(10), Buffer.from('more')])
  await refused(() => patch(url, 10, tooMany), 413)
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(tooMany.subarray(0, -4))
      controller.enqueue(tooMany.subarray(-4))
      controller.close()
    },
  })
  const init = { method: 'PATCH', body, duplex: 'half', headers: { ...tus, ...bytesType, 'upload-offset': '10' } }
  await refused(() => fetch(url, init), 413)
  expect(await offsetOf(url)).toBe(10)
  expect(await importOf(await patch(url, 10, csv.subarray(10)))).toMatchObject({ sha256: sha256(csv) })
})

test('fewer bytes than announced are no import', async () => {
  const csv = someCsv()
  const url = await begun(csv.length + 1)
  const before = await countImports(api.db)
  expect((await patch(url, 0, csv)).status).toBe(204)
  await tendUploads(api)
  expect(await countImports(api.db)).toBe(before)
  expect((await head(url)).headers.get('tripfold-import')).toBeNull()
})

test('a flipped bit is noticed where the SHA-256 was said, and the refusal is told again', async () => {
  const csv = someCsv()
  const flipped = Buffer.from(csv)
  flipped[csv.length - 3] ^= 1
  const url = await begun(csv.length, { sha256: sha256(csv) })
  const problem = await refused(() => patch(url, 0, flipped), 422)
  expect(problem).toMatchObject({ parameter: 'sha256', expected: sha256(csv), found: sha256(flipped) })
  expect(await spooledBytes(url)).toBe(0)
  expect(await offsetOf(url)).toBe(csv.length)
  expect(await (await fetch(url)).json()).toMatchObject({ import: null, problem })
  expect(await refused(() => patch(url, csv.length, new Uint8Array()), 422)).toEqual(problem)
})

test('the same bytes again: refused with the way to the first import, before the sending where the SHA-256 is said; or forced', async () => {
  const csv = someCsv()
  const first = await importOf(await patch(await begun(csv.length), 0, csv))
  const url = await begun(csv.length, { filename: 'again.csv' })
  const link = `/api/v1/imports/${first.id}`
  expect(await refused(() => patch(url, 0, csv), 409)).toMatchObject({ import: link })
  const whole = await head(url)
  expect([whole.status, whole.headers.get('upload-offset'), whole.headers.get('tripfold-import')]).toEqual([
    ...[200, String(csv.length), null],
  ])
  expect(await (await fetch(url)).json()).toMatchObject({ problem: { status: 409, import: link } })
  expect(await refused(() => announce(csv.length, { sha256: sha256(csv).toUpperCase() }), 409)).toMatchObject({ import: link })
  const forced = await patch(await begun(csv.length, { force: '1', sha256: sha256(csv) }), 0, csv)
  expect((await importOf(forced)).id).toBeGreaterThan(first.id)
})

test('what is announced is checked before a byte is sent', async () => {
  expect(await refused(() => announce(10, { duplicates: 'drop' }), 400)).toMatchObject({ parameter: 'duplicates', found: 'drop' })
  expect(await refused(() => announce(10, { colour: 'red' }), 400)).toMatchObject({ parameter: 'colour' })
  await refused(() => announce(bytesMax + 1), 413)
  await refused(() => announce('ten'), 400)
  await refused(() => announce(10, {}, { 'tus-resumable': '0.2.2' }), 400)
  await refused(() => announce(10, {}, { 'upload-metadata': 'filename !' }), 400)
  expect((await refused(() => announce(0), 400)).detail).toMatch(/empty/)
})

test('an upload that is not there', async () => {
  const gone = `${api.url}/uploads/0b9f1c4e-0000-4000-8000-000000000000`
  expect((await head(gone)).status).toBe(404)
  await refused(() => patch(gone, 0, Buffer.from('x')), 404)
  await refused(() => fetch(gone), 404)
  for (const odd of ['..%2f..%2fetc%2fpasswd', 'x', '%00']) expect((await head(`${api.url}/uploads/${odd}`)).status).toBe(404)
})

test('a page of another site can neither announce, send nor discard', async () => {
  const url = await begun(10)
  for (const [name, value] of [
    ['origin', 'http://evil.example'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
  ]) {
    await refused(() => announce(10, {}, { [name]: value }), 403)
    await refused(() => patch(url, 0, Buffer.from('x'), { [name]: value }), 403)
    await refused(() => fetch(url, { method: 'DELETE', headers: { ...tus, [name]: value } }), 403)
  }
  expect(await offsetOf(url)).toBe(0)
})

test('an unfinished upload is discarded; one that became an import keeps its file', async () => {
  const csv = someCsv()
  const url = await begun(csv.length)
  await patch(url, 0, csv.subarray(0, 10))
  expect((await fetch(url, { method: 'DELETE', headers: tus })).status).toBe(204)
  expect([(await head(url)).status, await spooledBytes(url)]).toEqual([404, 0])
  const whole = await begun(csv.length)
  await patch(whole, 0, csv)
  await refused(() => fetch(whole, { method: 'DELETE', headers: tus }), 400)
  expect(await spooledBytes(whole)).toBe(csv.length)
})

test('a second sender of one upload: the first gives way, and no byte is written by two', async () => {
  const csv = someCsv(200_000)
  const url = await begun(csv.length)
  const first = beginPatch(url, 0, csv.length, csv.subarray(0, 1000))
  await vi.waitFor(async () => expect(await spooledBytes(url)).toBe(1000))
  const wrong = Buffer.alloc(500, 'x')
  // It guesses an offset that is past by then.
  await refused(() => patch(url, 0, wrong), 409)
  expect(await offsetOf(url)).toBe(1000)
  first.write(csv.subarray(1000, 2000), () => {})
  expect(await importOf(await patch(url, 1000, csv.subarray(1000)))).toMatchObject({ sha256: sha256(csv) })
  first.destroy()
})

test('many senders of the same rest at once: one writes it, and there is one import', async () => {
  const csv = someCsv(100_000)
  const url = await begun(csv.length)
  const before = await countImports(api.db)
  const responses = await Promise.all(Array.from({ length: 5 }, () => patch(url, 0, csv)))
  expect(responses.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409, 409])
  expect(await countImports(api.db)).toBe(before + 1)
  expect((await readImports(api.db, { limit: 1 })).imports[0]).toMatchObject({ sha256: sha256(csv) })
})

async function startProcess(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'app/_http/testing/uploads-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const [line] = await once(child.stdout ?? child, 'data')
  return { child, port: Number(String(line)) }
}

test('the web process is killed in the middle of an upload, which another one continues', async () => {
  const csv = someCsv(3_000_000)
  const path = new URL(await begun(csv.length)).pathname
  const { child, port } = await startProcess()
  const there = `http://127.0.0.1:${port}${path}`
  beginPatch(there, 0, csv.length, csv.subarray(0, 1_234_567))
  await vi.waitFor(async () => expect(await spooledBytes(there)).toBe(1_234_567), 10_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const here = `http://127.0.0.1:${api.port}${path}`
  const offset = await offsetOf(here)
  expect(offset).toBe(1_234_567)
  expect(await importOf(await patch(here, offset, csv.subarray(offset)))).toMatchObject({ sha256: sha256(csv) })
})

test('another process has it and answers: it gives way', async () => {
  const csv = someCsv(100_000)
  const path = new URL(await begun(csv.length)).pathname
  const { port } = await startProcess()
  const there = `http://127.0.0.1:${port}${path}`
  beginPatch(there, 0, csv.length, csv.subarray(0, 5000))
  await vi.waitFor(async () => expect(await spooledBytes(there)).toBe(5000), 10_000)
  expect(await offsetOf(`http://127.0.0.1:${api.port}${path}`)).toBe(5000)
})

test.each(['a HEAD', 'an empty PATCH', 'the worker'])(
  'a death between the last byte and the import is made good by %s, once',
  async (who) => {
    const csv = someCsv()
    const url = await begun(csv.length, { filename: `${who}.csv` })
    // All but the last byte by the protocol; the last one as a process would leave it that dies right after writing it.
    await patch(url, 0, csv.subarray(0, -1))
    const id = url.split('/').at(-1) ?? ''
    await appendFile(join(api.spoolDir, id), csv.subarray(-1))
    const before = await countImports(api.db)
    const acts = {
      'a HEAD': () => head(url),
      'an empty PATCH': () => patch(url, csv.length, new Uint8Array()),
      'the worker': () => tendUploads(api),
    }
    await acts[who as keyof typeof acts]()
    await Promise.all([head(url), head(url), tendUploads(api), patch(url, csv.length, new Uint8Array())])
    expect(await countImports(api.db)).toBe(before + 1)
    expect(await importOf(await head(url))).toMatchObject({ sha256: sha256(csv), file_name: `${who}.csv` })
  },
)

test('a death between the import and the note of it: found again by its file, forced or not', async () => {
  const csv = someCsv()
  const url = await begun(csv.length, { force: '1' })
  await patch(url, 0, csv.subarray(0, -1))
  const id = url.split('/').at(-1) ?? ''
  await appendFile(join(api.spoolDir, id), csv.subarray(-1))
  const file = { fileName: 'a.csv', byteSize: csv.length, sha256: sha256(csv), spoolName: id, options: {}, isSample: false }
  const created = await createImport(api.db, { ...file, duplicates: 'keep', force: true })
  const { id: importId } = 'import' in created ? created.import : created.duplicateOf
  expect((await head(url)).headers.get('tripfold-import')).toBe(`/api/v1/imports/${importId}`)
})

test('who holds an upload and is silent is waited for, and a live holder that does not give way is a 423', async () => {
  const url = await begun(10)
  const id = url.split('/').at(-1) ?? ''
  await takeUpload(api.db, id)
  await api.db.execute(sql`UPDATE uploads SET lease_until = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR WHERE id = ${id}`)
  await refused(() => patch(url, 0, Buffer.from('x')), 423)
  expect((await head(url)).status).toBe(423)
  await api.db.execute(sql`UPDATE uploads SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ${id}`)
  expect((await patch(url, 0, Buffer.from('x'))).status).toBe(204)
})

test('an upload to which nothing was added for a day is gone for good, its bytes too; a whole one keeps its file', async () => {
  const csv = someCsv()
  const [torn, whole] = [await begun(csv.length), await begun(csv.length)]
  await patch(torn, 0, csv.subarray(0, 10))
  await patch(whole, 0, csv)
  await tendUploads(api)
  expect(await offsetOf(torn)).toBe(10)
  await api.db.execute(sql`UPDATE uploads SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND`)
  expect((await head(torn)).status).toBe(410)
  await refused(() => patch(torn, 10, csv.subarray(10)), 410)
  expect((await tendUploads(api)).expired).toBeGreaterThanOrEqual(2)
  expect([(await head(torn)).status, await spooledBytes(torn)]).toEqual([404, 0])
  expect(await spooledBytes(whole)).toBe(csv.length)
})
