import { readImport } from '#db/read/imports.ts'
import { takesLoadData } from '#db/read/takes-load-data.ts'
import { claimImport, postponeImport, type Worker } from '#db/write/claim-import.ts'
import { type Lease, LeaseLost } from '#db/write/lease.ts'
import { CountWhileIdle } from './count-while-idle.ts'
import { type Beat, type Heartbeat, Standstill, startHeartbeat } from './heartbeat.ts'
import { MergeWhileIdle } from './merge-while-idle.ts'
import type { Ports } from './ports.ts'
import { runImport } from './run-import.ts'
import { waitingFor } from './waiting-for.ts'
import { backoffMs, describe, isConnectionLost, pause, refusesLoadData } from './when-reachable.ts'

/** How often an idle worker looks for work: one indexed query. */
const idleMs = 500

/**
 * A worker's life: claim an import, bring it to its end, look for the next, until `ports.stop`. While the database is away it
 * waits, longer each time, and goes on from the ledger with the lease it holds; an import that fails for a reason of ours is
 * put off while others have their turn. Throws Standstill alone: this process is then not to be trusted any more.
 */
export async function workLoop(
  ports: Ports,
  worker: Worker,
  options: { ended?: (importId: number) => Promise<void>; beat?: Beat } = {},
): Promise<void> {
  let failures = 0
  const count = new CountWhileIdle(ports)
  const merge = new MergeWhileIdle(ports, undefined, count)
  while (!ports.stop.aborted) {
    try {
      const lease = await claimImport(ports.db, worker)
      if (lease) {
        await hold(ports, lease, options.beat)
        await options.ended?.(lease.importId)
        merge.noteImport()
      } else if (!(await merge.turn()) && !(await count.turn())) await pause(idleMs, ports.stop)
      failures = 0
    } catch (error) {
      if (error instanceof Standstill) throw error
      ports.log(`worker: ${describe(error)}`)
      await pause(backoffMs(failures++), ports.stop)
    }
  }
}

/** Works under a lease, with a sign of life every few seconds. */
async function hold(ports: Ports, lease: Lease, beat?: Beat): Promise<void> {
  const heartbeat = startHeartbeat(ports, lease, beat)
  try {
    await bringOn(ports, lease, heartbeat)
  } catch (error) {
    if (error instanceof Standstill) throw error
    // A lost lease is no error: somebody else goes on.
    if (error instanceof LeaseLost) return ports.log(`worker: ${error.message}`)
    await putOff(ports, lease, error)
  } finally {
    heartbeat.stop()
  }
}

/** Again and again while the database comes and goes; what it refuses is thrown. */
async function bringOn(ports: Ports, lease: Lease, { moved, standstill }: Heartbeat): Promise<void> {
  let version = 0
  const publish: Ports['publish'] = (view) => {
    if (view.version > version) moved()
    version = view.version
    ports.publish(view)
  }
  // Asked for each import: the server's switch may be turned while we run.
  let byLoadData = ports.byLoadData && (await takesLoadData(ports.db))
  for (let failures = 0; !ports.stop.aborted || failures === 0; failures++) {
    try {
      return await Promise.race([runImport({ ...ports, publish, byLoadData }, lease), standstill])
    } catch (error) {
      if (byLoadData && refusesLoadData(error)) {
        ports.log('The server refuses LOAD DATA LOCAL by now: going on with batched INSERTs')
        byLoadData = false
      } else if (isConnectionLost(error)) {
        ports.log(`import ${lease.importId} waits for the database: ${describe(error)}`)
        await pause(backoffMs(failures), ports.stop)
      } else throw error
    }
  }
}

/** Said in the import's row for everybody, and with its cause in the log. */
async function putOff(ports: Ports, lease: Lease, error: unknown): Promise<void> {
  ports.log(`import ${lease.importId} is put off: ${describe(error)}`)
  if (await postponeImport(ports.db, lease, waitingFor(error))) ports.publish(await readImport(ports.db, lease.importId))
}
