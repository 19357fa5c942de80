import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Who may publish and sign for subscriptions: one application. */
export type AppCredentials = { appId: string; key: string; secret: string }

export type ApiRequest = { method: string; path: string; query: URLSearchParams; body: Buffer }

/** How far a request's clock may be off; also how long a captured request could be replayed. */
const clockToleranceSeconds = 600

export const hmacHex = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex')

/** Compares in constant time; only the length can be learnt. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Whether `auth` (`key:signature`) was signed for this very socket and channel. */
export const mayJoin = (app: AppCredentials, socketId: string, channel: string, auth: string): boolean =>
  sameText(auth, `${app.key}:${hmacHex(app.secret, `${socketId}:${channel}`)}`)

/** What is signed of a request: method, path and every parameter but the signature, by name, as they are unescaped. */
export function signedText({ method, path, query }: Omit<ApiRequest, 'body'>): string {
  const pairs = [...query].filter(([name]) => name !== 'auth_signature').map(([name, value]) => [name.toLowerCase(), value])
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return [method, path, pairs.map((pair) => pair.join('=')).join('&')].join('\n')
}

/** Why a signed request must not be believed, or undefined when it may be. `now` in milliseconds. */
export function requestFault(request: ApiRequest, app: AppCredentials, now: number): string | undefined {
  const { query, body } = request
  if (!sameText(query.get('auth_key') ?? '', app.key)) return 'Unknown auth_key'
  if (query.get('auth_version') !== '1.0') return 'auth_version must be 1.0'
  const timestamp = query.get('auth_timestamp') ?? ''
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - now / 1000) > clockToleranceSeconds)
    return `auth_timestamp is more than ${clockToleranceSeconds} s off this server's clock`
  if (!sameText(query.get('auth_signature') ?? '', hmacHex(app.secret, signedText(request)))) return 'Invalid auth_signature'
  // The signature covers the digest, and the digest the body: without it a body could be swapped.
  const md5 = createHash('md5').update(body).digest('hex')
  return body.length > 0 && !sameText(query.get('body_md5') ?? '', md5) ? 'body_md5 does not match the body' : undefined
}
