import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import Pusher from 'pusher'
import { afterEach, expect, test } from 'vitest'
import { type Realtime, type RealtimeSettings, startRealtime } from './start-realtime.ts'
import { manualClock } from './testing/manual-clock.ts'
import { connected, rawClient, refusedStatus } from './testing/raw-client.ts'

const app = { appId: 'tripfold', key: 'key', secret: 'a secret of the tests' }
const running: Realtime[] = []
const leftovers: Socket[] = []

async function start(settings: Partial<RealtimeSettings> = {}): Promise<Realtime> {
  const realtime = await startRealtime({ host: '127.0.0.1', port: 0, ...app, ...settings })
  running.push(realtime)
  return realtime
}
const publisher = (port: number) => new Pusher({ ...app, host: '127.0.0.1', port: String(port) })

afterEach(async () => {
  for (const socket of leftovers.splice(0)) socket.destroy()
  await Promise.all(running.splice(0).map((realtime) => realtime.close()))
})

test('greets with a socket id and the activity timeout, and answers a ping', async () => {
  const { port } = await start()
  const client = rawClient(port)
  const greeting = await client.next()
  expect(greeting.event).toBe('pusher:connection_established')
  expect(JSON.parse(String(greeting.data))).toEqual({ socket_id: expect.stringMatching(/^\d+\.\d+$/), activity_timeout: 120 })
  client.send('pusher:ping')
  expect((await client.next()).event).toBe('pusher:pong')
})

test('an unknown key is told 4001, in a frame and as the close code', async () => {
  const { port } = await start()
  const client = rawClient(port, '/app/other')
  expect(await client.next()).toMatchObject({ event: 'pusher:error', data: { code: 4001 } })
  expect(await client.closed).toBe(4001)
})

test('a private channel is joined only with a signature for this socket and this channel', async () => {
  const { port } = await start()
  const client = await connected(port)
  const channel = 'private-cache-imports'
  const wrong = [
    undefined,
    '',
    'key:',
    publisher(port).authorizeChannel('1.1', channel).auth,
    publisher(port).authorizeChannel(client.socketId, 'private-cache-import-1').auth,
    new Pusher({ ...app, secret: 'another secret', host: 'unused' }).authorizeChannel(client.socketId, channel).auth,
  ]
  for (const auth of wrong) {
    client.send('pusher:subscribe', { channel, auth })
    expect(await client.next()).toMatchObject({ event: 'pusher:subscription_error', channel, data: { status: 401 } })
  }
  client.send('pusher:subscribe', { channel, auth: publisher(port).authorizeChannel(client.socketId, channel).auth })
  expect(await client.next()).toMatchObject({ event: 'pusher_internal:subscription_succeeded', channel })
})

test('a cache channel says that it is empty, later replays its last event; other channels replay nothing', async () => {
  const { port } = await start()
  const early = await connected(port)
  early.send('pusher:subscribe', { channel: 'cache-a' })
  expect((await early.next()).event).toBe('pusher_internal:subscription_succeeded')
  expect(await early.next()).toMatchObject({ event: 'pusher:cache_miss', channel: 'cache-a' })
  await publisher(port).trigger(['cache-a', 'plain'], 'import', { n: 1 })
  await publisher(port).trigger(['cache-a', 'plain'], 'import', { n: 2 })

  const late = await connected(port)
  late.send('pusher:subscribe', { channel: 'cache-a' })
  expect((await late.next()).event).toBe('pusher_internal:subscription_succeeded')
  expect(await late.next()).toEqual({ event: 'import', channel: 'cache-a', data: '{"n":2}' })
  late.send('pusher:subscribe', { channel: 'plain' })
  expect((await late.next()).event).toBe('pusher_internal:subscription_succeeded')
  late.send('pusher:ping')
  expect((await late.next()).event).toBe('pusher:pong')
})

test('only the most recent cache channels are kept', async () => {
  const { port } = await start({ cacheChannelsMax: 2 })
  for (const channel of ['cache-a', 'cache-b', 'cache-a', 'cache-c']) await publisher(port).trigger(channel, 'import', {})
  const client = await connected(port)
  const replayed: Record<string, string> = {}
  for (const channel of ['cache-a', 'cache-b', 'cache-c']) {
    client.send('pusher:subscribe', { channel })
    await client.next()
    replayed[channel] = (await client.next()).event
  }
  expect(replayed).toEqual({ 'cache-a': 'import', 'cache-b': 'pusher:cache_miss', 'cache-c': 'import' })
})

test('whoever has unsubscribed or left gets nothing and is not counted', async () => {
  const { port } = await start()
  const [stays, leaves, unsubscribes] = await Promise.all([connected(port), connected(port), connected(port)])
  for (const client of [stays, leaves, unsubscribes]) {
    client.send('pusher:subscribe', { channel: 'news' })
    await client.next()
  }
  unsubscribes.send('pusher:unsubscribe', { channel: 'news' })
  unsubscribes.send('pusher:ping')
  await unsubscribes.next()
  leaves.socket.close()
  await leaves.closed
  const counted = await publisher(port).get({ path: '/channels/news' })
  expect(await counted.json()).toMatchObject({ occupied: true, subscription_count: 1 })
  await publisher(port).trigger('news', 'import', {})
  expect((await stays.next()).event).toBe('import')
  unsubscribes.send('pusher:ping')
  expect((await unsubscribes.next()).event).toBe('pusher:pong')
})

test('a silent client is pinged, and closed with 4201 when no pong comes in 30 s', async () => {
  const clock = manualClock()
  const { port } = await start({ clock })
  const client = await connected(port)
  clock.advance(120_000)
  expect((await client.next()).event).toBe('pusher:ping')
  client.send('pusher:pong')
  client.send('pusher:ping')
  expect((await client.next()).event).toBe('pusher:pong')
  clock.advance(119_999)
  client.send('pusher:ping')
  expect((await client.next()).event).toBe('pusher:pong')
  clock.advance(120_000)
  expect((await client.next()).event).toBe('pusher:ping')
  clock.advance(30_000)
  expect(await client.next()).toMatchObject({ event: 'pusher:error', data: { code: 4201 } })
  expect(await client.closed).toBe(4201)
})

test('a client that does not read is cut off; the others get every event', async () => {
  const lines: string[] = []
  const { port } = await start({ backlogBytesMax: 65_536, log: (line) => lines.push(line) })
  const reader = await connected(port)
  const deaf = await connected(port)
  for (const client of [reader, deaf]) {
    client.send('pusher:subscribe', { channel: 'news' })
    await client.next()
  }
  deaf.socket.pause()
  const data = 'x'.repeat(10_000)
  let sent = 0
  while (lines.length === 0) {
    const batch = Array.from({ length: 10 }, () => ({ channel: 'news', name: `n${sent++}`, data }))
    await publisher(port).triggerBatch(batch)
  }
  for (let n = 0; n < sent; n++) expect((await reader.next()).event).toBe(`n${n}`)
  deaf.socket.resume()
  expect(await deaf.closed).toBe(1006)
  expect(lines).toEqual([expect.stringMatching(/^Cut off a client that left \d+ bytes unread$/)])
})

test('client events, broken frames, binary frames and presence channels are refused; the connection stays', async () => {
  const { port } = await start()
  const client = await connected(port)
  const other = await connected(port)
  for (const each of [client, other]) {
    each.send('pusher:subscribe', { channel: 'news' })
    await each.next()
  }
  client.socket.send(JSON.stringify({ event: 'client-shout', channel: 'news', data: {} }))
  client.socket.send('{')
  client.socket.send('null')
  client.socket.send(Buffer.from('{"event":"pusher:ping"}'))
  client.send('pusher:subscribe', { channel: 'no spaces' })
  for (let n = 0; n < 5; n++) expect(await client.next()).toMatchObject({ event: 'pusher:error', data: { code: 4301 } })
  client.send('pusher:subscribe', { channel: 'presence-room' })
  expect(await client.next()).toMatchObject({ event: 'pusher:subscription_error', data: { status: 400 } })
  other.send('pusher:ping')
  expect((await other.next()).event).toBe('pusher:pong')
})

test('a frame too large closes its connection with 1009, a hundred and first channel is refused', async () => {
  const { port } = await start()
  const client = await connected(port)
  for (let n = 0; n < 101; n++) client.send('pusher:subscribe', { channel: `news-${n}` })
  for (let n = 0; n < 100; n++) expect((await client.next()).event).toBe('pusher_internal:subscription_succeeded')
  expect(await client.next()).toMatchObject({ event: 'pusher:subscription_error', channel: 'news-100', data: { status: 429 } })
  client.send('pusher:subscribe', { channel: 'news-0' })
  expect(await client.next()).toMatchObject({ event: 'pusher_internal:subscription_succeeded', channel: 'news-0' })
  client.socket.send('x'.repeat(20_000))
  expect(await client.closed).toBe(1009)
})

test('one connection too many is told to come back later, and may when another has gone', async () => {
  const { port } = await start({ connectionsMax: 1 })
  const first = await connected(port)
  const second = rawClient(port)
  expect(await second.next()).toMatchObject({ event: 'pusher:error', data: { code: 4100 } })
  expect(await second.closed).toBe(4100)
  first.socket.close()
  await first.closed
  expect((await connected(port)).socketId).toMatch(/^\d+\.\d+$/)
})

test('other paths and foreign origins are refused at the handshake', async () => {
  const { port } = await start({ origins: ['https://trips.example.org'] })
  expect(await refusedStatus(port, '/elsewhere')).toBe(404)
  expect(await refusedStatus(port, '/app/key', { origin: 'https://evil.example' })).toBe(403)
  expect(await refusedStatus(port, '/app/key', { origin: 'null' })).toBe(403)
  const known = rawClient(port, '/app/key', { origin: 'https://trips.example.org' })
  expect((await known.next()).event).toBe('pusher:connection_established')
  expect((await connected(port)).socketId).toMatch(/^\d+\.\d+$/)
})

test('close() says goodbye with 1001 and frees the port at once when clients answer', async () => {
  const realtime = await start({ clock: manualClock() })
  const client = await connected(realtime.port)
  await Promise.all([realtime.close(), realtime.close()])
  expect(await client.closed).toBe(1001)
  await start({ port: realtime.port })
})

/** Asks for a WebSocket over a bare connection that never answers anything, not even the other end's good-bye. */
async function deafUpgrade(port: number, path: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  leftovers.push(socket)
  const upgrade = ['Host: x', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  socket.write([`GET ${path} HTTP/1.1`, ...upgrade, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''].join('\r\n'))
  await once(socket, 'data')
  return socket
}

test('close() does not wait for ever for a client that does not answer', async () => {
  const clock = manualClock()
  const realtime = await start({ clock })
  await deafUpgrade(realtime.port, '/app/key')
  const closed = realtime.close()
  clock.advance(2_000)
  await closed
})

test('a refused upgrade leaves no half-open connection behind', async () => {
  const realtime = await start({ clock: manualClock() })
  await deafUpgrade(realtime.port, '/elsewhere')
  await realtime.close()
})

test('a port that is taken is an error to the one who starts', async () => {
  const { port } = await start()
  await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
