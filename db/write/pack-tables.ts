import { setTimeout as pause } from 'node:timers/promises'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { storageTables } from './rewrite-chunks.ts'

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

/**
 * Has the server store the tables of trips and counts anew, page after page, while answers and imports go on. A merge leaves its rows
 * between those that it replaced: pages are a third full then, and two and a half times as many are read and kept. Throws what
 * `between` throws, and what the server says when it cannot: nothing is changed then.
 */
export async function packTables(db: Database, between: () => Promise<void>): Promise<void> {
  const connection = await db.$client.getConnection()
  try {
    await connection.query(`SET SESSION lock_wait_timeout = ${lockSeconds}`)
    for (const table of storageTables) await packTable(db, connection, table, between)
  } finally {
    // Not for others: its time-out is not theirs.
    connection.destroy()
  }
}

async function packTable(db: Database, connection: PoolConnection, table: string, between: () => Promise<void>): Promise<void> {
  let isDone = false
  const packed = connection.query(`ALTER TABLE ${table} FORCE, ALGORITHM=INPLACE, LOCK=NONE`).finally(() => {
    isDone = true
  })
  try {
    while (!isDone) {
      await between()
      await Promise.race([packed, pause(askedEveryMs)])
    }
  } finally {
    if (!isDone) await db.$client.query(`KILL QUERY ${connection.threadId}`)
    // What it throws is said by the race, or the reason it was ended is.
    await packed.catch(() => {})
  }
}
