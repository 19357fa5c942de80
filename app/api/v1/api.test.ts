import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoints } from '#app/_http/endpoints.ts'
import { routeModules } from '#app/_http/testing/route-modules.ts'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { workOff } from '#ingest/testing/work-off.ts'
import { type ImportView, importView } from '#trips/import-job.ts'
import { groupsView, problemView, rejectsView } from '#trips/views.ts'
import { GET as lost } from './[...unknown]/route.ts'

const header = 'region,origin_coord,destination_coord,datetime,datasource'
const row = (region: string, day: number, source: string) =>
  `${region},POINT (7.6 45.0),POINT (7.7 45.1),2018-05-0${day} 08:00:00,${source}`
const badRow = 'Turin,POINT (7.6 95.0),POINT (7.7 45.1),2018-05-01 08:00:00,app'

let api: ServedApi
let done: ImportView
beforeAll(async () => {
  api = await serveApi(await routeModules())
  done = await sent([header, row('Turin', 1, 'app'), badRow, row('Turin', 2, 'app'), row('Šumperk', 8, 'a/b c?')].join('\n'))
  await workOff(api.db, api.spoolDir)
})
afterAll(() => api.close())

async function sent(csv: string, query = ''): Promise<ImportView> {
  const response = await fetch(`${api.url}/imports${query}`, {
    method: 'POST',
    body: csv,
    headers: { 'content-type': 'text/csv' },
  })
  return importView.parse(await response.json())
}
const get = (path: string, init?: RequestInit) => fetch(api.url + path, init)
const imported = async (id: number) => importView.parse(await (await get(`/imports/${id}`)).json())

async function refused(path: string, status: number, init?: RequestInit) {
  const response = await get(path, init)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return problemView.parse(await response.json())
}

test('every GET answers what its description says', async () => {
  const groups = groupsView.parse(await (await get('/groups')).json())
  const inPath: Record<string, string> = { id: String(done.id), key: groups.groups[0].key, name: encodeURIComponent('a/b c?') }
  await get('/mappings/native', { method: 'PUT', body: JSON.stringify({ columns: header.split(','), mapping: {} }) })
  const somewhere = { type: 'Polygon', coordinates: [[[7, 45], [8, 45], [8, 46], [7, 45]]] } // biome-ignore format: a ring
  await get('/areas/somewhere', { method: 'PUT', body: JSON.stringify(somewhere) })
  const waiting = await sent(`${header}\n${row('Turin', 3, 'not yet read')}\n`)
  const upload = await get('/uploads', { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '10' } })
  const elsewhere: Record<string, Record<string, string>> = {
    '/mappings/{name}': { name: 'native' },
    '/areas/{name}': { name: 'somewhere' },
    '/imports/{id}/preview': { id: String(waiting.id) },
    '/uploads/{id}': { id: String(upload.headers.get('location')?.split('/').at(-1)) },
  }
  for (const { method, path, answers } of Object.values(endpoints)) {
    if (method !== 'GET' || !(answers instanceof z.ZodType)) continue
    if (path === '/feeds/{name}') continue // app/api/v1/feeds/feeds.test.ts
    const query = path === '/compare' ? '?base_region=Turin' : ''
    const response = await get(path.replace(/\{(\w+)\}/g, (_, name) => (elsewhere[path] ?? inPath)[name]) + query)
    expect(response.status, path).toBe(200)
    expect(response.headers.get('content-type'), path).toBe('application/json')
    expect(response.headers.get('cache-control'), path).toBe('no-store')
    expect(response.headers.get('x-content-type-options'), path).toBe('nosniff')
    const value = await response.json()
    // Parsing drops what is not described.
    expect(answers.parse(value), path).toEqual(value)
  }
  await get(`/imports/${waiting.id}/cancel`, { method: 'POST' })
  await workOff(api.db, api.spoolDir)
  await get('/mappings/native', { method: 'DELETE' })
  await get('/areas/somewhere', { method: 'DELETE' })
})

test('the weekly average of what was sent', async () => {
  const answer = await (await get('/weekly-average?bbox=7.5,44.9,7.65,45.05&relation=starts')).json()
  expect(answer).toMatchObject({ total_trips: 3, weeks: 2, weekly_average: 1.5, from: '2018-05-01', to: '2018-05-08' })
  expect(await (await get('/weekly-average?bbox=7.5,44.9,7.65,45.05&relation=ends')).json()).toMatchObject({ total_trips: 0 })
})

test('two periods, two regions and two areas compared', async () => {
  const compared = async (query: string) => (await get(`/compare?${query}`)).json()
  expect(await compared('from=2018-05-01&to=2018-05-06&base_from=2018-05-07&base_to=2018-05-13&region=Turin')).toMatchObject({
    ...{ difference: 2, ratio: null, aligned_by: 'nth_week' },
    answer: { total_trips: 2, from: '2018-05-01' },
    base: {
      total_trips: 0,
      from: '2018-05-07',
      provenance: { filters: 'all trips, region Turin, from 2018-05-07, to 2018-05-13' },
    },
  })
  expect(await compared(`region=Turin&base_region=${encodeURIComponent('Šumperk')}`)).toMatchObject({
    difference: 1,
    ratio: 2,
    aligned_by: 'week',
  })
  const square = { type: 'Polygon', coordinates: [[[7, 45], [8, 45], [8, 46], [7, 45]]] } // biome-ignore format: a ring
  await get('/areas/there', { method: 'PUT', body: JSON.stringify(square) })
  const areas = await compared('bbox=7.5,44.9,7.65,45.05&base_area=there')
  expect(areas.base.provenance.filters).toBe('trips that start in the saved area there (3 corners)')
  await get('/areas/there', { method: 'DELETE' })
  expect(await refused('/compare?region=Turin', 400)).toMatchObject({
    detail: expect.stringContaining('nothing to compare with'),
  })
  expect(await refused('/compare?base_region=Nowhere', 404)).toMatchObject({ parameter: 'base_region', found: 'Nowhere' })
  expect(await refused('/compare?base_area=there', 404)).toMatchObject({ parameter: 'base_area', found: 'there' })
  expect(await refused('/compare?base_from=2018-05-02&base_to=2018-05-01', 400)).toMatchObject({ parameter: 'base_from' })
})

test('names in the path may hold any character', async () => {
  const answer = await (await get(`/datasources/${encodeURIComponent('a/b c?')}/regions`)).json()
  expect(answer).toMatchObject({ datasource: 'a/b c?', regions: [{ region: 'Šumperk', trips: 1 }] })
  expect(await refused('/datasources/nobody/regions', 404)).toMatchObject({ parameter: 'name', found: 'nobody' })
  expect(await refused('/datasources/%E4/regions', 400)).toMatchObject({ found: '%E4' })
})

test('every GET refuses a parameter it does not know', async () => {
  for (const { method, path } of Object.values(endpoints)) {
    if (method !== 'GET') continue
    const id = path.startsWith('/uploads') ? '0b9f1c4e-0000-4000-8000-000000000000' : '1'
    const problem = await refused(`${path.replace(/\{\w+\}/g, id)}?colour=red`, 400)
    expect(problem, path).toMatchObject({ parameter: 'colour', found: 'red', expected: expect.any(String) })
  }
})

test('problems name the parameter, what was found and what is expected', async () => {
  expect(await refused('/weekly-average?relation=through', 400)).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'relation: found "through"; expected one of "starts"|"ends"|"within"|"touches"',
    parameter: 'relation',
    found: 'through',
    expected: 'one of "starts"|"ends"|"within"|"touches"',
  })
  expect(await refused('/weekly-average?region=Turin&region=Prague', 400)).toMatchObject({ parameter: 'region' })
  expect(await refused('/imports/seven', 400)).toMatchObject({ parameter: 'id', found: 'seven' })
  expect(await refused('/imports/4294967295', 404)).toMatchObject({ parameter: 'id' })
})

test('an address that does not exist is a problem too', async () => {
  const response = await lost(new Request('http://localhost/api/v1/weekly-averages'))
  expect(response.status).toBe(404)
  expect(problemView.parse(await response.json()).detail).toContain('/api/v1/openapi.json')
})

test('imports are listed newest first, page by page', async () => {
  const newer = await sent(`${header}\n${row('Turin', 3, 'newer')}\n`)
  const pages = await Promise.all([get('/imports?limit=1'), get(`/imports?limit=1&before=${newer.id}`)])
  const [first, second] = await Promise.all(pages.map((page) => page.json()))
  expect(first).toEqual({ imports: [newer], of_total: newer.id })
  expect(second.imports.map(({ id }: ImportView) => id)).toEqual([newer.id - 1])
})

test('rejects, and the file to correct and send again', async () => {
  const rejects = rejectsView.parse(await (await get(`/imports/${done.id}/rejects`)).json())
  expect(rejects).toEqual({
    of_total: 1,
    rejects: [
      expect.objectContaining({ line: 3, byte_offset: header.length + 1 + row('Turin', 1, 'app').length + 1, text: badRow }),
    ],
  })
  const response = await get(`/imports/${done.id}/rejects.csv`)
  expect(response.headers.get('content-type')).toBe('text/csv')
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="upload.rejects.csv"; filename*=UTF-8''upload.rejects.csv`,
  )
  const csv = await response.text()
  expect(csv.split('\n')[0]).toBe(`tripfold_line,tripfold_byte,tripfold_column,tripfold_reason,${header}`)
  const again = await sent(csv.replaceAll('95.0', '45.0'))
  await workOff(api.db, api.spoolDir)
  expect(await imported(again.id)).toMatchObject({ state: 'done', rows_read: 1, rows_stored: 1, rows_rejected: 0 })
  await refused('/imports/999/rejects', 404)
  await refused('/imports/999/rejects.csv', 404)
})

test('an import that has not been read has no rejects to download', async () => {
  const somewhere = { type: 'Polygon', coordinates: [[[7, 45], [8, 45], [8, 46], [7, 45]]] } // biome-ignore format: a ring
  await get('/areas/somewhere', { method: 'PUT', body: JSON.stringify(somewhere) })
  const waiting = await sent(`${header}\n${row('Turin', 4, 'waiting')}\n`)
  expect((await refused(`/imports/${waiting.id}/rejects.csv`, 409)).detail).toContain('received')
})

test('cancel while it is under way, undo when it is done', async () => {
  const { id } = await sent(`${header}\n${row('Turin', 5, 'cancelled')}\n`)
  expect((await refused(`/imports/${id}`, 409, { method: 'DELETE' })).detail).toContain('cancel it instead')
  const cancel = await get(`/imports/${id}/cancel`, { method: 'POST' })
  expect(cancel.status).toBe(202)
  expect(await cancel.json()).toMatchObject({ id, requested: 'cancel', version: 2 })
  await workOff(api.db, api.spoolDir)
  expect(await imported(id)).toMatchObject({ state: 'cancelled', requested: null, rows_stored: 0 })
  expect((await refused(`/imports/${id}/cancel`, 409, { method: 'POST' })).detail).toContain('ended already')
  expect((await refused(`/imports/${id}`, 409, { method: 'DELETE' })).detail).toContain('stores no trips')

  const before = (await (await get('/regions')).json()).regions
  const second = await sent(`${header}\n${row('Atlantis', 5, 'undone')}\n`)
  await workOff(api.db, api.spoolDir)
  expect((await refused(`/imports/${second.id}/cancel`, 409, { method: 'POST' })).detail).toContain('can be undone')
  const undo = await get(`/imports/${second.id}`, { method: 'DELETE' })
  expect(undo.status).toBe(202)
  expect(await undo.json()).toMatchObject({ state: 'done', requested: 'undo' })
  expect((await get(`/imports/${second.id}`, { method: 'DELETE' })).status).toBe(202)
  await workOff(api.db, api.spoolDir)
  expect(await imported(second.id)).toMatchObject({ state: 'undone', requested: null })
  expect((await (await get('/regions')).json()).regions).toEqual(before)
  await refused('/imports/999', 404, { method: 'DELETE' })
})

test('a failed file is read once more with what was missing', async () => {
  const csv = 'start_lng,start_lat,end_lng,end_lat,started_at\n7.6,45.0,7.7,45.1,3/4/2016 10:00\n'
  const { id } = await sent(csv, '?datasource=bikes')
  await workOff(api.db, api.spoolDir)
  expect(await imported(id)).toMatchObject({ state: 'failed', problem: { code: 'ambiguous_dates' } })
  const retry = await get(`/imports/${id}/retry?date_order=dmy&region=Turin`, { method: 'POST' })
  expect(retry.status).toBe(202)
  expect(await retry.json()).toMatchObject({ state: 'received', problem: null, started_at: null, finished_at: null })
  await workOff(api.db, api.spoolDir)
  expect(await imported(id)).toMatchObject({ state: 'done', rows_stored: 1 })
  expect(await (await get('/datasources/bikes/regions')).json()).toMatchObject({
    regions: [{ region: 'Turin', first_datetime: '2016-04-03 10:00:00' }],
  })
  expect((await refused(`/imports/${id}/retry`, 409, { method: 'POST' })).detail).toContain('only a failed import')
})

test('a page of another site can change nothing', async () => {
  for (const [method, path] of [
    ['POST', `/imports/${done.id}/cancel`],
    ['POST', `/imports/${done.id}/retry`],
    ['DELETE', `/imports/${done.id}`],
    ['PUT', '/mappings/bikes'],
    ['DELETE', '/mappings/bikes'],
  ])
    await refused(path, 403, { method, headers: { origin: 'http://evil.example' } })
  expect((await get(`/imports/${done.id}`, { headers: { origin: 'http://evil.example' } })).status).toBe(200)
})

test('health', async () => {
  expect(await (await get('/health')).json()).toEqual({ ok: true, database: true, migrated: true })
})
