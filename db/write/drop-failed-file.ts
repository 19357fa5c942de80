import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../client.ts'
import { imports } from '../schema/imports.ts'

/**
 * Notes that a failed import's file is to leave the spool: from now on it cannot be tried again. False when it is being tried
 * again; its file must stay then.
 */
export async function dropFailedFile(db: Database, importId: number): Promise<boolean> {
  const [result] = await db
    .update(imports)
    .set({ fileDroppedAt: sql`UTC_TIMESTAMP(3)` as unknown as string, version: sql`version + 1` })
    .where(and(eq(imports.id, importId), eq(imports.state, 'failed'), isNull(imports.fileDroppedAt)))
  return result.affectedRows === 1
}
