import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { signChannel } from '#app/_http/sign-channel.ts'
import { startRealtime } from '#realtime/start-realtime.ts'
import { type ManualClock, manualClock } from '#realtime/testing/manual-clock.ts'
import { connected, type RawClient } from '#realtime/testing/raw-client.ts'
import { allImportsChannel, importChannel, importEvent } from '#trips/import-events.ts'
import type { ImportView } from '#trips/import-job.ts'
import { createPublisher, type Publisher } from './publish.ts'

const app = { appId: 'tripfold', key: 'key', secret: 'a secret of the tests' }
const leftovers: (() => unknown)[] = []
afterEach(async () => {
  for (const end of leftovers.splice(0).reverse()) await end()
})

const viewOf = (version: number, changes: Partial<ImportView> = {}): ImportView => ({
  ...{
    id: 1,
    version,
    file_name: 'trips.csv',
    byte_size: 1000,
    bytes_received: null,
    sha256: 'ab',
    state: 'loading',
    requested: null,
    is_sample: false,
  },
  ...{ duplicates: 'keep', mapping_text: null, rows_read: version, rows_stored: version, rows_rejected: 0, rows_skipped: 0 },
  ...{ rows_flagged: 0, checks: [] },
  ...{ equal_rows_kept: null, bytes_done: 0, bytes_total: null, rows_per_second: null, seconds_left: null, problem: null },
  ...{ waiting_for: null, can_retry: false, created_at: '2018-05-01T00:00:00Z', started_at: null, finished_at: null, ...changes },
})

type Setup = { publisher: Publisher; clock: ManualClock; lines: string[]; logged(): Promise<string> }

function setUp(port: number, settings: { secret?: string; requestTimeoutMs?: number } = {}): Setup {
  const clock = manualClock()
  const lines: string[] = []
  const readers: ((line: string) => void)[] = []
  const log = (line: string): void => {
    lines.push(line)
    readers.shift()?.(line)
  }
  const publisher = createPublisher({ host: '127.0.0.1', port, tls: false, ...app, ...settings, log, after: clock.after })
  leftovers.push(() => publisher.close())
  return { publisher, clock, lines, logged: () => new Promise((resolve) => readers.push(resolve)) }
}

async function startServer(port = 0): Promise<number> {
  const realtime = await startRealtime({ host: '127.0.0.1', port, ...app })
  leftovers.push(() => realtime.close())
  return realtime.port
}

/** A client that has joined a channel and read the replay of its cache. */
async function joined(port: number, channel: string): Promise<RawClient> {
  const client = await connected(port)
  client.send('pusher:subscribe', { channel, auth: signChannel(app.key, app.secret, client.socketId, channel) })
  await client.next()
  await client.next()
  return client
}
const nextView = async (client: RawClient): Promise<ImportView> =>
  importEvent.parse(JSON.parse(String((await client.next()).data))).import

/** A server whose answers the test gives, to see what is under way. */
async function heldServer(): Promise<{
  port: number
  next(): Promise<{ version: number; answer(status: number): void }>
  open(): number
}> {
  const requests: { version: number; answer(status: number): void }[] = []
  const readers: ((request: (typeof requests)[number]) => void)[] = []
  const pending = new Set<ServerResponse>()
  const listener: RequestListener = async (request, response) => {
    pending.add(response)
    response.on('close', () => pending.delete(response))
    const { import: view } = importEvent.parse(JSON.parse(JSON.parse(await text(request)).data))
    const held = { version: view.version, answer: (status: number) => void response.writeHead(status).end('{}') }
    const reader = readers.shift()
    if (reader) reader(held)
    else requests.push(held)
  }
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  leftovers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    next: () => {
      const held = requests.shift()
      return held ? Promise.resolve(held) : new Promise((resolve) => readers.push(resolve))
    },
    open: () => pending.size,
  }
}

test('an event goes to the channel of all imports and to that of the import', async () => {
  const port = await startServer()
  const [all, one] = [await joined(port, allImportsChannel), await joined(port, importChannel(1))]
  const { publisher } = setUp(port)
  publisher.publish(viewOf(1))
  expect(await nextView(all)).toEqual(viewOf(1))
  expect(await nextView(one)).toEqual(viewOf(1))
})

test('progress waits 250 ms and only its newest version goes out; a change of state goes out at once', async () => {
  const port = await startServer()
  const client = await joined(port, allImportsChannel)
  const { publisher, clock } = setUp(port)
  publisher.publish(viewOf(1))
  expect((await nextView(client)).version).toBe(1)
  await publisher.flush()
  publisher.publish(viewOf(2))
  publisher.publish(viewOf(3))
  clock.advance(249)
  publisher.publish(viewOf(1, { id: 2 }))
  expect((await nextView(client)).id).toBe(2)
  clock.advance(1)
  expect((await nextView(client)).version).toBe(3)
  await publisher.flush()
  publisher.publish(viewOf(4))
  publisher.publish(viewOf(5, { requested: 'cancel' }))
  expect((await nextView(client)).version).toBe(5)
  await publisher.flush()
  publisher.publish(viewOf(6, { state: 'cancelled' }))
  expect((await nextView(client)).version).toBe(6)
})

test('the server is down, then up: the newest state arrives, what it replaced is skipped', async () => {
  const port = await startServer()
  await leftovers.pop()?.()
  const { publisher, clock, lines, logged } = setUp(port)
  const complaint = logged()
  publisher.publish(viewOf(1))
  expect(await complaint).toBe('Live updates do not go out, imports go on: ECONNREFUSED')
  publisher.publish(viewOf(2))
  publisher.publish(viewOf(3, { state: 'done' }))
  await startServer(port)
  const client = await joined(port, allImportsChannel)
  const recovery = logged()
  clock.advance(250)
  expect((await nextView(client)).version).toBe(3)
  expect(await recovery).toBe('Live updates go out again, after 1 failed attempts')
  publisher.publish(viewOf(1, { id: 2 }))
  expect((await nextView(client)).id).toBe(2)
  expect(lines).toHaveLength(2)
})

test('each attempt that fails doubles the pause before the next, up to 10 s', async () => {
  const server = await heldServer()
  const { publisher, clock } = setUp(server.port)
  publisher.publish(viewOf(1))
  for (const pauseMs of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
    ;(await server.next()).answer(503)
    await clock.waiting(pauseMs)
    clock.advance(pauseMs)
  }
  const last = await server.next()
  expect(last.version).toBe(1)
  last.answer(200)
})

test('one request is under way at a time; what comes meanwhile is one request more', async () => {
  const server = await heldServer()
  const { publisher } = setUp(server.port)
  publisher.publish(viewOf(1))
  const first = await server.next()
  for (const version of [2, 3, 4]) publisher.publish(viewOf(version, { state: 'folding' }))
  publisher.publish(viewOf(2, { state: 'mapped' }))
  expect([first.version, server.open()]).toEqual([1, 1])
  first.answer(200)
  const second = await server.next()
  expect([second.version, server.open()]).toEqual([4, 1])
  second.answer(200)
  await publisher.flush()
  publisher.publish(viewOf(5, { state: 'done' }))
  const third = await server.next()
  expect(third.version).toBe(5)
  third.answer(200)
})

test('an event that is refused for good is given up, the next ones are not', async () => {
  const server = await heldServer()
  const { publisher, lines } = setUp(server.port)
  publisher.publish(viewOf(1))
  publisher.publish(viewOf(2, { id: 2 }))
  ;(await server.next()).answer(413)
  const second = await server.next()
  expect([second.version, lines]).toEqual([2, ['A live update of import 1 was refused: 413 {}']])
  second.answer(200)
})

test('a view too large for one event is sent with its texts cut short', async () => {
  const port = await startServer()
  const client = await joined(port, allImportsChannel)
  const { publisher, lines } = setUp(port)
  publisher.publish(
    viewOf(1, {
      state: 'failed',
      mapping_text: '\u0001'.repeat(9_000),
      problem: { code: 'unmappable', message: 'é'.repeat(9_000) },
    }),
  )
  const view = await nextView(client)
  expect([view.state, view.mapping_text?.length, view.problem?.message]).toEqual(['failed', 500, `${'é'.repeat(499)}…`])
  expect(lines).toEqual([])
})

test('flush() waits for all that is waiting, without pauses', async () => {
  const port = await startServer()
  const client = await joined(port, allImportsChannel)
  const { publisher, clock } = setUp(port)
  publisher.publish(viewOf(1))
  await publisher.flush()
  publisher.publish(viewOf(2))
  publisher.publish(viewOf(1, { id: 2 }))
  await publisher.flush()
  const late = await connected(port)
  const channel = importChannel(1)
  late.send('pusher:subscribe', { channel, auth: signChannel(app.key, app.secret, late.socketId, channel) })
  await late.next()
  expect((await nextView(late)).version).toBe(2)
  const order = [await nextView(client), await nextView(client), await nextView(client)]
  expect(order.map(({ id, version }) => [id, version])).toEqual([
    [1, 1],
    [2, 1],
    [1, 2],
  ])
  await publisher.flush()
  await publisher.close()
  expect(clock.pending()).toBe(0)
})

test('flush() does not outlast its timeout, and close() gives up what is left', async () => {
  const port = await startServer()
  const { publisher, clock, lines, logged } = setUp(port, { secret: 'another secret' })
  const complaint = logged()
  publisher.publish(viewOf(1))
  const flushed = publisher.flush(100)
  expect(await complaint).toBe('Live updates do not go out, imports go on: 401 {"error":"Invalid auth_signature"}')
  clock.advance(100)
  await flushed
  await publisher.close()
  expect(clock.pending()).toBe(0)
  publisher.publish(viewOf(2))
  await publisher.flush()
  expect([clock.pending(), lines.length]).toEqual([0, 1])
})

test('a server that never answers costs one request timeout', async () => {
  const server = await heldServer()
  const { publisher, logged } = setUp(server.port, { requestTimeoutMs: 20 })
  const complaint = logged()
  publisher.publish(viewOf(1))
  await server.next()
  expect(await complaint).toBe('Live updates do not go out, imports go on: no answer in time')
  await publisher.close()
})

test('close() waits for the request under way, whatever its answer, and leaves no timer', async () => {
  const server = await heldServer()
  for (const status of [200, 503]) {
    const { publisher, clock } = setUp(server.port)
    publisher.publish(viewOf(1))
    const request = await server.next()
    const closed = publisher.close()
    request.answer(status)
    await closed
    expect(clock.pending()).toBe(0)
  }
})
