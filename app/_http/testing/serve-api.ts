import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { database } from '../database.ts'
import { type RouteModules, serveRoutes } from './serve-routes.ts'

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
  const { server, port } = await serveRoutes(routes)
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
