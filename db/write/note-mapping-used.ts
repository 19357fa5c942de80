import { eq, sql } from 'drizzle-orm'
import type { Database } from '../client.ts'
import { mappings } from '../schema/mappings.ts'

/** Notes that an import is read with a saved mapping. */
export async function noteMappingUsed(db: Database, name: string): Promise<void> {
  await db.update(mappings).set({ usedAt: sql`UTC_TIMESTAMP(3)` }).where(eq(mappings.name, name))
}
