import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { origin } from '#trips/segment.ts'
import { readChunkTrips } from '../read/chunk-trips.ts'
import { readLabelHashes } from '../read/label-hashes.ts'
import { loadTrips } from './load-trips.ts'

/** Tables whose rows belong to the chunk that holds the trips. */
export const storageTables = ['trip_segments', 'weekly_cell_rollups', 'weekly_region_rollups', 'weekly_group_rollups'] as const

/** The chunks of the ledger whose trips lie in the rows of `hosts`, locked until the transaction ends. */
export async function lockChunksIn(
  connection: PoolConnection,
  hosts: readonly number[],
): Promise<{ id: number; rowsStored: number }[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT id, rows_stored FROM import_chunks WHERE stored_in IN (?) OR (id IN (?) AND stored_in IS NULL) ORDER BY id FOR UPDATE',
    [hosts, hosts],
  )
  return rows.map((row) => ({ id: row.id, rowsStored: Number(row.rows_stored) }))
}

/**
 * Stores the trips of some chunks anew, inside the caller's transaction: together in the rows of one of them, without those of the
 * chunk `without`, rollups folded again from the trips. Every trip keeps its chunk, so an undo stays exact. Throws, and nothing
 * is changed, when the trips there are not those of the ledger.
 */
export async function rewriteChunks(
  connection: PoolConnection,
  hosts: readonly number[],
  { without, byLoadData }: { without?: number; byLoadData: boolean },
): Promise<void> {
  const ledger = await lockChunksIn(connection, hosts)
  const trips = await readChunkTrips(connection, hosts, origin, await readLabelHashes(connection))
  const expected = ledger.reduce((sum, chunk) => sum + chunk.rowsStored, 0)
  if (trips.length !== expected)
    throw new Error(`chunks ${hosts.join(', ')} hold ${trips.length} trips, the ledger says ${expected}`)
  for (const table of storageTables) await connection.query(`DELETE FROM ${table} WHERE chunk IN (?)`, [hosts])
  const kept = ledger.map((chunk) => chunk.id).filter((id) => id !== without)
  if (kept.length === 0) return
  const left = without === undefined ? undefined : Uint8Array.from(trips.owner, (owner) => Number(owner === without))
  const isMerged = kept.length > 1
  await loadTrips(connection, kept[0], isMerged ? trips : { ...trips, owner: undefined }, { left, byLoadData })
  await connection.query('UPDATE import_chunks SET stored_in = ? WHERE id IN (?)', [isMerged ? kept[0] : null, kept])
}
