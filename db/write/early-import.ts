import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { senderIsGone } from '../read/has-work.ts'
import { imports } from '../schema/imports.ts'
import { updateImport } from './advance-state.ts'
import { type Lease, LeaseLost } from './lease.ts'
import { unread } from './retry-import.ts'

/** Begins to read a file that is still arriving. False when it is whole by now: then its whole sample decides. */
export async function beginEarly(
  db: Database,
  lease: Lease,
  mapping: Record<string, unknown>,
  mappingText: string,
): Promise<boolean> {
  const [result] = await db
    .update(imports)
    .set({ state: 'mapped', early: 'reading', mapping, mappingText, version: sql`version + 1` })
    .where(and(eq(imports.id, lease.importId), eq(imports.leaseToken, lease.token), isNotNull(imports.bytesReceived)))
  return result.affectedRows === 1
}

/**
 * Gives an import back until so many bytes have come (null: all of them). Waiting is no failed attempt. Throws LeaseLost.
 */
export async function awaitBytes(db: Database, { importId, token }: Lease, bytesWanted: number | null): Promise<void> {
  const [result] = await db.$client.query<ResultSetHeader>(
    `UPDATE imports SET lease_token = NULL, lease_host = NULL, lease_pid = NULL, lease_until = NULL, attempts = 0, bytes_wanted = ?,
       rows_per_second = NULL, seconds_left = NULL, version = version + 1 WHERE id = ? AND lease_token = ?`,
    [bytesWanted, importId, token],
  )
  if (result.affectedRows !== 1) throw new LeaseLost({ importId, token })
}

/** Whether nothing was heard of the sender of an arriving file for a while. */
export async function isSenderSilent(db: Database, importId: number): Promise<boolean> {
  const [rows] = await db.$client.query<RowDataPacket[]>(`SELECT 1 FROM imports i WHERE i.id = ? AND ${senderIsGone}`, [importId])
  return rows.length > 0
}

/** Notes that the sender of an arriving file is gone, if it is: then nothing of the file may stay. */
export async function noteGoneSender(db: Database, { importId, token }: Lease, message: string): Promise<boolean> {
  const [result] = await db.$client.query<ResultSetHeader>(
    `UPDATE imports i SET problem_code = 'not_received', problem_message = ?, version = version + 1
     WHERE i.id = ? AND i.lease_token = ? AND i.requested IS NULL AND i.problem_code IS NULL AND ${senderIsGone}`,
    [message, importId, token],
  )
  return result.affectedRows === 1
}

/** What was read early is to be taken back, chunk by chunk; then the import begins anew. */
export const returnEarly = (db: Database, lease: Lease): Promise<void> => updateImport(db, lease, { early: 'returning' })

/** An import none of whose chunks is left begins anew, when its file is whole. What others have asked of it meanwhile stays. */
export const beginAnew = (db: Database, lease: Lease): Promise<void> =>
  updateImport(db, lease, { ...unread, rowsPerSecond: null, secondsLeft: null })
