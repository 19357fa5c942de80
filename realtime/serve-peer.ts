import { randomInt } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Clock } from './clock.ts'
import {
  type ClientFrame,
  closeCode,
  errorFrame,
  establishedFrame,
  isPrivate,
  parseClientFrame,
  pingFrame,
  pongFrame,
  refusedFrame,
  subscriptionErrorFrame,
} from './frames.ts'
import type { Hub, Peer } from './hub.ts'
import { type AppCredentials, mayJoin } from './signature.ts'

export type PeerSettings = {
  clock: Clock
  /** A client that has been silent for so long is sent a ping. */
  activityTimeoutMs: number
  /** A client that stays silent after the ping is closed. */
  pongTimeoutMs: number
  /** A client that has left so many bytes unread is cut off: it can come back and read the state anew. */
  backlogBytesMax: number
  log(line: string): void
}

/** Unguessable, because a signature for a channel is bound to it. */
const newSocketId = (): string => `${randomInt(2 ** 32)}.${randomInt(2 ** 32)}`

/** Says why in a frame, then closes with the same code: older clients read only the one, newer ones only the other. */
export function refusePeer(socket: WebSocket, code: number, message: string): void {
  socket.send(errorFrame(code, message))
  socket.close(code, message)
}

/** Speaks the protocol with one connected WebSocket until it is gone. */
export function servePeer(socket: WebSocket, app: AppCredentials, hub: Hub, settings: PeerSettings): void {
  const { clock } = settings
  const peer: Peer = { socketId: newSocketId(), send: (frame) => sendBounded(socket, frame, settings) }
  let stopWaiting = () => {}

  function heard(): void {
    stopWaiting()
    stopWaiting = clock.after(settings.activityTimeoutMs, () => {
      peer.send(pingFrame)
      stopWaiting = clock.after(settings.pongTimeoutMs, () => refusePeer(socket, closeCode.noPong, 'No pong in time'))
    })
  }

  socket.on('message', (data, isBinary) => {
    heard()
    const frame = isBinary ? undefined : parseClientFrame(data.toString())
    if (frame) obey(frame, peer, app, hub)
    else peer.send(refusedFrame)
  })
  socket.on('close', () => {
    stopWaiting()
    hub.leave(peer)
  })
  heard()
  peer.send(establishedFrame(peer.socketId, settings.activityTimeoutMs))
}

function sendBounded(socket: WebSocket, frame: string | Buffer, { backlogBytesMax, log }: PeerSettings): void {
  if (socket.readyState !== socket.OPEN) return
  if (socket.bufferedAmount > backlogBytesMax) {
    log(`Cut off a client that left ${socket.bufferedAmount} bytes unread`)
    // A close frame would queue behind the backlog.
    socket.terminate()
  } else socket.send(frame, { binary: false })
}

function obey(frame: ClientFrame, peer: Peer, app: AppCredentials, hub: Hub): void {
  if (frame.event === 'pusher:ping') peer.send(pongFrame)
  else if (frame.event === 'pusher:unsubscribe') hub.unsubscribe(peer, frame.data.channel)
  else if (frame.event === 'pusher:subscribe') {
    const { channel, auth = '' } = frame.data
    if (channel.startsWith('presence-')) peer.send(subscriptionErrorFrame(channel, 400, 'Presence channels are not served'))
    else if (isPrivate(channel) && !mayJoin(app, peer.socketId, channel, auth))
      peer.send(subscriptionErrorFrame(channel, 401, 'The signature is not for this socket and channel'))
    else if (!hub.subscribe(peer, channel)) peer.send(subscriptionErrorFrame(channel, 429, 'Too many channels on one connection'))
  }
}
