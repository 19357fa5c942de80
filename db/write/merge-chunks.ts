import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { chooseMerge, type HostChunk, mergeFanout } from '#trips/choose-merge.ts'
import type { Database } from '../client.ts'
import { hostOf, isAtWork } from '../stored/hosts.ts'
import { PlaceTooFull } from '../stored/tract-trips.ts'
import { inTransaction } from './in-transaction.ts'
import { DamagedTrips, lockChunksIn, rewriteChunks } from './rewrite-chunks.ts'

export type MergeOptions = {
  /** Trips that are stored together at most. */
  tripsMax: number
  byLoadData: boolean
  failpoint: (name: string) => void
  /** Is called between tracts; when it throws, so does the merge, and nothing has changed. */
  between?: () => Promise<void>
  /** Chunks that are left alone; those are added that cannot be merged as their trips lie. */
  except?: Set<number>
  /** Chunks that do not go along with larger ones; those are added with which a merge could not be made. */
  lone?: Set<number>
  tractTripsMax?: number
  byHourTripsMin?: number
}

/**
 * Stores the trips of some chunks together, in one transaction, and returns how many trips that were; 0 when no merge pays.
 * Answers stay the same at every moment, and every trip keeps its chunk, so each import can still be taken back. A thousand imports
 * of a thousand trips become two chunks, a file of 100 million trips a few. Fewer are taken where too many trips lie at one place, or some are damaged;
 * chunks that cannot be merged at all are noted in `except`, and why is thrown.
 */
export async function mergeChunks(db: Database, options: MergeOptions): Promise<number> {
  const { except = new Set(), lone = new Set() } = options
  const candidates = (await readHosts(db, options.tripsMax)).filter(({ id }) => !except.has(id))
  for (let { tripsMax } = options; ; ) {
    const { same, along } = chooseMerge(candidates, tripsMax, lone)
    const hosts = candidates.filter(({ id }) => same.includes(id) || along.includes(id))
    if (hosts.length === 0) return 0
    try {
      return await mergeHosts(db, hosts, options)
    } catch (error) {
      if (!(error instanceof PlaceTooFull || error instanceof DamagedTrips)) throw error
      if (along.length > 0) for (const id of along) lone.add(id)
      else if (error instanceof PlaceTooFull && same.length >= 2 * mergeFanout)
        tripsMax = hosts.reduce((sum, { trips }) => sum + trips, 0) / 2
      else {
        for (const id of same) except.add(id)
        throw error
      }
    }
  }
}

/** Chunks that rows are stored under, of imports that are done: one that is being loaded or taken back knows its chunks as it wrote them. */
async function readHosts(db: Database, tripsMax: number): Promise<HostChunk[]> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT ${hostOf('k')} AS id, CAST(SUM(k.rows_stored) AS DOUBLE) AS trips
     FROM import_chunks k JOIN imports i ON i.id = k.import_id
     GROUP BY ${hostOf('k')}
     HAVING SUM(${isAtWork}) = 0 AND trips > 0 AND trips * 2 <= ?`,
    [tripsMax],
  )
  return rows.map(({ id, trips }) => ({ id, trips }))
}

const mergeHosts = (db: Database, hosts: readonly HostChunk[], options: MergeOptions): Promise<number> =>
  inTransaction(db, async (connection) => {
    const ids = hosts.map(({ id }) => id)
    const chunks = await lockChunksIn(connection, ids)
    const trips = chunks.reduce((sum, chunk) => sum + chunk.rowsStored, 0)
    const chosen = hosts.reduce((sum, host) => sum + host.trips, 0)
    // Somebody merged them or took one back since they were chosen: another time.
    const isAsChosen = trips === chosen && new Set(chunks.map(({ host }) => host)).size === ids.length
    if (!isAsChosen || !(await areDone(connection, chunks))) return 0
    await rewriteChunks(db, connection, ids, { ...options, isBounded: true })
    options.failpoint('before_merge_commit')
    return trips
  })

async function areDone(connection: PoolConnection, chunks: readonly { id: number }[]): Promise<boolean> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    `SELECT COUNT(*) AS undone FROM import_chunks k JOIN imports i ON i.id = k.import_id
     WHERE k.id IN (?) AND ${isAtWork}`,
    [chunks.map(({ id }) => id)],
  )
  return row.undone === 0
}
