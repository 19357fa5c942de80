import { sql } from 'drizzle-orm'
import type { Polygon } from '#trips/polygon.ts'
import type { SavedArea } from '#trips/saved-area.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { readArea } from '../read/areas.ts'
import { areas } from '../schema/areas.ts'
import { isDuplicateKey } from './create-import.ts'

export type NewArea = { name: string; polygons: Polygon[] /** In place of another shape of this name. */; replace: boolean }

/**
 * Keeps an area under its name. The same shape again changes nothing; another one is refused unless it is to replace what is
 * there, because links and scripts ask by the name. Throws UserProblem conflict.
 */
export async function saveArea(db: Database, { name, polygons, replace }: NewArea): Promise<SavedArea> {
  const now = sql`UTC_TIMESTAMP(3)`
  const insert = db.insert(areas).values({ name, polygons, createdAt: now, changedAt: now })
  if (replace) await insert.onDuplicateKeyUpdate({ set: { polygons, changedAt: now } })
  else
    try {
      await insert
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      const kept = await readArea(db, name)
      if (JSON.stringify(kept.polygons) !== JSON.stringify(polygons)) throw taken(name)
    }
  return readArea(db, name)
}

const taken = (name: string): UserProblem =>
  new UserProblem(
    'conflict',
    `There is another area "${name}"; expected a name that is free, or replace=1 to put this one in its place`,
    {
      parameter: 'name',
      found: name,
      expected: 'a free name, or replace=1',
    },
  )
