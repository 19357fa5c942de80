import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { bytesType, sha256, someCsv, tus, uploadClient } from '#app/_http/testing/upload-client.ts'
import { countImports } from '#db/read/imports.ts'
import { tendUploads } from '#ingest/tend-uploads.ts'
import { uploadView } from '#trips/views.ts'
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
const { announce, urlOf, begun, patch, head, offsetOf, spooledBytes, importOf, refused, beginPatch } = uploadClient(() => api)

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
    ...{ file_name: 'Zürich 🚲.csv', bytes: 10, byte_size: csv.length, sending: false, import: null, problem: null },
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
  // Of unsaid length: what fits is on the disk when the rest comes.
  const outgoing = beginPatch(url, 10, undefined, csv.subarray(10))
  await vi.waitFor(async () => expect(await spooledBytes(url)).toBe(csv.length))
  outgoing.end('more')
  const [response] = await once(outgoing, 'response')
  expect(response.statusCode).toBe(413)
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
