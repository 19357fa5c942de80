import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'

/** Where an import goes on: after its last committed chunk. */
export type LedgerEnd = { chunkNo: number; byteFrom: number; lineFrom: number }

/** The place after the last committed chunk; undefined when none is committed. */
export async function readLedgerEnd(db: Database, importId: number): Promise<LedgerEnd | undefined> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    'SELECT chunk_no, byte_to, line_to FROM import_chunks WHERE import_id = ? ORDER BY chunk_no DESC LIMIT 1',
    [importId],
  )
  return rows.length === 0 ? undefined : { chunkNo: rows[0].chunk_no + 1, byteFrom: rows[0].byte_to, lineFrom: rows[0].line_to }
}

/** What the ledger says an import has stored. */
export type LedgerSum = {
  chunks: number
  rowsRead: number
  rowsStored: number
  rowsRejected: number
  rowsSkipped: number
}

export async function readLedgerSum(db: Database, importId: number): Promise<LedgerSum> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    'SELECT rows_read, rows_stored, rows_rejected, rows_skipped FROM import_chunks WHERE import_id = ?',
    [importId],
  )
  const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0)
  return {
    chunks: rows.length,
    rowsRead: sum('rows_read'),
    rowsStored: sum('rows_stored'),
    rowsRejected: sum('rows_rejected'),
    rowsSkipped: sum('rows_skipped'),
  }
}

/** A chunk as the ledger knows it. */
export type LedgerChunk = { id: number; chunkNo: number; rowsStored: number; digest: string }

/** An import's chunks in the order of the file. */
export async function readLedgerChunks(db: Database, importId: number): Promise<LedgerChunk[]> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    'SELECT id, chunk_no, rows_stored, digest FROM import_chunks WHERE import_id = ? ORDER BY chunk_no',
    [importId],
  )
  return rows.map((row) => ({ id: row.id, chunkNo: row.chunk_no, rowsStored: Number(row.rows_stored), digest: row.digest }))
}
