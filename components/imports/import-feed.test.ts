import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Pusher from 'pusher'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { signChannel } from '#app/_http/sign-channel.ts'
import { type Realtime, startRealtime } from '#realtime/start-realtime.ts'
import { allImportsChannel, importEventName } from '#trips/import-events.ts'
import type { ImportView } from '#trips/import-job.ts'
import { type Connection, followImports, type RealtimeAddress } from './import-feed.ts'

/** The page's side with the real pusher-js, against the real channel; only the web server that signs is the test's. */

const app = { appId: 'tripfold', key: 'key', secret: 'a secret of the tests' }
const leftovers: (() => unknown)[] = []
/** HTTP status with which the web server refuses to sign; 0 signs. */
let signingStatus = 0
let signings = 0

beforeEach(async () => {
  signingStatus = 0
  signings = 0
  const web = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request))
    signings++
    if (signingStatus) return response.writeHead(signingStatus).end()
    const auth = signChannel(app.key, app.secret, form.get('socket_id') ?? '', form.get('channel_name') ?? '')
    response.end(JSON.stringify({ auth }))
  }).listen(0, '127.0.0.1')
  await once(web, 'listening')
  vi.stubGlobal('location', new URL(`http://127.0.0.1:${(web.address() as AddressInfo).port}/imports`))
  leftovers.push(() => web.close())
})
afterEach(async () => {
  for (const end of leftovers.splice(0).reverse()) await end()
  vi.unstubAllGlobals()
})

const viewOf = (version: number): ImportView => ({
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
  ...{ waiting_for: null, can_retry: false, created_at: '2018-05-01T00:00:00Z', started_at: null, finished_at: null },
})

async function startServer(port = 0): Promise<Realtime> {
  const realtime = await startRealtime({ host: '127.0.0.1', port, ...app })
  leftovers.push(() => realtime.close())
  return realtime
}
const send = (port: number, data: unknown) =>
  new Pusher({ ...app, host: '127.0.0.1', port: String(port) }).trigger(allImportsChannel, importEventName, data)

type Happening = Connection | 'refetch' | number
/** Follows as a page does, and keeps what it is told, in order: connection states, refetches, versions. */
function follow(address: Partial<RealtimeAddress>, refetch: () => Promise<ImportView[]> = async () => []) {
  const told: Happening[] = []
  const watchers = new Set<() => void>()
  const tell = (...what: Happening[]) => {
    told.push(...what)
    for (const look of watchers) look()
  }
  const stop = followImports(
    { key: app.key, wsUrl: null, port: 0, tls: false, ...address },
    {
      onImports: (views) => tell(...views.map(({ version }) => version)),
      onConnection: (connection) => tell(connection),
      refetch: () => {
        tell('refetch')
        return refetch()
      },
    },
  )
  leftovers.push(stop)
  /** Resolves when it is told `what` for the n-th time. */
  const until = (what: Happening, times = 1): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (told.filter((each) => each === what).length >= times) resolve()
      }
      watchers.add(look)
      look()
    })
  return { told, until, stop }
}

test('is live when it has subscribed and read once; then tells every event, and nothing that is no event', async () => {
  const { port } = await startServer()
  const page = follow({ port }, async () => [viewOf(3)])
  await page.until('live')
  expect(page.told).toEqual(['connecting', 'refetch', 3, 'live'])
  await send(port, { import: viewOf(4) })
  await send(port, { import: { id: 1, version: 99 } })
  await send(port, 'no JSON')
  await send(port, { import: viewOf(5) })
  await page.until(5)
  expect(page.told).toEqual(['connecting', 'refetch', 3, 'live', 4, 5])
})

test('a page that comes late is told the last event', async () => {
  const { port } = await startServer()
  await send(port, { import: viewOf(7) })
  const page = follow({ wsUrl: `ws://127.0.0.1:${port}/` })
  await page.until(7)
  await page.until('live')
})

test('all listeners of a page share one connection; one that joins later still reads once; the last one closes it', async () => {
  const { port } = await startServer()
  const [first, second] = [follow({ port }), follow({ port })]
  await Promise.all([first.until('live'), second.until('live')])
  const third = follow({ port })
  await third.until('live')
  expect(signings).toBe(1)
  first.stop()
  second.stop()
  await send(port, { import: viewOf(4) })
  await third.until(4)
  expect([first.told, second.told].flat()).not.toContain(4)
  third.stop()
  const again = follow({ port })
  await again.until('live')
  expect(signings).toBe(2)
})

test('after a restart of the server it reads once more and hears the next events', async () => {
  const server = await startServer()
  let version = 1
  const page = follow({ port: server.port }, async () => [viewOf(version)])
  await page.until('live')
  await server.close()
  version = 2
  await startServer(server.port)
  await page.until('live', 2)
  const known = page.told.filter((what) => what !== 'connecting' && what !== 'offline')
  expect(known).toEqual(['refetch', 1, 'live', 'refetch', 2, 'live'])
  await send(server.port, { import: viewOf(3) })
  await page.until(3)
})

test('what is read for a connection that is lost meanwhile is taken, but makes nothing live', async () => {
  const server = await startServer()
  let answer: (views: ImportView[]) => void = () => {}
  const slow = follow({ port: server.port }, () => new Promise((resolve) => (answer = resolve)))
  const quick = follow({ port: server.port })
  await Promise.all([slow.until('refetch'), quick.until('live')])
  await server.close()
  await quick.until('connecting', 2)
  answer([viewOf(3)])
  await slow.until(3)
  expect(slow.told).toEqual(['connecting', 'refetch', 3])
})

test('is offline when the web server does not sign, and live when it does again', async () => {
  const { port } = await startServer()
  signingStatus = 502
  const page = follow({ port })
  await page.until('offline')
  signingStatus = 0
  await page.until('live')
  expect(page.told).toEqual(['connecting', 'offline', 'refetch', 'live'])
})

test('is offline when reading fails, and tries again', async () => {
  const { port } = await startServer()
  let failing = true
  const page = follow({ port }, async () => {
    if (failing) throw new Error('no answer')
    return [viewOf(2)]
  })
  await page.until('offline')
  failing = false
  await page.until('live')
  expect(page.told).toEqual(['connecting', 'refetch', 'offline', 'refetch', 2, 'live'])
})

test('a server that is not there yet is found when it comes', async () => {
  const server = await startServer()
  await server.close()
  const page = follow({ port: server.port })
  await page.until('offline')
  await startServer(server.port)
  await page.until('live')
  // Left alone, pusher-js would come back after 15 s.
}, 12_000)

test('a refused key is offline for good; the imports are read all the same, until nobody looks', async () => {
  const { port } = await startServer()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  leftovers.push(() => vi.useRealTimers())
  let version = 1
  const page = follow({ port, key: 'other' }, async () => [viewOf(version++)])
  await page.until('offline')
  expect(page.told).toEqual(['connecting', 'offline'])
  await vi.advanceTimersByTimeAsync(5_000)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(page.told.slice(2)).toEqual(['refetch', 1, 'refetch', 2])
  page.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(page.told.length).toBe(6)
})

test('a read that fails while offline is followed by the next', async () => {
  const { port } = await startServer()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  leftovers.push(() => vi.useRealTimers())
  const page = follow({ port, key: 'other' }, () => Promise.reject(new Error('no answer')))
  await page.until('offline')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(page.told).toEqual(['connecting', 'offline', 'refetch', 'refetch'])
})
