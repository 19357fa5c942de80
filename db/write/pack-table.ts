import { setTimeout as pause } from 'node:timers/promises'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { socketOf } from '../client.ts'
import type { StorageTable } from './rewrite-chunks.ts'

/** How often it is asked whether to go on, while the server works. */
const askedEveryMs = 300
/** The server locks a table for a moment at either end. Answers that come while it waits for that lock wait too: no longer than this. */
const lockSeconds = 1

/** How many trips there are, for whoever judges whether packing pays. */
export async function countStoredTrips(db: Database): Promise<number> {
  const [[row]] = await db.$client.query<RowDataPacket[]>(
    'SELECT CAST(COALESCE(SUM(rows_stored), 0) AS DOUBLE) AS trips FROM import_chunks',
  )
  return row.trips
}

/** Somebody read the table for longer than it may be waited for: another time. */
export class TableIsRead extends Error {}

/**
 * Has the server store a table of trips or counts anew, page after page, while answers and imports go on. A merge leaves its rows
 * between those that it replaced: pages are a third full then, and twice as many are read and kept. Throws what
 * `between` throws, TableIsRead, and what the server says when it cannot: nothing is changed then.
 */
export async function packTable(db: Database, table: StorageTable, between: () => Promise<void>): Promise<void> {
  const connection = await db.$client.getConnection()
  try {
    await connection.query(`SET SESSION lock_wait_timeout = ${lockSeconds}`)
    // The server says nothing until it is done, however long that takes; that it is there is seen by `between`.
    socketOf(connection.connection).setTimeout(0)
    await packOn(db, connection, table, between)
  } catch (error) {
    const isRead = error instanceof Error && 'code' in error && error.code === 'ER_LOCK_WAIT_TIMEOUT'
    throw isRead ? new TableIsRead(`${table} is being read`) : error
  } finally {
    // Not for others: its time-outs are not theirs.
    connection.destroy()
  }
}

async function packOn(db: Database, connection: PoolConnection, table: string, between: () => Promise<void>): Promise<void> {
  let isDone = false
  const packed = connection.query(`ALTER TABLE ${table} FORCE, ALGORITHM=INPLACE, LOCK=NONE`).finally(() => {
    isDone = true
  })
  // Heard of below; it may be refused before anybody listens.
  packed.catch(() => {})
  try {
    while (!isDone) {
      await between()
      await Promise.race([packed, pause(askedEveryMs)])
    }
  } catch (error) {
    if (!isDone) await db.$client.query(`KILL QUERY ${connection.threadId}`).catch(() => {})
    throw error
  }
  await packed
}
