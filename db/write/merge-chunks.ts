import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { chooseMerge } from '#trips/choose-merge.ts'
import type { Database } from '../client.ts'
import { PlaceTooFull } from '../read/tract-trips.ts'
import { inTransaction } from './in-transaction.ts'
import { lockChunksIn, rewriteChunks } from './rewrite-chunks.ts'

export type MergeOptions = {
  /** Trips that are stored together at most. */
  tripsMax: number
  byLoadData: boolean
  failpoint: (name: string) => void
  /** Is called between tracts; when it throws, so does the merge, and nothing has changed. */
  between?: () => Promise<void>
  /** Chunks that are left alone; those are added that cannot be merged as their trips lie. */
  except?: Set<number>
  tractTripsMax?: number
  byHourTripsMin?: number
}

/**
 * Stores the trips of some chunks together, in one transaction, and returns how many trips that were; 0 when no merge pays.
 * Answers stay the same at every moment, and every trip keeps its chunk, so each import can still be taken back. A thousand imports
 * of a thousand trips become two chunks, a file of 100 million trips three.
 */
export async function mergeChunks(db: Database, options: MergeOptions): Promise<number> {
  const { tripsMax, failpoint, except = new Set() } = options
  // Only imports that are done: one that is being loaded or taken back knows its chunks as it wrote them.
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT COALESCE(k.stored_in, k.id) AS id, CAST(SUM(k.rows_stored) AS DOUBLE) AS trips
     FROM import_chunks k JOIN imports i ON i.id = k.import_id
     GROUP BY COALESCE(k.stored_in, k.id)
     HAVING SUM(i.state <> 'done' OR i.requested IS NOT NULL) = 0 AND trips * 2 <= ?`,
    [tripsMax],
  )
  const hosts = chooseMerge(
    rows.filter(({ id }) => !except.has(id)).map(({ id, trips }) => ({ id, trips })),
    tripsMax,
  )
  if (hosts.length === 0) return 0
  try {
    return await inTransaction(db, async (connection) => {
      const chunks = await lockChunksIn(connection, hosts)
      const trips = chunks.reduce((sum, chunk) => sum + chunk.rowsStored, 0)
      const chosen = rows.filter(({ id }) => hosts.includes(id)).reduce((sum, host) => sum + host.trips, 0)
      // Somebody merged them or took one back since they were chosen: another time.
      if (trips !== chosen || !(await areDone(connection, chunks))) return 0
      await rewriteChunks(db, connection, hosts, options)
      failpoint('before_merge_commit')
      return trips
    })
  } catch (error) {
    if (error instanceof PlaceTooFull) for (const host of hosts) except.add(host)
    throw error
  }
}

async function areDone(connection: PoolConnection, chunks: readonly { id: number }[]): Promise<boolean> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    `SELECT COUNT(*) AS undone FROM import_chunks k JOIN imports i ON i.id = k.import_id
     WHERE k.id IN (?) AND (i.state <> 'done' OR i.requested IS NOT NULL)`,
    [chunks.map(({ id }) => id)],
  )
  return row.undone === 0
}
