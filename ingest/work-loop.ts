import { claimImport, renewLease, type Worker } from '#db/write/claim-import.ts'
import { heartbeatMs, type Lease, LeaseLost } from '#db/write/lease.ts'
import { mergeSmallChunks } from '#db/write/merge-chunks.ts'
import type { Ports } from './ports.ts'
import { runImport } from './run-import.ts'
import { backoffMs, describe, isConnectionLost, pause } from './when-reachable.ts'

/** How often an idle worker looks for work: one indexed query. */
const idleMs = 500

/**
 * A worker's life: claim an import, bring it to its end, look for the next, until `ports.stop`. While the database is away it
 * waits, longer each time, and goes on from the ledger with the lease it holds.
 */
export async function workLoop(
  ports: Ports,
  worker: Worker,
  options: { ended?: (importId: number) => Promise<void> } = {},
): Promise<void> {
  let failures = 0
  let mayMerge = true
  while (!ports.stop.aborted) {
    try {
      const lease = await claimImport(ports.db, worker)
      if (lease) {
        await hold(ports, lease)
        await options.ended?.(lease.importId)
        mayMerge = true
      } else if (mayMerge) mayMerge = await merge(ports)
      else await pause(idleMs, ports.stop)
      failures = 0
    } catch (error) {
      ports.log(`worker: ${describe(error)}`)
      await pause(backoffMs(failures++), ports.stop)
    }
  }
}

/** With no import waiting: stores small chunks together. False when nothing is left to merge. */
async function merge({ db, chunkRows, byLoadData, failpoint, log }: Ports): Promise<boolean> {
  const trips = await mergeSmallChunks(db, { tripsMax: chunkRows, byLoadData, failpoint })
  if (trips > 0) log(`worker: stored ${trips} trips of small chunks together`)
  return trips > 0
}

/** Works under a lease, with a sign of life every few seconds. A lost lease is no error: somebody else goes on. */
async function hold(ports: Ports, lease: Lease): Promise<void> {
  const heartbeat = setInterval(() => void renewLease(ports.db, lease).catch(() => {}), heartbeatMs)
  try {
    for (let failures = 0; ; failures++) {
      try {
        return await runImport(ports, lease)
      } catch (error) {
        if (error instanceof LeaseLost) return ports.log(`worker: ${error.message}`)
        if (!isConnectionLost(error)) throw error
        ports.log(`import ${lease.importId} waits for the database: ${describe(error)}`)
        await pause(backoffMs(failures), ports.stop)
        if (ports.stop.aborted) return
      }
    }
  } finally {
    clearInterval(heartbeat)
  }
}
