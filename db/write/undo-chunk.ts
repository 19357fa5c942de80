import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { dropUnusedLabels } from './assign-labels.ts'
import { inTransaction } from './in-transaction.ts'
import { type Lease, LeaseLost } from './lease.ts'

const chunkTables = ['trip_segments', 'weekly_cell_rollups', 'weekly_region_rollups', 'weekly_group_rollups', 'rejects'] as const

/**
 * Takes the newest chunk of an import back: every row of it in every table, its ledger row, and labels that nothing else
 * mentions, in one transaction. Returns false when the import has no chunk left. Safe to repeat after a crash.
 */
export async function undoNewestChunk(db: Database, lease: Lease): Promise<boolean> {
  return inTransaction(db, async (connection) => {
    const [chunks] = await connection.query<RowDataPacket[]>(
      'SELECT id FROM import_chunks WHERE import_id = ? ORDER BY chunk_no DESC LIMIT 1 FOR UPDATE',
      [lease.importId],
    )
    if (chunks.length === 0) return false
    const chunk: number = chunks[0].id
    const labels = await labelsOf(connection, chunk)
    for (const table of chunkTables) await connection.query(`DELETE FROM ${table} WHERE chunk = ?`, [chunk])
    await connection.query('DELETE FROM import_chunks WHERE id = ?', [chunk])
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
