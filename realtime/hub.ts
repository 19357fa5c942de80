import { cacheMissFrame, eventFrame, isCache, subscribedFrame } from './frames.ts'

/** One subscriber, whatever carries its frames. */
export type Peer = { socketId: string; send(frame: string | Buffer): void }

/** Import pages need one or two; more is a client gone wrong. */
const channelsPerPeerMax = 100

export type Hub = {
  /** Confirms, then replays the last event of a cache channel or says that there is none. False when the peer holds too many. */
  subscribe(peer: Peer, channel: string): boolean
  unsubscribe(peer: Peer, channel: string): void
  /** Forgets a peer whose connection is gone. */
  leave(peer: Peer): void
  /** Sends to all subscribers but the socket that is named, and keeps the event of a cache channel. */
  broadcast(channel: string, name: string, data: string, exceptSocketId?: string): void
  /** Number of subscribers by channel, only channels that have any. */
  occupied(): Map<string, number>
}

/** Channels in memory, for one process. The last events of the `cacheChannelsMax` most recent cache channels are kept. */
export function createHub(cacheChannelsMax: number): Hub {
  const peersOf = new Map<string, Set<Peer>>()
  const channelsOf = new WeakMap<Peer, Set<string>>()
  const lastEvents = new Map<string, Buffer>()

  function remember(channel: string, frame: Buffer): void {
    lastEvents.delete(channel)
    lastEvents.set(channel, frame)
    if (lastEvents.size <= cacheChannelsMax) return
    const [oldest] = lastEvents.keys()
    lastEvents.delete(oldest)
  }

  function unsubscribe(peer: Peer, channel: string): void {
    channelsOf.get(peer)?.delete(channel)
    const peers = peersOf.get(channel)
    if (peers?.delete(peer) && peers.size === 0) peersOf.delete(channel)
  }

  return {
    subscribe(peer, channel) {
      const channels = channelsOf.get(peer) ?? new Set()
      if (channels.size >= channelsPerPeerMax && !channels.has(channel)) return false
      channelsOf.set(peer, channels.add(channel))
      peersOf.set(channel, (peersOf.get(channel) ?? new Set()).add(peer))
      peer.send(subscribedFrame(channel))
      if (isCache(channel)) peer.send(lastEvents.get(channel) ?? cacheMissFrame(channel))
      return true
    },
    unsubscribe,
    leave(peer) {
      for (const channel of channelsOf.get(peer) ?? []) unsubscribe(peer, channel)
    },
    broadcast(channel, name, data, exceptSocketId) {
      // Encoded once for all: with 10,000 subscribers the encoding would cost more than the sending.
      const frame = Buffer.from(eventFrame(channel, name, data))
      if (isCache(channel)) remember(channel, frame)
      for (const peer of peersOf.get(channel) ?? []) if (peer.socketId !== exceptSocketId) peer.send(frame)
    },
    occupied: () => new Map([...peersOf].map(([channel, peers]) => [channel, peers.size])),
  }
}
