import { eq } from 'drizzle-orm'
import type { SavedMappingView } from '#trips/mapping-views.ts'
import type { Database } from '../client.ts'
import { readMapping } from '../read/mappings.ts'
import { mappings } from '../schema/mappings.ts'

/** Forgets a saved mapping and returns what it was; imports read with it stay as they are. Throws UserProblem not_found. */
export async function deleteMapping(db: Database, name: string): Promise<SavedMappingView> {
  const view = await readMapping(db, name)
  await db.delete(mappings).where(eq(mappings.name, name))
  return view
}
