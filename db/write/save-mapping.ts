import { sql } from 'drizzle-orm'
import type { SavedMappingView } from '#trips/mapping-views.ts'
import type { SavedMapping } from '#trips/saved-mapping.ts'
import type { Database } from '../client.ts'
import { readMapping, signatureOf } from '../read/mappings.ts'
import { mappings } from '../schema/mappings.ts'

/** Keeps a mapping under its name, in place of what was there. */
export async function saveMapping(db: Database, { name, columns, mapping }: SavedMapping): Promise<SavedMappingView> {
  const signature = mapping.header === false ? null : signatureOf(columns)
  const kept = { columns, mapping, signature, changedAt: sql`UTC_TIMESTAMP(3)` }
  await db
    .insert(mappings)
    .values({ name, ...kept, createdAt: sql`UTC_TIMESTAMP(3)` })
    .onDuplicateKeyUpdate({ set: kept })
  return readMapping(db, name)
}
