import { connect } from '#db/client.ts'
import { takesLoadData } from '#db/read/takes-load-data.ts'
import { databaseUrl, env } from '#env.ts'
import { failpointOf } from './failpoint.ts'
import { openPublisher } from './open-publisher.ts'
import type { Ports } from './ports.ts'
import { whenReachable } from './when-reachable.ts'

/** One for the chunk being stored, one for signs of life, two for looking around. */
const connections = 4
/** More than the 50 s a statement may wait for a lock, and than a COMMIT takes on a disk that is busy with others. */
const silenceMs = 120_000
/** Less than those 50 s: whoever takes a frozen worker's import over gets its locks at the first attempt. */
const idleSeconds = 30

/**
 * The ports of a process that imports, built from its settings. Waits for
 * the database. `close` sends what is left to say and ends the connections.
 */
export async function makePorts(stop: AbortSignal, log: (line: string) => void): Promise<Ports & { close: () => Promise<void> }> {
  const settings = env()
  const db = connect(databaseUrl(), { loadData: true, connections, silenceMs, idleSeconds })
  const publisher = openPublisher(settings, log)
  const byLoadData = settings.LOAD_DATA && (await whenReachable(() => takesLoadData(db), stop, log))
  return {
    db,
    spoolDir: settings.spoolDir,
    publish: (view) => publisher?.publish(view),
    log,
    nowMs: () => performance.now(),
    chunkRows: settings.CHUNK_ROWS,
    byLoadData,
    failpoint: failpointOf(settings.FAILPOINT),
    stop,
    close: async () => {
      await publisher?.flush()
      await publisher?.close()
      await db.$client.end()
    },
  }
}
