import { resolve } from 'node:path'
import type { Env } from '#env.ts'
import { choosePort } from './choose-port.ts'
import { keepRealtimeSecret } from './keep-secret.ts'
import type { StartOptions } from './start-options.ts'

export type RunSettings = {
  home: string
  host: string
  webUrl: string
  /** Where our own channel answers; undefined when the settings name another server. */
  realtimeUrl: string | undefined
  /** What web and worker are told, and what run.json holds, but for the database; names as in env.ts. */
  values: Record<string, string>
}

const ownHosts = ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::']
const everywhere = ['0.0.0.0', '::']

/** An address for connections from this machine. */
const reachable = (host: string): string => (everywhere.includes(host) ? '127.0.0.1' : host)
const httpUrl = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/**
 * Decides where everything of a run is and listens. A port that nobody chose gives way to the next free one, which is
 * reported. Throws one sentence when a chosen one cannot be had.
 */
export async function decideRunSettings(
  given: Env,
  options: StartOptions,
  isGiven: (name: keyof Env) => boolean,
  log: (line: string) => void,
): Promise<RunSettings> {
  const home = resolve(given.TRIPFOLD_HOME)
  const host = options.host ?? given.HOST
  const wish = { port: options.port ?? given.PORT, host, isGiven: options.port !== undefined || isGiven('PORT') }
  const port = await choosePort(wish)
  if (port !== wish.port) log(`Port ${wish.port} is in use, taking ${port}`)
  const isOwn = ownHosts.includes(given.REALTIME_HOST)
  const realtimeWish = { port: given.REALTIME_PORT, host, isGiven: isGiven('REALTIME_PORT'), taken: [port] }
  const realtimePort = isOwn ? await choosePort(realtimeWish) : given.REALTIME_PORT
  const realtimeHost = isOwn ? reachable(host) : given.REALTIME_HOST
  return {
    home,
    host,
    webUrl: httpUrl(reachable(host), port),
    realtimeUrl: isOwn ? httpUrl(realtimeHost, realtimePort) : undefined,
    values: {
      TRIPFOLD_HOME: home,
      SPOOL_DIR: resolve(given.SPOOL_DIR ?? `${home}/spool`),
      INBOX_DIR: resolve(given.INBOX_DIR),
      HOST: host,
      PORT: String(port),
      REALTIME_HOST: realtimeHost,
      REALTIME_PORT: String(realtimePort),
      REALTIME_TLS: String(given.REALTIME_TLS),
      REALTIME_APP_ID: given.REALTIME_APP_ID,
      REALTIME_KEY: given.REALTIME_KEY,
      REALTIME_SECRET: given.REALTIME_SECRET ?? keepRealtimeSecret(home),
      // For the command line too, which judges a feed's host as the page does.
      FEED_HOSTS: given.FEED_HOSTS.join(','),
      FEED_PRIVATE_HOSTS: given.FEED_PRIVATE_HOSTS.join(','),
      NEXT_TELEMETRY_DISABLED: '1',
    },
  }
}
