import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { type FetchRules, refuseOtherHosts } from './fetch-rules.ts'
import { isPublicAddress } from './public-address.ts'
import { type SpooledFile, writeSpool } from './spool.ts'

/** Why a feed's file was not had, in a sentence for whoever set the feed up. */
export class FetchFailure extends Error {}

type Address = { address: string; family: number }

export type FetchPorts = {
  rules: FetchRules
  spoolDir: string
  bytesMax: number
  stop: AbortSignal
  /** DNS; tests bring their own. */
  resolve?: (host: string) => Promise<Address[]>
  limits?: Partial<typeof plainLimits>
}

const plainLimits = {
  /** A connection on which nothing comes for so long, its beginning included, is dead. */
  silenceMs: 60_000,
  /** A file that takes longer will not do for a schedule. */
  wholeMs: 6 * 3_600_000,
}

/** What was fetched: nothing new, or a file in the spool. */
export type Fetched =
  | { unchanged: true }
  | { unchanged: false; spooled: SpooledFile; etag: string | null; lastModified: string | null }

/**
 * Fetches an address into the spool, unless it has not changed since. Its host must be allowed; its name is resolved once, and
 * only that address is connected to, which must be public unless the host may be private. Redirects are not followed. Throws
 * UserProblem (host not allowed, too large) and FetchFailure; nothing then stays in the spool.
 */
export async function fetchFeed(
  known: { url: string; etag: string | null; lastModified: string | null },
  ports: FetchPorts,
): Promise<Fetched> {
  const url = new URL(known.url)
  refuseOtherHosts(url, ports.rules)
  const address = await addressOf(url, ports)
  const { silenceMs, wholeMs } = { ...plainLimits, ...ports.limits }
  const deadline = AbortSignal.timeout(wholeMs)
  const silence = new AbortController()
  const signal = AbortSignal.any([ports.stop, deadline, silence.signal])
  try {
    const answer = await ask(url, address, {
      ...{ headers: conditions(known), signal, timeout: silenceMs },
      onSilence: () => silence.abort(),
    })
    try {
      return await received(answer, ports)
    } finally {
      answer.destroy()
    }
  } catch (error) {
    if (deadline.aborted) throw new FetchFailure(`The file was not whole after ${wholeMs / 1000} s`)
    if (silence.signal.aborted) throw new FetchFailure(`Nothing came for ${silenceMs / 1000} s`)
    throw asFailure(error)
  }
}

/** The one address that is connected to. A name with one forbidden address among its own is not trusted at all. */
async function addressOf({ hostname, host }: URL, { rules, resolve = resolveAll }: FetchPorts): Promise<Address> {
  const name = hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(name)
  const found = family ? [{ address: name, family }] : await resolve(name).catch(() => [])
  if (found.length === 0) throw new FetchFailure(`The name ${name} is unknown (DNS)`)
  if (!rules.privateHosts.includes(host) && !found.every(({ address }) => isPublicAddress(address)))
    throw new FetchFailure(`${host} has an address of a private network, which FEED_PRIVATE_HOSTS does not allow`)
  return found[0]
}

const resolveAll = (host: string): Promise<Address[]> => lookup(host, { all: true })

const conditions = ({ etag, lastModified }: { etag: string | null; lastModified: string | null }): Record<string, string> => ({
  accept: 'text/csv, */*;q=0.1',
  'accept-encoding': 'identity',
  'user-agent': 'Tripfold',
  ...(etag && { 'if-none-match': etag }),
  ...(lastModified && { 'if-modified-since': lastModified }),
})

function ask(
  url: URL,
  { address, family }: Address,
  { onSilence, ...how }: { headers: Record<string, string>; signal: AbortSignal; timeout: number; onSilence: () => void },
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      ...how,
      // A connection of its own, to the address that was judged: nothing looks the name up a second time.
      agent: false,
      lookup: (_host, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family)),
    })
    asked.on('timeout', onSilence)
    asked.on('response', resolve)
    asked.on('error', reject)
    asked.end()
  })
}

async function received(answer: IncomingMessage, { spoolDir, bytesMax }: FetchPorts): Promise<Fetched> {
  const { statusCode = 0, headers } = answer
  if (statusCode === 304) return { unchanged: true }
  if (statusCode >= 300 && statusCode < 400)
    throw new FetchFailure(
      `The host answers with a redirect (${statusCode}), which is not followed; give the address it leads to`,
    )
  if (statusCode !== 200) throw new FetchFailure(`The host answers with status ${statusCode} instead of 200`)
  const encoding = headers['content-encoding'] ?? 'identity'
  // A gzipped file is recognised by its bytes, whoever packed it.
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding))
    throw new FetchFailure(`The host sends ${encoding}, which was not asked for`)
  const spooled = await writeSpool(spoolDir, whole(answer), { bytesMax })
  return { unchanged: false, spooled, etag: fitting(headers.etag, 255), lastModified: fitting(headers['last-modified'], 64) }
}

/** The body; it ends with an error unless it is as long as was said. */
async function* whole(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  const declared = answer.headers['content-length']
  let bytes = 0
  for await (const block of answer) {
    bytes += block.length
    yield block
  }
  if (declared !== undefined && Number(declared) !== bytes)
    throw new FetchFailure(`${bytes} bytes arrived of the ${declared} that were said`)
}

/** What does not fit its column is not remembered: then the file is fetched again, and compared. */
const fitting = (value: string | undefined, max: number): string | null => (value && value.length <= max ? value : null)

/** Faults of the connection in a sentence; others are passed on. */
function asFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof FetchFailure || !('code' in error)) return error
  const code = String(error.code)
  if (code === 'ECONNRESET') return new FetchFailure('The connection broke off before the file was whole')
  const isConnection =
    /^(ECONN|EHOST|ENET|EPIPE|ETIMEDOUT|EAI_|ENOTFOUND|ERR_TLS|ERR_SSL|HPE_|EPROTO|CERT_|DEPTH_|UNABLE_|SELF_)/.test(code)
  return isConnection ? new FetchFailure(`The host could not be asked (${code})`) : error
}
