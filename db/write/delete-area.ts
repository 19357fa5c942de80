import { eq } from 'drizzle-orm'
import type { SavedArea } from '#trips/saved-area.ts'
import type { Database } from '../client.ts'
import { readArea } from '../read/areas.ts'
import { areas } from '../schema/areas.ts'

/** Forgets a saved area and returns what it was; questions that name it are refused from then on. Throws UserProblem not_found. */
export async function deleteArea(db: Database, name: string): Promise<SavedArea> {
  const area = await readArea(db, name)
  await db.delete(areas).where(eq(areas.name, name))
  return area
}
