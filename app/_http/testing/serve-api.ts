import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { database } from '../database.ts'

type Handler = (request: Request) => Promise<Response>
export type RouteModules = Record<string, Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Handler>>>

export type ServedApi = {
  db: Database
  spoolDir: string
  url: string
  port: number
  /** Names of the files in the spool. */
  spooled(): Promise<string[]>
  close(): Promise<void>
}

/**
 * The given route handlers behind a real HTTP server, on a database and a spool of their own. Keys are paths below /api/v1,
 * parameters in braces. Call it once a test file: settings are read once a process.
 */
export async function serveApi(routes: RouteModules, settings: Record<string, string> = {}): Promise<ServedApi> {
  const { url, drop } = await freshDatabase()
  const spoolDir = await mkdtemp(join(tmpdir(), 'tripfold-spool-'))
  for (const [name, value] of Object.entries({ DATABASE_URL: url, SPOOL_DIR: spoolDir, ...settings })) vi.stubEnv(name, value)
  const server = createServer(async (incoming, outgoing) => {
    const response = await handlerOf(routes, incoming)(requestOf(incoming))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body) await pipeline(response.body, outgoing).catch(() => {})
    else outgoing.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    db: database(),
    spoolDir,
    url: `http://127.0.0.1:${port}/api/v1`,
    port,
    spooled: () => readdir(spoolDir),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await database().$client.end()
      await drop()
      await rm(spoolDir, { recursive: true })
    },
  }
}

function handlerOf(routes: RouteModules, { method, url }: IncomingMessage): Handler {
  const path = (url ?? '').split('?')[0].replace('/api/v1', '')
  for (const [template, handlers] of Object.entries(routes)) {
    const handler = handlers[method as keyof typeof handlers]
    if (handler && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)) return handler
  }
  throw new Error(`${method} ${path} is not served`)
}

function requestOf(incoming: IncomingMessage): Request {
  const { method, url, headers } = incoming
  const body = method === 'GET' ? undefined : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>)
  const init = { method, headers: headers as Record<string, string>, body, duplex: 'half' }
  return new Request(`http://${headers.host}${url}`, init)
}
