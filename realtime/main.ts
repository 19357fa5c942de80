import { env } from '#env.ts'
import { startRealtime } from './start-realtime.ts'

/** The channel's process: settings from the environment, one line when it listens, a clean end on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const { REALTIME_HOST: host, REALTIME_PORT: port, REALTIME_APP_ID: appId, REALTIME_KEY: key, REALTIME_SECRET: secret } = env()
  if (!secret)
    throw new Error('REALTIME_SECRET is missing: set the same secret of 16 characters or more for web, worker and realtime')
  const realtime = await startRealtime({ host, port, appId, key, secret, log: console.log })
  console.log(`Realtime listens on ws://${host}:${realtime.port}/app/${key}`)
  const stop = () => void realtime.close()
  process.once('SIGTERM', stop).once('SIGINT', stop)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
