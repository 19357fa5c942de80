import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { dropUnusedLabels } from './assign-labels.ts'
import { inTransaction } from './in-transaction.ts'
import { type Lease, LeaseLost } from './lease.ts'
import { deleteStored, rewriteChunks } from './rewrite-chunks.ts'

/**
 * Takes the newest chunk of an import back, and those of the same import that are stored in the same rows: every trip and count, rejects, ledger rows,
 * and labels that nothing else mentions, in one transaction. Returns false when the import has no chunk left. Safe to repeat after a crash.
 */
export async function undoNewestChunk(db: Database, lease: Lease, byLoadData: boolean, tractTripsMax?: number): Promise<boolean> {
  return inTransaction(db, async (connection) => {
    const [chunks] = await connection.query<RowDataPacket[]>(
      'SELECT id, stored_in FROM import_chunks WHERE import_id = ? ORDER BY chunk_no DESC LIMIT 1 FOR UPDATE',
      [lease.importId],
    )
    if (chunks.length === 0) return false
    const { id: newest, stored_in: host } = chunks[0]
    const labels = await labelsOf(connection, host ?? newest)
    const leaving = host === null ? [newest] : await chunksIn(connection, lease.importId, host)
    if (host === null) await deleteStored(connection, leaving)
    else await rewriteChunks(db, connection, [host], { without: leaving, byLoadData, tractTripsMax })
    await connection.query('DELETE FROM rejects WHERE chunk IN (?)', [leaving])
    await connection.query('DELETE FROM import_chunks WHERE id IN (?)', [leaving])
    await dropUnusedLabels(connection, 'regions', labels.regions)
    await dropUnusedLabels(connection, 'datasources', labels.datasources)
    const [fence] = await connection.query<ResultSetHeader>(
      'UPDATE imports SET version = version + 1, attempts = 0 WHERE id = ? AND lease_token = ?',
      [lease.importId, lease.token],
    )
    if (fence.affectedRows !== 1) throw new LeaseLost(lease)
    await connection.query('UPDATE dataset SET version = version + 1')
    return true
  })
}

async function chunksIn(connection: PoolConnection, importId: number, host: number): Promise<number[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT id FROM import_chunks WHERE import_id = ? AND stored_in = ? FOR UPDATE',
    [importId, host],
  )
  return rows.map((row) => row.id)
}

async function labelsOf(connection: PoolConnection, chunk: number): Promise<{ regions: number[]; datasources: number[] }> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT DISTINCT region, datasource FROM weekly_region_rollups WHERE chunk = ?',
    [chunk],
  )
  return {
    regions: [...new Set<number>(rows.map((row) => row.region))],
    datasources: [...new Set<number>(rows.map((row) => row.datasource))],
  }
}
