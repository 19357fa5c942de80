import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '#db/server/free-port.ts'
import type { Bench } from './bench-server.ts'
import { startChild } from './child-process.ts'

/** A running web server, as Tripfold's users have it. */
export type Web = { url: string; stop: () => Promise<void> }

const host = '127.0.0.1'
const bootMsMax = 120_000
const everyMs = 100

/** Starts the web process of `npm start` in front of the database; the app is built. */
export async function startWeb({ dir, signal }: Bench, databaseUrl: string): Promise<Web> {
  const home = join(dir, 'home')
  const port = await freePort()
  const settings = {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: databaseUrl,
    TRIPFOLD_HOME: home,
    SPOOL_DIR: join(home, 'spool'),
    INBOX_DIR: join(home, 'inbox'),
    HOST: host,
    PORT: String(port),
  }
  const web = startChild(['launch/web.ts'], settings)
  const url = `http://${host}:${port}`
  const deadline = Date.now() + bootMsMax
  while (!(await isHealthy(url))) {
    web.check()
    if (Date.now() > deadline || signal.aborted) await web.stop()
    signal.throwIfAborted()
    await pause(everyMs)
  }
  return { url, stop: web.stop }
}

/** Builds the app if its sources have changed since it was built. */
export async function buildWeb({ signal, log }: Bench): Promise<void> {
  log('Building the app, unless that is done …')
  const child = startChild(['launch/build.ts'], { NEXT_TELEMETRY_DISABLED: '1' })
  const stop = () => void child.stop()
  signal.addEventListener('abort', stop, { once: true })
  const how = await child.ended
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
  if (!how.endsWith('code 0')) throw new Error(`the app could not be built: ${how}`)
}

const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/api/v1/health`).then(
    (response) => response.ok,
    () => false,
  )
