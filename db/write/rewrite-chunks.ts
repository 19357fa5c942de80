import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { tallyOwners } from '#trips/owner-tallies.ts'
import { origin } from '#trips/segment.ts'
import type { StoredTrips } from '#trips/stored-trips.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import { readChunkTrips } from '../read/chunk-trips.ts'
import { readLabelHashes } from '../read/label-hashes.ts'
import { loadTrips } from './load-trips.ts'

/** Tables whose rows belong to the chunk that holds the trips. */
export const storageTables = ['trip_segments', 'weekly_cell_rollups', 'weekly_region_rollups', 'weekly_group_rollups'] as const

/** A chunk of the ledger. */
export type LedgerChunk = { id: number; rowsStored: number; digest: string }

/** The chunks of the ledger whose trips lie in the rows of `hosts`, locked until the transaction ends. */
export async function lockChunksIn(connection: PoolConnection, hosts: readonly number[]): Promise<LedgerChunk[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT id, rows_stored, digest FROM import_chunks WHERE stored_in IN (?) OR (id IN (?) AND stored_in IS NULL) ORDER BY id FOR UPDATE',
    [hosts, hosts],
  )
  return rows.map((row) => ({ id: row.id, rowsStored: Number(row.rows_stored), digest: row.digest }))
}

/** Rows deleted by one statement: one that goes on for minutes without a word would be taken for a broken connection. */
const deletedMax = 20_000

/** Deletes what is stored in the rows of some chunks, inside the caller's transaction. */
export async function deleteStored(connection: PoolConnection, hosts: readonly number[]): Promise<void> {
  for (const table of storageTables)
    for (let deleted = deletedMax; deleted === deletedMax; ) {
      const [result] = await connection.query<ResultSetHeader>(`DELETE FROM ${table} WHERE chunk IN (?) LIMIT ${deletedMax}`, [
        hosts,
      ])
      deleted = result.affectedRows
    }
}

/**
 * Stores the trips of some chunks anew, inside the caller's transaction: together in the rows of one of them, without those of the
 * chunks `without`, rollups folded again from the trips. Every trip keeps its chunk, so an undo stays exact. Throws, and nothing
 * is changed, when the trips of a chunk are not those that the ledger knows by number and digest: damage is never stored anew.
 */
export async function rewriteChunks(
  connection: PoolConnection,
  hosts: readonly number[],
  { without = [], byLoadData }: { without?: readonly number[]; byLoadData: boolean },
): Promise<void> {
  const ledger = await lockChunksIn(connection, hosts)
  const trips = await readChunkTrips(connection, hosts, origin, await readLabelHashes(connection))
  checkAgainst(ledger, trips)
  await deleteStored(connection, hosts)
  const kept = ledger.map((chunk) => chunk.id).filter((id) => !without.includes(id))
  if (kept.length === 0) return
  const leaving = new Set(without)
  const left = leaving.size === 0 ? undefined : Uint8Array.from(trips.owner, (owner) => Number(leaving.has(owner)))
  const isMerged = kept.length > 1
  await loadTrips(connection, kept[0], isMerged ? trips : { ...trips, owner: undefined }, { left, byLoadData })
  await connection.query('UPDATE import_chunks SET stored_in = ? WHERE id IN (?)', [isMerged ? kept[0] : null, kept])
}

function checkAgainst(ledger: readonly LedgerChunk[], trips: StoredTrips & { owner: Uint32Array }): void {
  const found = tallyOwners(trips)
  for (const { id, rowsStored, digest } of ledger) {
    const tally = found.get(id) ?? { trips: 0, digest: new TripDigest() }
    if (tally.trips !== rowsStored || tally.digest.text() !== digest)
      throw new Error(
        `chunk ${id} holds ${tally.trips} trips of digest ${tally.digest.text()}, the ledger says ${rowsStored} of ${digest}`,
      )
    found.delete(id)
  }
  if (found.size > 0) throw new Error(`trips of chunks that the ledger does not have: ${[...found.keys()].join(', ')}`)
}
