import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { countImports } from '#db/read/imports.ts'
import { importView } from '#trips/import-job.ts'
import { problemView } from '#trips/views.ts'
import * as importRoute from './[id]/route.ts'
import * as route from './route.ts'

const bytesMax = 100_000
let api: ServedApi
beforeAll(async () => {
  api = await serveApi({ '/imports': route, '/imports/{id}': importRoute }, { UPLOAD_BYTES_MAX: String(bytesMax) })
})
afterAll(() => api.close())

let made = 0
/** A file with bytes of its own. */
const someCsv = (): string =>
  `region,origin_coord,destination_coord,datetime,datasource\nTurin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 00:00:00,source ${++made}\n`
const sha256 = (text: string, encoding: 'hex' | 'base64' = 'hex') => createHash('sha256').update(text).digest(encoding)

const post = (query: string, body: BodyInit | undefined, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/imports${query}`, { method: 'POST', body, headers })
const csvType = { 'content-type': 'text/csv' }

function formOf(csv: string, fileName: string, fields: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([csv], { type: 'text/csv' }), fileName)
  return form
}

/** Expects a refusal after which everything is as before. */
async function refused(send: () => Promise<Response>, status: number) {
  const before = [await countImports(api.db), await api.spooled()]
  const response = await send()
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = problemView.parse(await response.json())
  expect(problem).toMatchObject({ type: 'about:blank', status })
  expect([await countImports(api.db), await api.spooled()]).toEqual(before)
  return problem
}

test('a raw body becomes an import whose bytes are in the spool', async () => {
  const csv = someCsv()
  const response = await post('?filename=trips.csv&duplicates=skip&region=Turin&date_order=dmy', csv, csvType)
  expect(response.status).toBe(201)
  const view = importView.parse(await response.json())
  expect(response.headers.get('location')).toBe(`/api/v1/imports/${view.id}`)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(view).toMatchObject({
    file_name: 'trips.csv',
    state: 'received',
    duplicates: 'skip',
    byte_size: csv.length,
    sha256: sha256(csv),
  })
  expect(view.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(await (await fetch(`${api.url}/imports/${view.id}`)).json()).toEqual(view)
})

test('a form becomes an import; its fields say the same as the query', async () => {
  const csv = someCsv()
  const response = await post('', formOf(csv, 'Zürich – Fahrten 🚲.csv', { duplicates: 'skip', sha256: sha256(csv) }))
  expect(response.status).toBe(201)
  expect(await response.json()).toMatchObject({ file_name: 'Zürich – Fahrten 🚲.csv', duplicates: 'skip', sha256: sha256(csv) })
})

test('a body without a length, in pieces', async () => {
  const csv = someCsv()
  const body = new ReadableStream({
    start(controller) {
      for (const piece of csv.match(/.{1,10}/gs) ?? []) controller.enqueue(Buffer.from(piece))
      controller.close()
    },
  })
  const init = { method: 'POST', body, headers: csvType, duplex: 'half' }
  const response = await fetch(`${api.url}/imports`, init)
  expect(await response.json()).toMatchObject({ sha256: sha256(csv), file_name: 'upload.csv' })
})

test.each([
  ['../../etc/passwd.csv', 'passwd.csv'],
  ['C:\\Users\\me\\trips.csv', 'trips.csv'],
  ['a\r\nb\u0000\u202e.csv', 'ab.csv'],
  ['..', 'upload.csv'],
  [`${'🚲'.repeat(300)}.csv`, '🚲'.repeat(255)],
])('the file name %.20j is kept plain', async (given, kept) => {
  const response = await post(`?filename=${encodeURIComponent(given)}`, someCsv(), csvType)
  expect(await response.json()).toMatchObject({ file_name: kept })
})

test('the same bytes again are refused with the way to the first import, unless forced', async () => {
  const csv = someCsv()
  const first = importView.parse(await (await post('?filename=a.csv', csv, csvType)).json())
  const problem = await refused(() => post('?filename=b.csv', csv, csvType), 409)
  expect(problem).toMatchObject({ import: `/api/v1/imports/${first.id}`, detail: expect.stringContaining('a.csv') })
  const forced = await post('?filename=b.csv&force=1', csv, csvType)
  expect(forced.status).toBe(201)
})

test('of simultaneous uploads of the same bytes exactly one is taken', async () => {
  const csv = someCsv()
  const before = await api.spooled()
  const responses = await Promise.all(Array.from({ length: 6 }, () => post('', csv, csvType)))
  expect(responses.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  expect((await api.spooled()).length).toBe(before.length + 1)
})

test('a declared digest that fits', async () => {
  const [raw, form] = [someCsv(), someCsv()]
  expect(
    (await post('', raw, { ...csvType, 'content-digest': `sha-512=:AAAA:, sha-256=:${sha256(raw, 'base64')}:` })).status,
  ).toBe(201)
  const repr = someCsv()
  expect((await post('', repr, { ...csvType, 'repr-digest': `sha-256=:${sha256(repr, 'base64')}:` })).status).toBe(201)
  expect((await post(`?sha256=${sha256(form).toUpperCase()}`, formOf(form, 'x.csv'))).status).toBe(201)
})

test('a declared digest that does not', async () => {
  const wrong = sha256('something else', 'base64')
  expect(await refused(() => post('', someCsv(), { ...csvType, 'content-digest': `sha-256=:${wrong}:` }), 422)).toMatchObject({
    parameter: 'Content-Digest',
    expected: wrong,
  })
  expect(await refused(() => post('', someCsv(), { ...csvType, 'repr-digest': `sha-256=:${wrong}:` }), 422)).toMatchObject({
    parameter: 'Repr-Digest',
  })
  const hex = sha256('something else')
  expect(await refused(() => post(`?sha256=${hex}`, someCsv(), csvType), 422)).toMatchObject({
    parameter: 'sha256',
    expected: hex,
  })
  await refused(() => post('', formOf(someCsv(), 'x.csv', { sha256: hex })), 422)
  expect(await refused(() => post('', someCsv(), { ...csvType, 'content-digest': 'sha-256=abc' }), 400)).toMatchObject({
    parameter: 'Content-Digest',
  })
})

test.each(['application/json', 'application/pdf', 'application/x-www-form-urlencoded', 'image/png'])(
  'a body of type %s is refused',
  async (type) => {
    expect(await refused(() => post('', someCsv(), { 'content-type': type }), 415)).toMatchObject({
      parameter: 'Content-Type',
      found: type,
    })
  },
)

test('a content coding that is not understood is refused', async () => {
  expect(await refused(() => post('', someCsv(), { ...csvType, 'content-encoding': 'br' }), 415)).toMatchObject({ found: 'br' })
})

test.each(['text/plain; charset=utf-8', 'application/vnd.ms-excel', 'application/octet-stream', 'application/gzip'])(
  'a body of type %s is taken',
  async (type) => {
    expect((await post('', someCsv(), { 'content-type': type })).status).toBe(201)
  },
)

test('an empty body, an empty file and a form without a file', async () => {
  for (const body of [undefined, '', formOf('', 'empty.csv')])
    expect((await refused(() => post('', body, body instanceof FormData ? {} : csvType), 400)).detail).toMatch(/empty/)
  const form = new FormData()
  form.append('region', 'Turin')
  expect((await refused(() => post('', form), 400)).detail).toMatch(/no file/)
})

test('a form with two files', async () => {
  const form = formOf(someCsv(), 'a.csv')
  form.append('second', new Blob([someCsv()]), 'b.csv')
  expect((await refused(() => post('', form), 400)).detail).toMatch(/more than one file/)
})

test('forms that are not forms', async () => {
  const multipart = (boundary: string) => ({ 'content-type': `multipart/form-data${boundary}` })
  await refused(() => post('', 'x', multipart('')), 400)
  await refused(() => post('', 'x', multipart('; boundary=b')), 400)
  const torn = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nregion,origin'
  expect((await refused(() => post('', torn, multipart('; boundary=b')), 400)).detail).toMatch(/Unexpected end of form/)
})

test('parameters that are unknown, wrong or given twice, in the query or the form', async () => {
  expect(await refused(() => post('?duplicate=skip', someCsv(), csvType), 400)).toMatchObject({ parameter: 'duplicate' })
  expect(await refused(() => post('?duplicates=drop', someCsv(), csvType), 400)).toMatchObject({
    parameter: 'duplicates',
    found: 'drop',
  })
  expect(await refused(() => post('', formOf(someCsv(), 'a.csv', { colour: 'red' })), 400)).toMatchObject({ parameter: 'colour' })
  expect(await refused(() => post('?force=1', formOf(someCsv(), 'a.csv', { force: '1' })), 400)).toMatchObject({
    parameter: 'force',
  })
})

test('more bytes than are taken, declared or not, raw or in a form', async () => {
  const large = 'x'.repeat(bytesMax + 1)
  await refused(() => post('', large, csvType), 413)
  await refused(() => post('', formOf(large, 'x.csv')), 413)
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(large))
      controller.close()
    },
  })
  const init = { method: 'POST', body, headers: csvType, duplex: 'half' }
  await refused(() => fetch(`${api.url}/imports`, init), 413)
  expect((await post('', 'x'.repeat(bytesMax), csvType)).status).toBe(201)
})

test('a page of another site cannot send a file', async () => {
  for (const [name, value] of [
    ['origin', 'http://evil.example'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
  ])
    await refused(() => post('', someCsv(), { ...csvType, [name]: value }), 403)
  expect((await post('', someCsv(), { ...csvType, origin: `http://127.0.0.1:${api.port}` })).status).toBe(201)
})

/** Sends a request's head and the first bytes of its body. */
function begin(headers: Record<string, string>, first: string): ClientRequest {
  const outgoing = request({ port: api.port, host: '127.0.0.1', path: '/api/v1/imports', method: 'POST', headers })
  outgoing.on('error', () => {})
  outgoing.write(first)
  return outgoing
}

test.each([
  ['raw', csvType, someCsv()],
  [
    'a form',
    { 'content-type': 'multipart/form-data; boundary=b' },
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nregion,origin_coord\n',
  ],
])('of an upload that breaks off nothing stays: %s', async (_, headers, first) => {
  const before = [await countImports(api.db), await api.spooled()]
  const outgoing = begin({ ...headers, 'content-length': '50000' }, first)
  await vi.waitFor(async () => expect((await api.spooled()).some((name) => name.endsWith('.part'))).toBe(true))
  outgoing.destroy()
  await vi.waitFor(async () => expect([await countImports(api.db), await api.spooled()]).toEqual(before))
})

test('a body shorter than its Content-Length, as a proxy that cuts it would pass it on', async () => {
  const cut = new Request(`${api.url}/imports`, {
    method: 'POST',
    body: someCsv(),
    headers: { ...csvType, 'content-length': '90000' },
  })
  expect(await refused(() => route.POST(cut), 422)).toMatchObject({ parameter: 'Content-Length', expected: '90000' })
})

test('a slow sender is waited for', async () => {
  const csv = someCsv()
  const outgoing = begin({ ...csvType, 'content-length': String(csv.length) }, csv.slice(0, 20))
  await vi.waitFor(async () => expect((await api.spooled()).some((name) => name.endsWith('.part'))).toBe(true))
  outgoing.end(csv.slice(20))
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(201)
  response.resume()
})
