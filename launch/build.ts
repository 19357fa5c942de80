import { fileURLToPath } from 'node:url'
import { environmentWith } from '#env.ts'
import { buildIfChanged } from './build-app.ts'

/** Builds the app as `npm start` would, and nothing else; ends at once when its sources are those of the last build. */
buildIfChanged({
  root: fileURLToPath(new URL('..', import.meta.url)),
  environment: environmentWith({ NODE_ENV: 'production' }),
  announce: () => {},
  signal: endOf('SIGTERM'),
}).catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})

function endOf(name: NodeJS.Signals): AbortSignal {
  const ended = new AbortController()
  process.once(name, () => ended.abort(new Error(`ended by ${name}`)))
  return ended.signal
}
