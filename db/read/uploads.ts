import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { uploads } from '../schema/uploads.ts'

/** A resumable upload's row; `held` while a request writes or ends it. */
export type UploadRow = typeof uploads.$inferSelect & { held: boolean }

const held = sql<number>`COALESCE(${uploads.leaseUntil} > UTC_TIMESTAMP(3), 0)`

export async function readUpload(db: Database, id: string): Promise<UploadRow | undefined> {
  const [found] = await db.select({ row: uploads, held }).from(uploads).where(eq(uploads.id, id))
  return found && { ...found.row, held: Boolean(found.held) }
}

/** Throws UserProblem not_found. */
export async function readKnownUpload(db: Database, id: string): Promise<UploadRow> {
  const row = await readUpload(db, id)
  if (row) return row
  throw new UserProblem('not_found', `There is no upload ${id}; it may have expired: send the file from its beginning`, {
    parameter: 'id',
    found: id,
  })
}

/** Uploads that nobody works on and that may want something: not ended yet, or out of date. */
export async function readIdleUploads(db: Database): Promise<(typeof uploads.$inferSelect & { expired: boolean })[]> {
  const now = sql`UTC_TIMESTAMP(3)`
  const unended = and(isNull(uploads.importId), isNull(uploads.refusal))
  const rows = await db
    .select({ row: uploads, expired: sql<number>`${uploads.expiresAt} < ${now}` })
    .from(uploads)
    .where(and(or(isNull(uploads.leaseUntil), lt(uploads.leaseUntil, now)), or(unended, lt(uploads.expiresAt, now))))
  return rows.map(({ row, expired }) => ({ ...row, expired: Boolean(expired) }))
}
