import { and, eq, isNull, sql } from 'drizzle-orm'
import type { MySqlUpdateSetSource } from 'drizzle-orm/mysql-core'
import type { ImportView } from '#trips/import-job.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { readImport, readImportRow } from '../read/imports.ts'
import { importChunks, imports, rejects } from '../schema/imports.ts'
import { isDuplicateKey, readLiveImport } from './create-import.ts'

export type Retry = {
  /** Replace what was said about the file before, each on its own. */
  options: Record<string, unknown>
  /** Also when another import holds the same bytes by now. */
  force: boolean
  /** Whether a file is still in the spool. */
  spoolHas: (spoolName: string) => Promise<boolean>
}

/**
 * Sends a failed import through once more from its beginning, and forgets why it failed and what it rejected. Throws
 * UserProblem not_found, or conflict: not failed, its bytes are gone, or another import holds the same bytes.
 */
export async function retryImport(db: Database, id: number, { options, force, spoolHas }: Retry): Promise<ImportView> {
  const row = await readImportRow(db, id)
  if (row.state !== 'failed')
    throw new UserProblem('conflict', `Import ${id} is ${row.state}; only a failed import can be tried again`)
  if (row.sha256 === null || row.bytesReceived !== null || row.fileDroppedAt !== null || !(await spoolHas(row.spoolName)))
    throw new UserProblem('conflict', `The bytes of import ${id} (${row.fileName}) are gone; send the file again`)
  const { sha256 } = row
  const change = { ...afresh, options: { ...row.options, ...options }, liveSha256: force ? null : sha256 }
  const changed = await restart(db, id, change).catch(async (error) => {
    const first = isDuplicateKey(error) ? await readLiveImport(db, sha256) : undefined
    if (!first) throw error
    throw new UserProblem(
      'conflict',
      `The same bytes are import ${first.id} by now (${first.file_name}, ${first.state}); force=1 stores them again`,
      {
        importId: first.id,
      },
    )
  })
  if (!changed) throw new UserProblem('conflict', `Import ${id} has changed meanwhile; look again`)
  return readImport(db, id)
}

/** What an import's row forgets when its file is read from its beginning once more. */
export const unread = {
  state: 'received',
  mapping: null,
  mappingText: null,
  rowsRead: 0,
  rowsStored: 0,
  rowsRejected: 0,
  rowsSkipped: 0,
  checkTotals: null,
  equalRowsKept: null,
  bytesDone: 0,
  bytesTotal: null,
  attempts: 0,
  early: null,
  bytesWanted: null,
} as const

const afresh = {
  ...unread,
  version: sql`version + 1`,
  requested: null,
  problemCode: null,
  problemMessage: null,
  waitingFor: null,
  leaseUntil: null,
  startedAt: null,
  finishedAt: null,
} as const

/** The row and the ledger change together: a worker must never find the chunks of the attempt before. */
const restart = (db: Database, id: number, change: MySqlUpdateSetSource<typeof imports>): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [result] = await tx
      .update(imports)
      .set(change)
      .where(and(eq(imports.id, id), eq(imports.state, 'failed'), isNull(imports.fileDroppedAt)))
    if (result.affectedRows !== 1) return false
    // A failed import has chunks only where every row was rejected.
    const chunks = await tx.select({ id: importChunks.id }).from(importChunks).where(eq(importChunks.importId, id))
    for (const chunk of chunks) await tx.delete(rejects).where(eq(rejects.chunk, chunk.id))
    await tx.delete(importChunks).where(eq(importChunks.importId, id))
    return true
  })
