import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Clock, systemClock } from './clock.ts'
import { answerApi } from './events-api.ts'
import { closeCode } from './frames.ts'
import { createHub, type Hub } from './hub.ts'
import { type PeerSettings, refusePeer, servePeer } from './serve-peer.ts'
import type { AppCredentials } from './signature.ts'

type Address = {
  host: string
  /** 0 takes a free one. */
  port: number
}
type Limits = PeerSettings & {
  /** Origins that browsers may connect from, such as `https://trips.example.org`; null admits all: private channels are signed anyway. */
  origins: readonly string[] | null
  connectionsMax: number
  /** Cache channels whose last event is kept. */
  cacheChannelsMax: number
}
export type RealtimeSettings = Address & AppCredentials & Partial<Limits>
type Settings = Address & AppCredentials & Limits

const defaults: Limits = {
  origins: null,
  connectionsMax: 10_000,
  cacheChannelsMax: 2_000, // of at most 10 kB: 20 MB
  activityTimeoutMs: 120_000,
  pongTimeoutMs: 30_000,
  backlogBytesMax: 4 * 2 ** 20,
  clock: systemClock,
  log: () => {},
}

/** The largest frame a client has reason to send is a subscription of some 400 bytes. */
const clientFrameBytesMax = 16_384
/** Far longer than a signed event takes; keeps half-sent requests from piling up. */
const requestTimeoutMs = 15_000
/** What clients get for answering the close frame; a browser does in milliseconds. */
const goodbyeMs = 2_000
/** "Going away": clients come back after a second, when a restarted server is there again. */
const goingAway = 1001

export type Realtime = {
  port: number
  /** Says goodbye to every client, waits for them briefly, and stops listening. */
  close(): Promise<void>
}

/** Starts a Pusher-protocol server for one application in this process. Rejects when the port cannot be had. */
export async function startRealtime(given: RealtimeSettings): Promise<Realtime> {
  const settings: Settings = { ...defaults, ...given }
  const hub = createHub(settings.cacheChannelsMax)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: clientFrameBytesMax, perMessageDeflate: false })
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    answer(request, response, hub, settings).catch(() => response.destroy())
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const refusal = upgradeRefusal(request, settings)
    if (refusal) refuseUpgrade(socket, refusal)
    else sockets.handleUpgrade(request, socket, head, (client) => admit(client, request, sockets.clients.size, hub, settings))
  })
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let stopped: Promise<void> | undefined
  return {
    port,
    close() {
      stopped ??= stop(server, sockets, settings.clock)
      return stopped
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, hub: Hub, settings: Settings): Promise<void> {
  const url = urlOf(request)
  if (url?.pathname === '/up') return void response.end('OK')
  const { status, body } = url
    ? await answerApi(request, url, settings, hub, settings.clock.now())
    : { status: 400, body: { error: 'Not a URL' } }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const keyOf = (request: IncomingMessage): string | undefined => /^\/app\/([^/]+)$/.exec(urlOf(request)?.pathname ?? '')?.[1]

function upgradeRefusal(request: IncomingMessage, { origins }: Settings): string | undefined {
  if (keyOf(request) === undefined) return '404 Not Found'
  const { origin } = request.headers
  return origins && origin !== undefined && !origins.includes(origin) ? '403 Forbidden' : undefined
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // The client may leave its half open for ever.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** What is refused here is refused after the handshake: a browser shows its script close codes, but no HTTP status. */
function admit(client: WebSocket, request: IncomingMessage, connections: number, hub: Hub, settings: Settings): void {
  client.on('error', () => {}) // ws closes the connection itself, with the code that says why
  if (keyOf(request) !== settings.key) refusePeer(client, closeCode.unknownKey, 'Unknown application key')
  else if (connections > settings.connectionsMax) refusePeer(client, closeCode.overCapacity, 'Too many connections')
  else servePeer(client, settings, hub, settings)
}

async function stop(server: Server, sockets: WebSocketServer, clock: Clock): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const client of sockets.clients) client.close(goingAway, 'Server is stopping')
  const callOff = clock.after(goodbyeMs, () => {
    for (const client of sockets.clients) client.terminate()
    server.closeAllConnections()
  })
  await closed
  callOff()
}

function urlOf(request: IncomingMessage): URL | undefined {
  const text = `http://realtime${request.url ?? ''}`
  return URL.canParse(text) ? new URL(text) : undefined
}
