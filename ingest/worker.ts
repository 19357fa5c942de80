import { hostname } from 'node:os'
import { isAlive } from '#db/server/stop-process.ts'
import { env } from '#env.ts'
import { fetchRules } from './fetch-rules.ts'
import { makePorts } from './make-ports.ts'
import type { Ports } from './ports.ts'
import { feedLoop } from './run-feed.ts'
import { sweepSpool } from './sweep-spool.ts'
import { tendUploads } from './tend-uploads.ts'
import { watchFolder } from './watch-folder.ts'
import { describe, pause, whenReachable } from './when-reachable.ts'
import { workLoop } from './work-loop.ts'

/** The worker's process: works until SIGTERM or SIGINT, then finishes the chunk it holds and gives its import back. */
async function main(): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())
  const ports = await makePorts(stopping.signal, console.log)
  console.log(
    `Worker takes imports from ${ports.spoolDir}, ${ports.byLoadData ? 'loading with LOAD DATA LOCAL' : 'inserting in batches: the server refuses LOAD DATA LOCAL'}`,
  )
  const sweeping = keepSpoolSwept(ports)
  const tending = tendSometimes(ports)
  const feeding = feedLoop({ ...ports, rules: fetchRules(env()), bytesMax: env().UPLOAD_BYTES_MAX })
  const inbox = watchFolder({ ...ports, inboxDir: env().INBOX_DIR })
  // A lease of this very process id is a former life's: in a container the worker is given the same id again.
  const worker = { host: hostname(), pid: process.pid, isAlive: (pid: number) => pid !== process.pid && isAlive(pid) }
  await workLoop(ports, worker, { ended: (importId) => inbox.importEnded(importId) })
  clearInterval(sweeping)
  await inbox.close()
  await Promise.all([tending, feeding])
  await ports.close()
}

const tendingMs = 60_000

/** Once a minute: uploads whose process died after their last byte, and those that were given up. */
async function tendSometimes(ports: Ports): Promise<void> {
  while (!ports.stop.aborted) {
    await tendUploads(ports).catch((error) => ports.log(`uploads: ${describe(error)}`))
    await pause(tendingMs, ports.stop)
  }
}

const sweepEveryMs = 60 * 60_000

function keepSpoolSwept(ports: Ports): NodeJS.Timeout {
  const { FAILED_FILES_DAYS: days, FAILED_FILES_BYTES_MAX: bytesMax } = env()
  const sweep = () =>
    whenReachable(() => sweepSpool(ports, Date.now(), { days, bytesMax }), ports.stop, ports.log).catch((error) =>
      ports.log(`The spool cannot be swept: ${describe(error)}`),
    )
  void sweep()
  return setInterval(sweep, sweepEveryMs)
}

// Ended outright: after a standstill something hangs in here that would keep the process.
main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
