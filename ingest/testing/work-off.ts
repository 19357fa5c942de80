import { hostname } from 'node:os'
import type { Database } from '#db/client.ts'
import { isAlive } from '#db/server/stop-process.ts'
import { claimImport, type Worker } from '#db/write/claim-import.ts'
import type { Ports } from '../ports.ts'
import { runImport } from '../run-import.ts'

/** Ports of an import that nobody watches, on any server. */
export const testPorts = (db: Database, spoolDir: string, stop = new AbortController().signal): Ports => ({
  db,
  spoolDir,
  publish: () => {},
  log: () => {},
  nowMs: () => performance.now(),
  chunkRows: 1000,
  byLoadData: false,
  failpoint: () => {},
  stop,
})

export const thisWorker: Worker = { host: hostname(), pid: process.pid, isAlive }

/** Does what a worker would do, until nothing is left to do. */
export async function workOff(db: Database, spoolDir: string, chunkRows = 1000): Promise<void> {
  for (let lease = await claimImport(db, thisWorker); lease; lease = await claimImport(db, thisWorker))
    await runImport({ ...testPorts(db, spoolDir), chunkRows }, lease)
}
