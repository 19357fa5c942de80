import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { routeModules } from '#app/_http/testing/route-modules.ts'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { readDashboard } from '#app/actions.ts'
import { workOff } from '#ingest/testing/work-off.ts'
import { savedVerticesMax } from '#trips/geojson.ts'
import { areasView, savedAreaView } from '#trips/saved-area.ts'
import { groupsView, groupTripsView, hourOfWeekView, problemView, weeklyAverageView } from '#trips/views.ts'

/** Four trips from (7, 45), (8, 45), (9, 45) and (10, 45), each a degree to the east. */
const csv = [
  'region,origin_coord,destination_coord,datetime,datasource',
  ...[7, 8, 9, 10].map((lon) => `Turin,POINT (${lon} 45),POINT (${lon + 1} 45),2018-05-0${lon - 6} 08:00:00,app`),
].join('\n')

let api: ServedApi
beforeAll(async () => {
  api = await serveApi(await routeModules())
  await call('/imports', { method: 'POST', body: csv, headers: { 'content-type': 'text/csv' } })
  await workOff(api.db, api.spoolDir)
})
afterEach(async () => {
  for (const { name } of (await listed()).areas) await call(`/areas/${encodeURIComponent(name)}`, { method: 'DELETE' })
})
afterAll(() => api.close())

const call = (path: string, init?: RequestInit) => fetch(api.url + path, init)
const listed = async () => areasView.parse(await (await call('/areas')).json())

/** A triangle whose lower side runs along the trips' latitude. */
const triangle = (west: number, east: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 45],
      [east, 45],
      [west, 46],
      [west, 45],
    ],
  ],
})
const save = (name: string, shape: unknown, query = '') =>
  call(`/areas/${encodeURIComponent(name)}${query}`, { method: 'PUT', body: JSON.stringify(shape) })
async function saved(name: string, shape: unknown, query = '') {
  const response = await save(name, shape, query)
  expect(response.status, await response.clone().text()).toBe(200)
  return savedAreaView.parse(await response.json())
}
async function refused(response: Response, status: number) {
  expect(response.status, await response.clone().text()).toBe(status)
  return problemView.parse(await response.json())
}
const average = async (query: string) => {
  const response = await call(`/weekly-average?${query}`)
  expect(response.status, await response.clone().text()).toBe(200)
  return weeklyAverageView.parse(await response.json())
}
const inline = (shape: unknown) => encodeURIComponent(JSON.stringify(shape))

test('an area is saved, told as a feature, listed, and forgotten', async () => {
  const area = await saved('Altstadt & Hafen', { type: 'Feature', properties: { a: 1 }, geometry: triangle(7, 8) })
  expect(area).toMatchObject({
    type: 'Feature',
    bbox: [7, 45, 8, 46],
    geometry: { type: 'MultiPolygon', coordinates: [triangle(7, 8).coordinates] },
    properties: { name: 'Altstadt & Hafen', polygons: 1, corners: 3 },
  })
  expect(await (await call('/areas/Altstadt%20%26%20Hafen')).json()).toEqual(area)
  // What is told is taken back.
  expect((await saved('copy', area)).geometry).toEqual(area.geometry)
  expect((await listed()).areas.map(({ name, corners }) => [name, corners])).toEqual([
    ['Altstadt & Hafen', 3],
    ['copy', 3],
  ])
  expect(savedAreaView.parse(await (await call('/areas/copy', { method: 'DELETE' })).json())).toMatchObject({
    properties: { name: 'copy' },
  })
  expect(await refused(await call('/areas/copy'), 404)).toMatchObject({
    detail: 'There is no saved area "copy"; known: Altstadt & Hafen',
    found: 'copy',
  })
  await refused(await call('/areas/copy', { method: 'DELETE' }), 404)
})

test('a name that is taken is not taken away unasked', async () => {
  const first = await saved('centre', triangle(7, 8))
  expect(await saved('centre', triangle(7, 8))).toEqual(first)
  expect(await refused(await save('centre', triangle(7, 9)), 409)).toMatchObject({ parameter: 'name', found: 'centre' })
  expect(await (await call('/areas/centre')).json()).toEqual(first)
  const second = await saved('centre', triangle(7, 9), '?replace=1')
  expect(second).toMatchObject({ bbox: [7, 45, 9, 46], properties: { created_at: first.properties.created_at } })
})

test('two that save one name at the same time are not both told yes', async () => {
  const answers = await Promise.all([7, 8, 9].map((west) => save('rush', triangle(west, 12))))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
})

test('what is no area is refused with its place', async () => {
  expect(await refused(await save('x', { type: 'LineString', coordinates: [] }), 422)).toMatchObject({
    detail: expect.stringContaining('a LineString has no inside; expected GeoJSON: a Polygon'),
  })
  const ring = Array.from({ length: savedVerticesMax + 1 }, (_, i) => [i / 1000, i % 2])
  expect(await refused(await save('x', { type: 'Polygon', coordinates: [[...ring, ring[0]]] }), 422)).toMatchObject({
    detail: expect.stringContaining(`more than ${savedVerticesMax} corners`),
  })
  expect((await saved('large', { type: 'Polygon', coordinates: [[...ring.slice(1), ring[1]]] })).properties.corners).toBe(
    savedVerticesMax,
  )
  await refused(await save('x', { ...triangle(7, 8), padding: ' '.repeat(4 * 1_048_576) }), 413)
  await refused(await call('/areas/x', { method: 'PUT', body: '{' }), 400)
  await refused(await call('/areas/x', { method: 'PUT', body: '{}', headers: { 'content-type': 'text/html' } }), 415)
  expect(await refused(await save('a;b', triangle(7, 8)), 400)).toMatchObject({ parameter: 'name' })
  expect((await listed()).areas.map(({ name }) => name)).toEqual(['large'])
})

test('a question by name, by shape, by several: the same everywhere, outline included', async () => {
  await saved('west', triangle(7, 8))
  await saved('east', triangle(10, 11))
  const cases: [query: string, starts: number, ends: number, within: number][] = [
    ['area=west', 2, 1, 1],
    [`area=${inline(triangle(7, 8))}`, 2, 1, 1],
    ['area=west;east', 3, 3, 2],
    ['area=west&area=east&bbox=8.5,44,9.5,46', 4, 4, 4],
    ['bbox=7,45,7,45;9,45,9,45', 2, 1, 0],
    [`area=west&area=${inline({ type: 'GeometryCollection', geometries: [triangle(9, 9.5), triangle(10, 10.5)] })}`, 4, 3, 3],
  ]
  for (const [query, starts, ends, within] of cases) {
    const answer = await average(`${query}&relations=all`)
    expect([query, ...(answer.relations ?? []).map(({ total_trips }) => total_trips)]).toEqual([
      ...[query, starts, ends, within],
      starts + ends - within,
    ])
    expect(hourOfWeekView.parse(await (await call(`/hour-of-week?${query}`)).json()).total_trips).toBe(starts)
    const groups = groupsView.parse(await (await call(`/groups?${query}&level=11&relation=ends`)).json())
    expect(groups.total_trips).toBe(ends)
    const [{ key }] = groups.groups
    expect(groupTripsView.parse(await (await call(`/groups/${key}/trips?${query}&relation=ends`)).json()).of_total).toBe(1)
  }
  const { provenance } = await average(`area=west&area=${inline(triangle(9, 9.5))}&bbox=1,2,3,4`)
  expect(provenance.filters).toBe(
    'trips that start in 1,2,3,4 (west, south, east, north) or the saved area west (3 corners) or a polygon of 3 corners (9 45, 9.5 45, 9 46)',
  )
})

test('names that are not there are refused, as is a shape that is too large for an address', async () => {
  await saved('west', triangle(7, 8))
  expect(await refused(await call('/weekly-average?area=west;nowhere'), 404)).toMatchObject({
    parameter: 'area',
    found: 'nowhere',
    detail: 'There is no saved area "nowhere"; known: west',
  })
  const ring = Array.from({ length: 201 }, (_, i) => [i, i % 2])
  const shape = inline({ type: 'Polygon', coordinates: [[...ring.map(([x, y]) => [x / 10, y]), [0, 0]]] })
  expect(await refused(await call(`/weekly-average?area=${shape}`), 400)).toMatchObject({
    parameter: 'area',
    detail: expect.stringContaining('PUT /api/v1/areas/{name} saves up to 10000'),
  })
})

test('another shape under the same name is another question, though the trips have not changed', async () => {
  const total = async () => {
    const answer = await readDashboard({ area: 'mine' })
    return answer.ok ? answer.value.answer.total_trips : answer.problem.status
  }
  expect(await total()).toBe(404)
  await saved('mine', triangle(7, 8))
  expect([await total(), await total()]).toEqual([2, 2])
  await saved('mine', triangle(7, 11), '?replace=1')
  expect(await total()).toBe(4)
  await call('/areas/mine', { method: 'DELETE' })
  expect(await total()).toBe(404)
})

test('with more corners than anybody reads there is no SQL, and it is said', async () => {
  const ring = Array.from({ length: 61 }, (_, i) => [7 + i / 100, 45 + (i % 2)])
  await saved('zigzag', { type: 'Polygon', coordinates: [[...ring, ring[0]]] })
  const { provenance } = await average('area=zigzag')
  expect(provenance.sql).toBeNull()
  expect(provenance.sql_left_out).toContain('more than 60 corners')
  expect((await average('bbox=1,2,3,4')).provenance).toMatchObject({ sql: expect.stringContaining('SELECT'), sql_left_out: null })
})
