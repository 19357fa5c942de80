import { eq } from 'drizzle-orm'
import type { Database } from '../client.ts'
import { imports } from '../schema/imports.ts'

/** An import's row as the worker needs it. */
export type Job = typeof imports.$inferSelect

/** Throws when there is no such import: only a worker that has just claimed it asks. */
export async function readJob(db: Database, importId: number): Promise<Job> {
  const [row] = await db.select().from(imports).where(eq(imports.id, importId))
  if (!row) throw new Error(`import ${importId} has no row`)
  return row
}
