import type { Env } from '#env.ts'
import { createPublisher, type Publisher } from './publish.ts'

/** The publisher of a process's settings; none without a secret: nobody can watch then, and everything else goes on. */
export function openPublisher(settings: Env, log: (line: string) => void): Publisher | undefined {
  const { REALTIME_HOST, REALTIME_PORT, REALTIME_TLS, REALTIME_APP_ID, REALTIME_KEY, REALTIME_SECRET } = settings
  if (!REALTIME_SECRET) return undefined
  return createPublisher({
    host: REALTIME_HOST,
    port: REALTIME_PORT,
    tls: REALTIME_TLS,
    appId: REALTIME_APP_ID,
    key: REALTIME_KEY,
    secret: REALTIME_SECRET,
    log,
  })
}
