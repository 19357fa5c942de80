import Pusher from 'pusher'
import PusherClient, { type Channel } from 'pusher-js'
import { afterEach, expect, test } from 'vitest'
import { allImportsChannel, importChannel, importEventName } from '#trips/import-events.ts'
import { type Realtime, startRealtime } from './start-realtime.ts'
import { type ManualClock, manualClock } from './testing/manual-clock.ts'

/** The server with the two libraries that really talk to it: `pusher` sends, `pusher-js` listens. */

const app = { appId: 'tripfold', key: 'key', secret: 'a secret of the tests' }
const leftovers: (() => unknown)[] = []
afterEach(async () => {
  for (const end of leftovers.splice(0).reverse()) await end()
})

async function start(settings: { port?: number; clock?: ManualClock } = {}): Promise<Realtime> {
  const realtime = await startRealtime({ host: '127.0.0.1', port: 0, ...app, ...settings })
  leftovers.push(() => realtime.close())
  return realtime
}
const sender = (port: number, secret = app.secret) => new Pusher({ ...app, secret, host: '127.0.0.1', port: String(port) })

function listener(port: number, { key = app.key, secret = app.secret } = {}): PusherClient {
  const client = new PusherClient(key, {
    ...{ cluster: 'local', wsHost: '127.0.0.1', wsPort: port, forceTLS: false, enabledTransports: ['ws'] },
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, answer) =>
        answer(null, sender(port, secret).authorizeChannel(socketId, channelName)),
    },
  })
  leftovers.push(() => client.disconnect())
  return client
}
const happened = <Data = unknown>(on: Channel | PusherClient['connection'], event: string): Promise<Data> =>
  new Promise((resolve) => {
    on.bind(event, function once(data: Data) {
      on.unbind(event, once)
      resolve(data)
    })
  })

test('a subscriber with a right signature gets what is sent to its channel', async () => {
  const { port } = await start()
  const client = listener(port)
  const [all, one] = [client.subscribe(allImportsChannel), client.subscribe(importChannel(7))]
  await Promise.all([happened(all, 'pusher:cache_miss'), happened(one, 'pusher:cache_miss')])
  const both = Promise.all([happened(all, importEventName), happened(one, importEventName)])
  await sender(port).trigger([allImportsChannel, importChannel(7)], importEventName, { n: 1 })
  expect(await both).toEqual([{ n: 1 }, { n: 1 }])
})

test('one with a wrong signature gets a subscription error', async () => {
  const { port } = await start()
  const channel = listener(port, { secret: 'another secret' }).subscribe(allImportsChannel)
  expect(await happened(channel, 'pusher:subscription_error')).toMatchObject({ type: 'AuthError', status: 401 })
  expect(channel.subscribed).toBe(false)
})

test('a late subscriber gets the last event', async () => {
  const { port } = await start()
  await sender(port).trigger(allImportsChannel, importEventName, { n: 1 })
  await sender(port).trigger(allImportsChannel, importEventName, { n: 2 })
  expect(await happened(listener(port).subscribe(allImportsChannel), importEventName)).toEqual({ n: 2 })
})

test('an unknown key ends the connection for good', async () => {
  const { port } = await start()
  const client = listener(port, { key: 'other' })
  const [error] = await Promise.all([happened(client.connection, 'error'), happened(client.connection, 'disconnected')])
  expect(error).toMatchObject({ error: { data: { code: 4001 } } })
})

test('the ping of a silent connection is answered, so it stays', async () => {
  const clock = manualClock()
  const { port } = await start({ clock })
  const client = listener(port)
  const channel = client.subscribe(allImportsChannel)
  await happened(channel, 'pusher:cache_miss')
  const { socket_id } = client.connection
  const pinged = happened(client.connection, 'message')
  clock.advance(120_000)
  expect(await pinged).toMatchObject({ event: 'pusher:ping' })
  // The pong is on its way before this subscription: once that has succeeded, the server has heard of both.
  await happened(client.subscribe('cache-other'), 'pusher:cache_miss')
  clock.advance(30_000)
  const event = happened(channel, importEventName)
  await sender(port).trigger(allImportsChannel, importEventName, { n: 1 })
  expect([await event, client.connection.socket_id]).toEqual([{ n: 1 }, socket_id])
})

test('after a restart of the server the client comes back by itself and gets the next events', async () => {
  const first = await start()
  const client = listener(first.port)
  const channel = client.subscribe(allImportsChannel)
  await happened(channel, 'pusher:cache_miss')
  const { socket_id } = client.connection
  await first.close()
  await start({ port: first.port })
  await happened(channel, 'pusher:cache_miss')
  const event = happened(channel, importEventName)
  await sender(first.port).trigger(allImportsChannel, importEventName, { n: 1 })
  expect(await event).toEqual({ n: 1 })
  expect(client.connection.socket_id).not.toBe(socket_id)
})
