import { beforeEach, expect, test, vi } from 'vitest'
import { signChannel } from '#app/_http/sign-channel.ts'
import { allImportsChannel, importChannel } from '#trips/import-events.ts'

const secret = 'a secret of the tests'
let POST: (request: Request) => Promise<Response>

/** The settings are read once by a process: each test is a new one. */
async function load(realtimeSecret: string): Promise<void> {
  vi.resetModules()
  vi.stubEnv('TRIPFOLD_HOME', '/nonexistent')
  vi.stubEnv('REALTIME_KEY', 'key')
  vi.stubEnv('REALTIME_SECRET', realtimeSecret)
  ;({ POST } = await import('./route.ts'))
}
beforeEach(() => load(secret))

const ask = (fields: Record<string, string> | string, headers: Record<string, string> = {}): Promise<Response> =>
  POST(
    new Request('http://trips.example/api/realtime/auth', {
      method: 'POST',
      headers: { host: 'trips.example', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields),
    }),
  )
const good = { socket_id: '123.456', channel_name: allImportsChannel }

test('signs for the channels of imports', async () => {
  for (const channel_name of [allImportsChannel, importChannel(1), importChannel(4_000_000_000)]) {
    const response = await ask({ ...good, channel_name })
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await response.json()).toEqual({ auth: signChannel('key', secret, '123.456', channel_name) })
  }
})

test('signs for no other channel', async () => {
  const others = [
    '',
    'imports',
    'private-other',
    'private-cache-import-0',
    'private-cache-import-1x',
    `${allImportsChannel}\n`,
    'x:y',
  ]
  for (const channel_name of others) expect((await ask({ ...good, channel_name })).status).toBe(403)
})

test('a socket id that is none is refused, so nothing else can be smuggled into the signed text', async () => {
  for (const socket_id of ['', '123', '1.2:private-x', '1.2\n', 'a.b', `${'1'.repeat(21)}.2`])
    expect((await ask({ ...good, socket_id })).status).toBe(400)
  expect((await ask({ channel_name: allImportsChannel })).status).toBe(400)
})

test('pages of this host may ask, others may not', async () => {
  const statuses = async (origins: string[], more = {}) =>
    Promise.all(origins.map(async (origin) => (await ask(good, { origin, ...more })).status))
  expect(await statuses(['http://trips.example', 'https://trips.example'])).toEqual([200, 200])
  const foreign = ['https://evil.example', 'http://trips.example:8080', 'http://trips.example.evil', 'null', 'nonsense']
  expect(await statuses(foreign)).toEqual([403, 403, 403, 403, 403])
  const proxied = { host: '127.0.0.1:3000', 'x-forwarded-host': 'trips.example' }
  expect(await statuses(['https://trips.example', 'https://evil.example'], proxied)).toEqual([200, 403])
})

test('a body that is no such form is refused without reading it all', async () => {
  expect((await ask({ ...good, padding: 'x'.repeat(3_000) })).status).toBe(413)
  expect((await POST(new Request('http://trips.example/', { method: 'POST' }))).status).toBe(400)
})

test('without a secret it says so', async () => {
  await load('')
  const response = await ask(good)
  expect([response.status, response.headers.get('content-type')]).toEqual([503, 'application/problem+json'])
  expect((await response.json()).detail).toContain('REALTIME_SECRET')
})
