import { headers } from 'next/headers'
import { env } from '#env.ts'

/** What the pages hand to the browser of this process's settings, at the time of the request. */
export async function pageSettings() {
  const settings = env()
  const head = await headers()
  const host = head.get('x-forwarded-host') ?? head.get('host') ?? `${settings.HOST}:${settings.PORT}`
  return {
    origin: `${head.get('x-forwarded-proto') ?? 'http'}://${host}`,
    realtime: {
      key: settings.REALTIME_KEY,
      wsUrl: settings.REALTIME_PUBLIC_URL ?? null,
      port: settings.REALTIME_PORT,
      tls: settings.REALTIME_TLS,
    },
    tiles: settings.TILE_URL ? { url: settings.TILE_URL, attribution: settings.TILE_ATTRIBUTION } : null,
  }
}
