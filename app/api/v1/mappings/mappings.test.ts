import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { routeModules } from '#app/_http/testing/route-modules.ts'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { countImports } from '#db/read/imports.ts'
import { workOff } from '#ingest/testing/work-off.ts'
import { importView } from '#trips/import-job.ts'
import { mappingsView, previewView, savedMappingView } from '#trips/mapping-views.ts'
import { problemView } from '#trips/views.ts'

let api: ServedApi
beforeAll(async () => {
  api = await serveApi(await routeModules())
})
afterEach(async () => {
  for (const { name } of await listed()) await call(`/mappings/${encodeURIComponent(name)}`, { method: 'DELETE' })
})
afterAll(() => api.close())

const call = (path: string, init?: RequestInit) => fetch(api.url + path, init)
const listed = async () => mappingsView.parse(await (await call('/mappings')).json()).mappings
const csvType = { 'content-type': 'text/csv' }

async function preview(body: BodyInit, query = '') {
  const response = await call(`/mappings/preview?filename=bikes.csv${query}`, { method: 'POST', body, headers: csvType })
  expect(response.status, await response.clone().text()).toBe(200)
  return previewView.parse(await response.json())
}

async function save(name: string, kept: { columns: string[]; mapping: unknown }) {
  const response = await call(`/mappings/${encodeURIComponent(name)}`, { method: 'PUT', body: JSON.stringify(kept) })
  expect(response.status, await response.clone().text()).toBe(200)
  return savedMappingView.parse(await response.json())
}

async function sent(csv: string, query = '') {
  const response = await call(`/imports?filename=bikes.csv${query}`, { method: 'POST', body: csv, headers: csvType })
  expect(response.status, await response.clone().text()).toBe(201)
  await workOff(api.db, api.spoolDir)
  return read(importView.parse(await response.json()).id)
}
const read = async (id: number) => importView.parse(await (await call(`/imports/${id}`)).json())

async function refused(path: string, status: number, init: RequestInit) {
  const response = await call(path, init)
  expect(response.status).toBe(status)
  return problemView.parse(await response.json())
}

let made = 0
/** Trips of their own; the dates read both ways. */
const header = 'number,when,von_laenge,von_breite,nach_laenge,nach_breite'
const rows = () => Array.from({ length: 3 }, () => `${++made},03/04/2016 08:00,7.6,45.0,7.7,45.1\n`).join('')
const foreign = () => `${header}\n${rows()}`
const columns = header.split(',')
const mapping = {
  date_order: 'dmy',
  time: { datetime: 'when' },
  origin: { lon: 'von_laenge', lat: 'von_breite' },
  destination: { lon: 'nach_laenge', lat: 'nach_breite' },
  region: { constant: 'Turin' },
}
const stated = `&mapping=${encodeURIComponent(JSON.stringify(mapping))}`

test('a preview shows what an import would make of the file, and writes nothing', async () => {
  const before = [await countImports(api.db), await api.spooled(), await listed()]
  const unknown = await preview(foreign())
  expect(unknown).toMatchObject({ mapping: null, problem: { code: 'unmappable' }, rows_looked_at: 0, file_name: 'bikes.csv' })
  expect(unknown.columns.map(({ name }) => name)).toEqual(columns)
  const known = await preview(`${foreign()}9,31/04/2016 08:00,7.6,45.0,7.7,45.1\n10,03/0`, stated)
  expect(known).toMatchObject({ problem: null, rows_looked_at: 4, rows_accepted: 3, rows_rejected: 1 })
  expect(known.problems).toMatchObject([
    { code: 'no_such_day', column: 'when', examples: [{ line: 5, found: '31/04/2016 08:00' }] },
  ])
  expect(known.trips[0]).toMatchObject({
    region: 'Turin',
    datasource: 'bikes',
    origin: [7.6, 45],
    datetime: '2016-04-03 08:00:00',
  })
  expect(known.mapping).toMatchObject(mapping)
  expect([await countImports(api.db), await api.spooled(), await listed()]).toEqual(before)
})

test('gzip, whole or cut off, is looked into as it is', async () => {
  const csv = `${header}\n${Array.from({ length: 5000 }, () => rows()).join('')}`
  const packed = gzipSync(csv)
  const whole = await preview(packed, `${stated}&whole=1`)
  expect(whole).toMatchObject({ rows_looked_at: 15_000, rows_rejected: 0 })
  expect(whole.trips.length).toBeLessThan(1000)
  const cut = await preview(packed.subarray(0, packed.length / 2), stated)
  expect(cut.rows_looked_at).toBeGreaterThan(1000)
  expect(cut).toMatchObject({ rows_rejected: 0 })
  const damaged = Buffer.concat([packed.subarray(0, 10), Buffer.alloc(100, 255)])
  await refused('/mappings/preview', 422, { method: 'POST', body: damaged, headers: csvType })
  // Twenty kilobytes that unpack to as many megabytes are a preview of the first of them.
  const bomb = gzipSync(Buffer.concat([Buffer.from(foreign()), Buffer.alloc(20 * 1024 * 1024, 10)]))
  expect(await preview(bomb, stated)).toMatchObject({ rows_looked_at: 3 })
})

test('what cannot be previewed is refused', async () => {
  const post = { method: 'POST', headers: csvType }
  await refused('/mappings/preview', 400, { ...post, body: '' })
  await refused('/mappings/preview', 413, { ...post, body: new Uint8Array(4 * 1024 * 1024 + 1) })
  await refused('/mappings/preview?mapping=nobody', 404, { ...post, body: foreign() })
  await refused('/mappings/preview', 415, { ...post, body: new FormData(), headers: {} })
})

test('a mapping is saved, replaced, listed, and forgotten', async () => {
  const first = await save('Räder (2016) & more', { columns, mapping })
  expect(first).toMatchObject({ name: 'Räder (2016) & more', columns, mapping, used_at: null })
  const second = await save('Räder (2016) & more', { columns, mapping: { ...mapping, date_order: 'mdy' } })
  expect(second).toMatchObject({ created_at: first.created_at, mapping: { date_order: 'mdy' } })
  await save('another', { columns, mapping: {} })
  expect((await listed()).map(({ name }) => name)).toEqual(['Räder (2016) & more', 'another'])
  const path = `/mappings/${encodeURIComponent(first.name)}`
  expect(await (await call(path)).json()).toEqual(second)
  expect(await (await call(path, { method: 'DELETE' })).json()).toEqual(second)
  await refused(path, 404, { method: 'DELETE' })
  await refused(path, 404, {})
})

test.each([
  ['/mappings/preview', { columns, mapping }, 400],
  ['/mappings/a%2Fb', { columns, mapping }, 400],
  ['/mappings/a', { columns: [], mapping }, 400],
  ['/mappings/a', { columns, mapping: { origin: {} } }, 400],
  ['/mappings/a', 'x', 400],
])('PUT %s %j is refused', async (path, body, status) => {
  // Next answers /mappings/preview itself: it takes no PUT.
  await refused(path.replace('preview', 'preview%20'), status, { method: 'PUT', body: JSON.stringify(body) })
  expect(await listed()).toEqual([])
})

test('a saved mapping is used for a file with its header that comes without a word, and the import says so', async () => {
  expect(await sent(foreign())).toMatchObject({ state: 'failed', problem: { code: 'unmappable' } })
  await save('bikes', { columns, mapping })
  const view = await sent(foreign())
  expect(view).toMatchObject({ state: 'done', rows_stored: 3 })
  expect(view.mapping_text).toMatch(/when \(day\/month\/year\).*Read as saved under 'bikes'\.$/)
  expect((await listed())[0].used_at).not.toBeNull()
  expect(await preview(foreign())).toMatchObject({
    saved: { name: 'bikes', differences: [] },
    proposed: ['bikes'],
    problem: null,
  })
  // Said something, it is left to what is said; and of two that fit neither is used.
  expect(await sent(foreign(), '&region=Milan')).toMatchObject({ state: 'failed' })
  await save('scooters', { columns, mapping })
  expect(await sent(foreign())).toMatchObject({
    state: 'failed',
    problem: { message: expect.stringContaining("'bikes', 'scooters'") },
  })
  expect(await sent(foreign(), '&mapping=scooters')).toMatchObject({
    state: 'done',
    mapping_text: expect.stringContaining("Read as saved under 'scooters'"),
  })
})

test('a file that differs from the mapping it is sent with is refused and says how', async () => {
  await save('bikes', { columns, mapping })
  const other = `${foreign().replace('number,', 'nummer,')}`
  expect(await sent(other, '&mapping=bikes')).toMatchObject({
    state: 'failed',
    problem: {
      code: 'other_columns',
      message:
        "The file differs from what 'bikes' was saved for: it lacks the column 'number', and it also has the column 'nummer'.",
    },
  })
  expect(await preview(other, '&mapping=bikes')).toMatchObject({
    problem: { code: 'other_columns' },
    saved: { name: 'bikes', differences: ["it lacks the column 'number'", "it also has the column 'nummer'"] },
  })
  const before = [await countImports(api.db), await api.spooled()]
  const problem = await refused('/imports?mapping=nobody', 404, { method: 'POST', body: foreign(), headers: csvType })
  expect(problem.detail).toContain("no saved mapping 'nobody'")
  expect([await countImports(api.db), await api.spooled()]).toEqual(before)
})

test('the rejects of a file that was read as saved are read so too when they are sent again, corrected', async () => {
  await save('bikes', { columns, mapping })
  const { id } = await sent(`${foreign()}${++made},31/04/2016 08:00,7.6,45.0,7.7,45.1\n`)
  const rejects = await (await call(`/imports/${id}/rejects.csv`)).text()
  expect(await sent(rejects.replaceAll('31/04', '30/04'))).toMatchObject({
    state: 'done',
    rows_stored: 1,
    mapping_text: expect.stringContaining("Read as saved under 'bikes'"),
  })
})

test('a failed file is looked into where it lies, and read once more as it was chosen', async () => {
  for (const pack of [(csv: string) => csv, gzipSync]) {
    const csv = foreign()
    const response = await call('/imports?filename=bikes.csv', { method: 'POST', body: pack(csv), headers: csvType })
    const { id } = importView.parse(await response.json())
    await workOff(api.db, api.spoolDir)
    expect(await read(id)).toMatchObject({ state: 'failed' })
    const look = async (query = '') => previewView.parse(await (await call(`/imports/${id}/preview?${query}`)).json())
    const seen = await look()
    expect(seen).toMatchObject({ problem: { code: 'unmappable' }, saved: null })
    expect(seen.rows.map((row) => row[2])).toEqual(['7.6', '7.6', '7.6'])
    expect(await look(stated)).toMatchObject({ problem: null, rows_accepted: 3 })
    await refused(`/imports/${id}/retry?mapping=nobody`, 404, { method: 'POST' })
    expect((await call(`/imports/${id}/retry?${stated}`, { method: 'POST' })).status).toBe(202)
    await workOff(api.db, api.spoolDir)
    expect(await read(id)).toMatchObject({ state: 'done', rows_stored: 3 })
    await refused(`/imports/${id}/preview`, 409, {})
  }
})
