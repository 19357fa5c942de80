import { sql } from 'drizzle-orm'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { Polygon } from '#trips/polygon.ts'
import type { SavedArea } from '#trips/saved-area.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { readArea } from '../read/areas.ts'
import { areas } from '../schema/areas.ts'
import { isDuplicateKey } from './create-import.ts'
import { inTransaction } from './in-transaction.ts'

export type NewArea = { name: string; polygons: Polygon[] /** In place of another shape of this name. */; replace: boolean }

/**
 * Keeps an area under its name. The same shape again changes nothing; another one is refused unless it is to replace what is
 * there, because links and scripts ask by the name. Throws UserProblem conflict.
 */
export async function saveArea(db: Database, { name, polygons, replace }: NewArea): Promise<SavedArea> {
  const now = sql`UTC_TIMESTAMP(3)`
  try {
    await db.insert(areas).values({ name, polygons, createdAt: now, changedAt: now })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const kept = await readArea(db, name)
    const isSame = JSON.stringify(kept.polygons) === JSON.stringify(polygons)
    if (!isSame && !replace) throw taken(name)
    if (!isSame) await replaceShape(db, name, polygons)
  }
  return readArea(db, name)
}

/** Another shape is another row: whatever is counted under an id is of one shape for ever. */
async function replaceShape(db: Database, name: string, polygons: Polygon[]): Promise<void> {
  try {
    await inTransaction(db, async (connection) => {
      const before = await forgetShape(connection, name)
      await connection.query(
        'INSERT INTO areas (name, polygons, created_at, changed_at) VALUES (?, ?, COALESCE(?, UTC_TIMESTAMP(3)), UTC_TIMESTAMP(3))',
        [name, JSON.stringify(polygons), before?.createdAt ?? null],
      )
    })
  } catch (error) {
    // Somebody else saved one under this name in between: ours is later.
    if (!isDuplicateKey(error)) throw error
    await replaceShape(db, name, polygons)
  }
}

/** Deletes an area and its counts, inside the caller's transaction; returns since when it was there, if it was. */
export async function forgetShape(connection: PoolConnection, name: string): Promise<{ createdAt: string } | undefined> {
  const [[row]] = await connection.query<RowDataPacket[]>('SELECT id, created_at FROM areas WHERE name = ? FOR UPDATE', [name])
  if (!row) return undefined
  await connection.query('DELETE FROM weekly_area_rollups WHERE area = ?', [row.id])
  await connection.query('DELETE FROM areas WHERE id = ?', [row.id])
  return { createdAt: row.created_at }
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
