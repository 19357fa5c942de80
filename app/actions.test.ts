import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { cellsView, dashboardView, datasetView } from '#trips/views.ts'
import { database } from './_http/database.ts'
import { readCells, readDashboard, readDataset, readGroupTrips, readImports } from './actions.ts'

let drop: () => Promise<void>
beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  vi.stubEnv('DATABASE_URL', fresh.url)
})
afterAll(async () => {
  await database().$client.end()
  await drop()
})

test('answers, also while there are no data', async () => {
  const [dashboard, cells, dataset] = await Promise.all([readDashboard({ weeks: 'complete' }), readCells({}), readDataset()])
  expect(dashboard).toEqual({ ok: true, value: expect.anything() })
  if (dashboard.ok) expect(dashboardView.parse(dashboard.value).answer).toMatchObject({ total_trips: 0, weekly_average: null })
  if (cells.ok) expect(cellsView.parse(cells.value)).toMatchObject({ cells: [] })
  if (dataset.ok) expect(datasetView.parse(dataset.value)).toMatchObject({ trips: 0, regions: [] })
  expect([cells.ok, dataset.ok, await readImports()]).toEqual([true, true, []])
})

test('problems are those of the API', async () => {
  expect(await readDashboard({ relation: 'through' })).toMatchObject({
    ok: false,
    problem: { status: 400, parameter: 'relation', found: 'through' },
  })
  expect(await readGroupTrips('nonsense', {})).toMatchObject({ ok: false, problem: { status: 400, parameter: 'key' } })
})

test('whatever a client sends instead of parameters', async () => {
  const send = readCells as (params: unknown) => ReturnType<typeof readCells>
  expect(await send({ level: 5 })).toMatchObject({ ok: true })
  expect(await send({ colour: 'red' })).toMatchObject({ ok: false, problem: { status: 400, parameter: 'colour' } })
  expect(await send({ region: { $ne: '' } })).toMatchObject({
    ok: false,
    problem: { parameter: 'region', found: '[object Object]' },
  })
})
