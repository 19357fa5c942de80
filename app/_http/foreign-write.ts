/**
 * Why a write is refused that a browser sends on behalf of another site, or undefined. Other clients send neither header. A
 * page of another site can set none of these three itself.
 */
export function foreignWrite({ headers, url }: Request): string | undefined {
  if (headers.get('sec-fetch-site') === 'cross-site') return 'Sent by a page of another site (Sec-Fetch-Site: cross-site)'
  const origin = headers.get('origin')
  if (origin === null) return undefined
  // A proxy that rewrites Host says in X-Forwarded-Host what the browser asked for.
  const hosts = [headers.get('x-forwarded-host'), headers.get('host') ?? new URL(url).host]
  return hosts.includes(hostOf(origin)) ? undefined : `Sent by a page of another site (Origin: ${origin})`
}

/** The empty text, which no request has for a host, for `null` and other origins without one. */
const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : '')
