import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import next from 'next'
import { env } from '#env.ts'

/** Longest an upload or download may go on once we are told to stop; clients resume or repeat. */
const goodbyeMs = 10_000
/** A connection on which no byte moves for so long is dead. Answers begin within seconds. */
const silenceMs = 10 * 60_000

/** Who waits for what is done for a request: Next tells pages and server actions neither when their client leaves nor who it is. */
const askers = new AsyncLocalStorage<{ signal: AbortSignal; name: string }>()
Object.assign(globalThis, { tripfoldAskers: askers })

function askerOf(request: IncomingMessage, response: ServerResponse) {
  const leaving = new AbortController()
  response.once('close', () => response.writableFinished || leaving.abort(new Error('the client has left')))
  return { signal: leaving.signal, name: String(request.headers['x-forwarded-for'] ?? request.socket.remoteAddress) }
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0])
    return true
  } catch {
    return false
  }
}

/** Next answers a path that is not percent-encoded UTF-8 with a bare 500. */
function refusePath({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const found = url.split('?', 1)[0].slice(0, 200)
  const expected = 'percent-encoded UTF-8'
  const detail = `the path ${found} is not ${expected}`
  response.writeHead(400, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ type: 'about:blank', title: 'Bad Request', status: 400, detail, found, expected }))
}

/** The web process: Next behind a server of our own, because `next start` ends every request after 300 s. */
async function main(): Promise<void> {
  const { HOST: host, PORT: port } = env()
  const dev = process.argv.includes('--dev')
  // A slow upload may take hours; headers must come within a minute, and a silent connection is cut.
  const server = createServer({ requestTimeout: 0, headersTimeout: 60_000 })
  server.setTimeout(silenceMs)
  // Next adds a listener for WebSocket upgrades to the server it is told of. Hot reload needs it; in production upgrades
  // are nothing for Next (CVE-2026-44578 was one), so there it gets a server that never listens.
  const httpServer = dev ? server : createServer()
  const app = next({ dev, dir: fileURLToPath(new URL('..', import.meta.url)), hostname: host, port, httpServer })
  await app.prepare()
  const handle = app.getRequestHandler()
  server.on('request', (request, response) => {
    if (!isDecodable(request.url ?? '')) return refusePath(request, response)
    askers.run(askerOf(request, response), handle, request, response).catch((error) => {
      console.error(error)
      response.destroy()
    })
  })
  server.listen(port, host)

  const stop = () => {
    server.close(() => process.exit(0))
    setTimeout(() => process.exit(0), goodbyeMs)
  }
  process.once('SIGTERM', stop).once('SIGINT', stop)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
