import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from './client.ts'
import { inTransaction } from './write/in-transaction.ts'
import { rewriteChunks } from './write/rewrite-chunks.ts'

/**
 * Stores the trips of every chunk that has no region rollups anew, as after a migration that changed how they are cut or counted: one
 * transaction a chunk, so it may be interrupted and begun again. Returns how many chunks that were. About 3 s a million trips.
 */
export async function rebuildMissingRollups(db: Database): Promise<number> {
  const [hosts] = await db.$client.query<RowDataPacket[]>(
    `SELECT DISTINCT COALESCE(k.stored_in, k.id) AS id FROM import_chunks k
     WHERE k.rows_stored > 0 AND NOT EXISTS (SELECT 1 FROM weekly_region_rollups w WHERE w.chunk = COALESCE(k.stored_in, k.id))`,
  )
  for (const { id } of hosts)
    await inTransaction(db, async (connection) => {
      await rewriteChunks(db, connection, [id], { byLoadData: false })
    })
  return hosts.length
}
