import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { feedsView, feedView } from '#trips/feed.ts'
import { problemView } from '#trips/views.ts'
import * as feedRoute from './[name]/route.ts'
import * as runRoute from './[name]/run/route.ts'
import * as route from './route.ts'

let api: ServedApi
beforeAll(async () => {
  const routes = { '/feeds': route, '/feeds/{name}': feedRoute, '/feeds/{name}/run': runRoute }
  api = await serveApi(routes, { FEED_HOSTS: 'Data.example.org, files.example.org:8443' })
})
afterAll(() => api.close())

const put = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/feeds/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const plain = { url: 'https://data.example.org/trips.csv', schedule: '15 4 * * *' }
const listed = async () => feedsView.parse(await (await fetch(`${api.url}/feeds`)).json())

async function refused(response: Response, status: number) {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return problemView.parse(await response.json())
}

test('a feed is made, listed, changed, paused, asked for and removed', async () => {
  expect(await listed()).toEqual({ feeds: [], hosts: ['data.example.org', 'files.example.org:8443'] })
  const options = { region: 'Turin', mapping: { origin: { lon: 'x', lat: 'y' } } }
  const made = await put('city', { ...plain, options })
  expect(made.status).toBe(200)
  const view = feedView.parse(await made.json())
  expect(view).toMatchObject({ name: 'city', ...plain, enabled: true, options, running: false, last_result: null })
  expect(view.next_run_at).toMatch(/T04:15:00\.000Z$/)
  expect((await listed()).feeds).toEqual([view])
  const paused = await put('city', { ...plain, url: 'https://files.example.org:8443/x', enabled: false })
  expect(await paused.json()).toMatchObject({ enabled: false, next_run_at: null, options: {} })
  const asked = await fetch(`${api.url}/feeds/city/run`, { method: 'POST' })
  expect(asked.status).toBe(202)
  expect(Date.parse(feedView.parse(await asked.json()).next_run_at ?? '')).toBeLessThanOrEqual(Date.now() + 1000)
  expect(feedView.parse(await (await fetch(`${api.url}/feeds/city`)).json()).url).toBe('https://files.example.org:8443/x')
  expect((await fetch(`${api.url}/feeds/city`, { method: 'DELETE' })).status).toBe(204)
  for (const [path, method] of [
    ['city', 'GET'],
    ['city', 'DELETE'],
    ['city/run', 'POST'],
  ])
    await refused(await fetch(`${api.url}/feeds/${path}`, { method }), 404)
})

test.each([
  [{ ...plain, url: 'https://other.example.org/x' }, 422, 'url'],
  [{ ...plain, url: 'https://data.example.org:8443/x' }, 422, 'url'],
  [{ ...plain, url: 'https://data.example.org.evil.example/x' }, 422, 'url'],
  [{ ...plain, url: 'https://data.example.org@evil.example/x' }, 400, 'url'],
  [{ ...plain, url: 'https://me:secret@data.example.org/x' }, 400, 'url'],
  [{ ...plain, url: 'file:///etc/passwd' }, 400, 'url'],
  [{ ...plain, url: 'http://[' }, 400, 'url'],
  [{ ...plain, schedule: 'daily' }, 400, 'schedule'],
  [{ ...plain, schedule: '0 0 30 2 *' }, 400, 'schedule'],
  [{ schedule: '* * * * *' }, 400, 'url'],
  [{ ...plain, colour: 'red' }, 400, 'colour'],
  [{ ...plain, options: { duplicates: 'drop' } }, 400, 'options.duplicates'],
  ['{', 400, 'body'],
  ['x'.repeat(70_000), 413, undefined],
])('%j is refused', async (body, status, parameter) => {
  expect((await refused(await put('bad', body), status)).parameter).toBe(parameter)
  expect((await listed()).feeds.map(({ name }) => name)).not.toContain('bad')
})

test('another type, a bad name, and a page of another site', async () => {
  await refused(await put('bad', plain, { 'content-type': 'text/plain' }), 415)
  expect(await refused(await put('.bad', plain), 400)).toMatchObject({ parameter: 'name' })
  await refused(await put('bad', plain, { origin: 'http://evil.example' }), 403)
})
