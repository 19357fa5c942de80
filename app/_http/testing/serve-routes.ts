import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { ReadableStream as WebStream } from 'node:stream/web'

type Handler = (request: Request) => Promise<Response>
type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type RouteModules = Record<string, Partial<Record<Method, Handler>>>

/** Route handlers behind a real HTTP server. Keys are paths below /api/v1, parameters in braces. */
export async function serveRoutes(routes: RouteModules): Promise<{ server: Server; port: number }> {
  const server = createServer(async (incoming, outgoing) => {
    const leaving = new AbortController()
    outgoing.once('close', () => outgoing.writableFinished || leaving.abort(new Error('the client has left')))
    const response = await handlerOf(routes, incoming)(requestOf(incoming, leaving.signal))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body) await pipeline(response.body, outgoing).catch(() => {})
    else outgoing.end()
    incoming.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

function handlerOf(routes: RouteModules, { method, url }: IncomingMessage): Handler {
  const path = (url ?? '').split('?')[0].replace('/api/v1', '')
  for (const [template, handlers] of Object.entries(routes)) {
    const handler = handlers[method as keyof typeof handlers]
    if (handler && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)) return handler
  }
  throw new Error(`${method} ${path} is not served`)
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method, url, headers } = incoming
  const body = method === 'GET' || method === 'HEAD' ? undefined : (WebStream.from(blocksOf(incoming)) as ReadableStream)
  const init = { method, headers: headers as Record<string, string>, body, duplex: 'half', signal }
  return new Request(`http://${headers.host}${url}`, init)
}

/** As under Next, a body that is given up does not take the connection, and so the answer, with it; the rest is left unread. */
const blocksOf = (incoming: IncomingMessage) => incoming.iterator({ destroyOnReturn: false })
