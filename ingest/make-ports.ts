import { connect } from '#db/client.ts'
import { takesLoadData } from '#db/read/takes-load-data.ts'
import { databaseUrl, env } from '#env.ts'
import { failpointOf } from './failpoint.ts'
import { openPublisher } from './open-publisher.ts'
import type { Ports } from './ports.ts'
import { whenReachable } from './when-reachable.ts'

/** One for the chunk being stored, one for signs of life, two for looking around. */
const connections = 4

/**
 * The ports of a process that imports, built from its settings. Waits for
 * the database. `close` sends what is left to say and ends the connections.
 */
export async function makePorts(stop: AbortSignal, log: (line: string) => void): Promise<Ports & { close: () => Promise<void> }> {
  const settings = env()
  const db = connect(databaseUrl(), { loadData: true, connections })
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
