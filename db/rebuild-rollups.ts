import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from './client.ts'
import { hostOf, isAtWork } from './stored/hosts.ts'
import { inTransaction } from './write/in-transaction.ts'
import { lockChunksIn, rewriteChunks } from './write/rewrite-chunks.ts'

export type Rebuilt = { chunks: number; trips: number; leftOut: { chunk: number; says: string }[] }

/**
 * Stores the trips of every chunk that has no region rollups anew, as after a migration that changed how they are cut or counted: one
 * transaction a chunk, so it may be interrupted and begun again. Damaged ones are left out. About 3 s a million trips.
 */
export async function rebuildMissingRollups(db: Database): Promise<Omit<Rebuilt, 'trips'>> {
  const [hosts] = await db.$client.query<RowDataPacket[]>(
    `SELECT DISTINCT ${hostOf('k')} AS id FROM import_chunks k
     WHERE k.rows_stored > 0 AND NOT EXISTS (SELECT 1 FROM weekly_region_rollups w WHERE w.chunk = ${hostOf('k')})`,
  )
  const rebuilt: Omit<Rebuilt, 'trips'> = { chunks: 0, leftOut: [] }
  for (const { id } of hosts)
    try {
      await inTransaction(db, (connection) => rewriteChunks(db, connection, [id], { byLoadData: false }))
      rebuilt.chunks++
    } catch (error) {
      // With a code it is the server or the line that failed, not what is stored.
      if (!(error instanceof Error) || 'code' in error) throw error
      rebuilt.leftOut.push({ chunk: id, says: error.message })
    }
  return rebuilt
}

/**
 * Cuts and counts everything that is stored anew from the trips, chunk by chunk, each in one transaction, while answers and imports go on.
 * Chunks of imports that are being loaded or taken back are left out, and those whose trips are not what the ledger says: they stay as they
 * are. `progress` hears of chunks done.
 */
export async function rebuildRollups(
  db: Database,
  { byLoadData, progress = () => {} }: { byLoadData: boolean; progress?: (done: number, of: number) => void },
): Promise<Rebuilt> {
  const [hosts] = await db.$client.query<RowDataPacket[]>(
    `SELECT DISTINCT ${hostOf()} AS id FROM import_chunks WHERE rows_stored > 0 ORDER BY id`,
  )
  const rebuilt: Rebuilt = { chunks: 0, trips: 0, leftOut: [] }
  for (const [done, { id }] of hosts.entries()) {
    progress(done, hosts.length)
    try {
      rebuilt.trips += await rebuildChunk(db, id, byLoadData)
      rebuilt.chunks++
    } catch (error) {
      rebuilt.leftOut.push({ chunk: id, says: error instanceof Error ? error.message : String(error) })
    }
  }
  return rebuilt
}

/** Returns how many trips there are in the rows of the chunk. */
const rebuildChunk = (db: Database, host: number, byLoadData: boolean): Promise<number> =>
  inTransaction(db, async (connection) => {
    const chunks = await lockChunksIn(connection, [host])
    const [busy] = await connection.query<RowDataPacket[]>(
      `SELECT DISTINCT i.id, i.state FROM import_chunks k JOIN imports i ON i.id = k.import_id
       WHERE ${hostOf('k')} = ? AND ${isAtWork}`,
      [host],
    )
    if (busy.length > 0) throw new Error(`import ${busy[0].id} is at work on it (${busy[0].state})`)
    await rewriteChunks(db, connection, [host], { byLoadData })
    // What was damaged is answered otherwise now: whoever keeps answers must not keep those.
    await connection.query('UPDATE dataset SET version = version + 1')
    return chunks.reduce((sum, { rowsStored }) => sum + rowsStored, 0)
  })
