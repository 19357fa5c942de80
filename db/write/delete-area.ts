import type { SavedArea } from '#trips/saved-area.ts'
import type { Database } from '../client.ts'
import { readArea } from '../read/areas.ts'
import { inTransaction } from './in-transaction.ts'
import { forgetShape } from './save-area.ts'

/** Forgets a saved area and returns what it was; questions that name it are refused from then on. Throws UserProblem not_found. */
export async function deleteArea(db: Database, name: string): Promise<SavedArea> {
  const area = await readArea(db, name)
  await inTransaction(db, (connection) => forgetShape(connection, name))
  return area
}
