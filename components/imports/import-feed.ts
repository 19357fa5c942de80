import Pusher, { type Channel, type Options } from 'pusher-js'
import { allImportsChannel, importEvent, importEventName } from '#trips/import-events.ts'
import type { ImportView } from '#trips/import-job.ts'

/** Where the channel is: at `wsUrl` (`wss://host:port/path`) or, without one, on the page's own host at `port`. */
export type RealtimeAddress = { key: string; wsUrl: string | null; port: number; tls: boolean }

/** `live`: subscribed, and everything read once since. `offline`: not so; attempts go on unless the key is refused, and until one succeeds the imports are read every few seconds. */
export type Connection = 'connecting' | 'live' | 'offline'

export type FeedListener = {
  onImports(views: readonly ImportView[]): void
  onConnection(connection: Connection): void
  /** Reads the imports anew. Called after each subscription, for events before it may have been missed, and while offline. */
  refetch(): Promise<readonly ImportView[]>
}

/** Left alone, pusher-js tries again after 15, 30, 60 s; a restarted server should be found within seconds. */
const unavailableTimeoutMs = 3_000
const retryMinMs = 1_000
const retryMaxMs = 30_000
/** Where no WebSocket gets through, a page is behind by so much; one read costs the server two indexed queries. */
const lookMs = 5_000

/** The one connection of a page to an address; it rests while nobody listens. */
type Feed = {
  pusher: Pusher
  channel: Channel
  listeners: number
  /** Connects anew after a pause that doubles, and is spread so that many pages do not come back at one moment. */
  retryLater(): void
  /** The next failure begins with the shortest pause again. */
  succeeded(): void
}
const feeds = new Map<string, Feed>()

/**
 * Follows every import until the returned function is called. Events are hints: the listener merges by version, and is live
 * only when its refetch after the subscription has answered.
 */
export function followImports(address: RealtimeAddress, listener: FeedListener): () => void {
  const feed = joinFeed(address)
  const { pusher, channel } = feed
  let shown: Connection | undefined
  let round = 0
  let stopped = false
  let looking: ReturnType<typeof setTimeout> | undefined

  function show(connection: Connection): void {
    // To somebody who is offline, an attempt that may fail again is no news.
    if (stopped || connection === shown || (shown === 'offline' && connection === 'connecting')) return
    shown = connection
    listener.onConnection(connection)
    clearTimeout(looking)
    if (connection === 'offline') lookLater()
  }
  function lookLater(): void {
    looking = setTimeout(async () => {
      const views = await listener.refetch().catch(() => undefined)
      if (stopped) return
      if (views) listener.onImports(views)
      if (shown === 'offline') lookLater()
    }, lookMs)
  }
  async function catchUp(): Promise<void> {
    const mine = ++round
    const views = await listener.refetch().catch(() => undefined)
    if (stopped) return
    if (views) listener.onImports(views)
    if (mine !== round) return
    show(views ? 'live' : 'offline')
    if (views) feed.succeeded()
    else feed.retryLater()
  }
  const handlers = {
    [importEventName]: (data: unknown) => {
      const event = importEvent.safeParse(data)
      if (event.success) listener.onImports([event.data.import])
    },
    'pusher:subscription_succeeded': catchUp,
    'pusher:subscription_error': () => show('offline'),
  }
  function onState({ current }: { current: string }): void {
    if (current === 'connected') return
    round++
    show(current === 'connecting' ? 'connecting' : 'offline')
  }

  for (const [event, handler] of Object.entries(handlers)) channel.bind(event, handler)
  pusher.connection.bind('state_change', onState)
  show('connecting')
  if (channel.subscribed) void catchUp()
  return () => {
    stopped = true
    clearTimeout(looking)
    for (const [event, handler] of Object.entries(handlers)) channel.unbind(event, handler)
    pusher.connection.unbind('state_change', onState)
    leaveFeed(feed)
  }
}

function joinFeed(address: RealtimeAddress): Feed {
  const name = JSON.stringify([address.key, address.wsUrl, address.port, address.tls])
  const feed = feeds.get(name) ?? openFeed(address)
  feeds.set(name, feed)
  if (feed.listeners++ === 0) feed.pusher.connect()
  return feed
}

function leaveFeed(feed: Feed): void {
  if (--feed.listeners > 0) return
  feed.succeeded()
  feed.pusher.disconnect()
}

function openFeed(address: RealtimeAddress): Feed {
  const pusher = new Pusher(address.key, pusherOptions(address))
  const channel = pusher.subscribe(allImportsChannel)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function callOff(): void {
    clearTimeout(timer)
    timer = undefined
  }
  function retryLater(): void {
    if (timer) return
    const delayMs = Math.min(retryMaxMs, retryMinMs * 2 ** failures++) * (0.5 + Math.random() / 2)
    timer = setTimeout(() => {
      timer = undefined
      pusher.disconnect()
      pusher.connect()
    }, delayMs)
  }
  function succeeded(): void {
    failures = 0
    callOff()
  }
  pusher.connection.bind('connected', callOff)
  pusher.connection.bind('unavailable', retryLater)
  channel.bind('pusher:subscription_error', retryLater)
  return { pusher, channel, listeners: 0, retryLater, succeeded }
}

function pusherOptions({ wsUrl, port, tls }: RealtimeAddress): Options {
  const url = wsUrl === null ? undefined : new URL(wsUrl)
  const secure = url ? url.protocol === 'wss:' : tls
  const wsPort = url ? Number(url.port) || (secure ? 443 : 80) : port
  return {
    cluster: 'local', // required by pusher-js, unused with a host
    wsHost: url?.hostname ?? location.hostname,
    wsPort,
    wssPort: wsPort,
    wsPath: url?.pathname.replace(/\/$/, '') ?? '',
    forceTLS: secure,
    enabledTransports: ['ws'], // also the name of the one over TLS
    enableStats: false,
    unavailableTimeout: unavailableTimeoutMs,
    channelAuthorization: { endpoint: new URL('/api/realtime/auth', location.href).href, transport: 'ajax' },
  }
}
