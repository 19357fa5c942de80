import { createHash } from 'node:crypto'
import Pusher from 'pusher'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hmacHex, signedText } from './signature.ts'
import { type Realtime, startRealtime } from './start-realtime.ts'
import { manualClock } from './testing/manual-clock.ts'
import { connected, type RawClient } from './testing/raw-client.ts'

const app = { appId: 'tripfold', key: 'key', secret: 'a secret of the tests' }
const clock = manualClock()
let realtime: Realtime
let url: string
const sdk = (other: Partial<typeof app> = {}) => new Pusher({ ...app, ...other, host: '127.0.0.1', port: String(realtime.port) })

beforeAll(async () => {
  realtime = await startRealtime({ host: '127.0.0.1', port: 0, ...app, clock })
  url = `http://127.0.0.1:${realtime.port}`
})
afterAll(() => realtime.close())

/** A request signed by hand, so that each part can be wrong. */
async function post(
  body: string,
  { ageSeconds = 0, digestOf = body, appId = app.appId, version = '1.0' } = {},
): Promise<Response> {
  const path = `/apps/${appId}/events`
  const query = new URLSearchParams({
    auth_key: app.key,
    auth_timestamp: String(Math.round(clock.now() / 1000) - ageSeconds),
    auth_version: version,
    body_md5: createHash('md5').update(digestOf).digest('hex'),
  })
  query.set('auth_signature', hmacHex(app.secret, signedText({ method: 'POST', path, query })))
  return fetch(`${url}${path}?${query}`, { method: 'POST', body })
}
const event = JSON.stringify({ name: 'import', channels: ['news'], data: '{}' })
const error = async (response: Response): Promise<[number, string]> => [response.status, (await response.json()).error]

async function subscribed(channel: string): Promise<RawClient & { socketId: string }> {
  const client = await connected(realtime.port)
  client.send('pusher:subscribe', { channel })
  await client.next()
  return client
}

test('answers its health', async () => {
  const response = await fetch(`${url}/up`)
  expect([response.status, await response.text()]).toEqual([200, 'OK'])
})

test('an event reaches every channel it names, but not the socket that it excludes', async () => {
  const [author, reader, elsewhere] = await Promise.all([subscribed('news'), subscribed('news'), subscribed('more')])
  const response = await sdk().trigger(['news', 'more'], 'import', { n: 1 }, { socket_id: author.socketId })
  expect([response.status, await response.json()]).toEqual([200, {}])
  expect(await reader.next()).toEqual({ event: 'import', channel: 'news', data: '{"n":1}' })
  expect(await elsewhere.next()).toEqual({ event: 'import', channel: 'more', data: '{"n":1}' })
  author.send('pusher:ping')
  expect((await author.next()).event).toBe('pusher:pong')
})

test('a batch arrives in its order; eleven events are too many', async () => {
  const client = await subscribed('news')
  const batch = (length: number) => Array.from({ length }, (_, n) => ({ channel: 'news', name: `n${n}`, data: { n } }))
  expect((await sdk().triggerBatch(batch(10))).status).toBe(200)
  for (let n = 0; n < 10; n++) expect(await client.next()).toEqual({ event: `n${n}`, channel: 'news', data: `{"n":${n}}` })
  await expect(sdk().triggerBatch(batch(11))).rejects.toMatchObject({ status: 400 })
})

test('a wrong secret, a wrong key and no signature at all are 401', async () => {
  await expect(sdk({ secret: 'another secret' }).trigger('news', 'import', {})).rejects.toMatchObject({
    status: 401,
    body: '{"error":"Invalid auth_signature"}',
  })
  await expect(sdk({ key: 'other' }).trigger('news', 'import', {})).rejects.toMatchObject({ status: 401 })
  expect((await fetch(`${url}/apps/tripfold/channels`)).status).toBe(401)
  expect((await fetch(`${url}/apps/tripfold/events`, { method: 'POST', body: event })).status).toBe(401)
})

test('a timestamp may be off by 600 s, not by more, either way', async () => {
  expect((await post(event, { ageSeconds: 599 })).status).toBe(200)
  expect((await post(event, { ageSeconds: -599 })).status).toBe(200)
  const tooOld = "auth_timestamp is more than 600 s off this server's clock"
  expect(await error(await post(event, { ageSeconds: 602 }))).toEqual([401, tooOld])
  expect(await error(await post(event, { ageSeconds: -602 }))).toEqual([401, tooOld])
  expect((await post(event, { version: '2.0' })).status).toBe(401)
})

test('a body other than the signed one is 401', async () => {
  expect(await error(await post(event, { digestOf: '{}' }))).toEqual([401, 'body_md5 does not match the body'])
})

test('10 kB of data pass, a byte more is 413, and so is a body larger than any batch', async () => {
  const of = (length: number) => JSON.stringify({ name: 'import', channel: 'news', data: 'é'.repeat(length / 2) })
  const client = await subscribed('news')
  expect((await post(of(10_240))).status).toBe(200)
  expect((await client.next()).data).toHaveLength(5_120)
  expect(await error(await post(of(10_242)))).toEqual([413, 'The data of import exceeds 10240 bytes'])
  expect((await post('x'.repeat(300_000))).status).toBe(413)
})

test('what is no event is 400 and says why', async () => {
  const bodies = [
    '',
    '{',
    '[]',
    JSON.stringify({ name: 'import', channels: [], data: '{}' }),
    JSON.stringify({ name: 'import', channels: ['no spaces'], data: '{}' }),
    JSON.stringify({ name: 'import', channels: ['news'], data: {} }),
    JSON.stringify({ name: 'pusher:error', channels: ['news'], data: '{}' }),
    JSON.stringify({ name: 'client-shout', channels: ['news'], data: '{}' }),
  ]
  for (const body of bodies) expect((await post(body)).status).toBe(400)
  expect((await error(await post(bodies[4])))[1]).toContain('is not a channel name')
})

test('channels are listed by prefix, with their subscribers when asked', async () => {
  await Promise.all([subscribed('list-a'), subscribed('list-a'), subscribed('list-b'), subscribed('other')])
  const list = await sdk().get({ path: '/channels', params: { filter_by_prefix: 'list-', info: 'subscription_count' } })
  expect(await list.json()).toEqual({ channels: { 'list-a': { subscription_count: 2 }, 'list-b': { subscription_count: 1 } } })
  const plain = await sdk().get({ path: '/channels', params: { filter_by_prefix: 'list-b' } })
  expect(await plain.json()).toEqual({ channels: { 'list-b': {} } })
  expect(await (await sdk().get({ path: '/channels/nobody' })).json()).toEqual({ occupied: false, subscription_count: 0 })
})

test('other resources and other applications are 404, to those who may ask', async () => {
  await expect(sdk().get({ path: '/users' })).rejects.toMatchObject({ status: 404 })
  expect((await post(event, { appId: 'tripfold2' })).status).toBe(404)
})
