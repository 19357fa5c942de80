import { randomUUID } from 'node:crypto'
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import type { UploadRefusal } from '#trips/upload.ts'
import type { Database } from '../client.ts'
import { uploads } from '../schema/uploads.ts'

/** A process that gives no sign of life for so long has lost its uploads to whoever asks. */
export const uploadLeaseSeconds = 6
/** An upload to which nothing was added for so long is forgotten. */
export const uploadExpiryHours = 24

const leaseUntil = sql`UTC_TIMESTAMP(3) + INTERVAL ${sql.raw(String(uploadLeaseSeconds))} SECOND`
const expiresAt = sql`UTC_TIMESTAMP(3) + INTERVAL ${sql.raw(String(uploadExpiryHours))} HOUR`

export async function createUpload(
  db: Database,
  upload: { id: string; byteSize: number; metadata: Record<string, string> },
): Promise<void> {
  await db.insert(uploads).values({ ...upload, expiresAt })
}

/**
 * Takes an upload that nobody holds: the token that every later change must show. Otherwise says that it is missing, or
 * tells its holder that somebody waits.
 */
export async function leaseUpload(db: Database, id: string): Promise<{ token: string } | 'held' | 'missing'> {
  const token = randomUUID()
  const free = or(isNull(uploads.leaseUntil), lt(uploads.leaseUntil, sql`UTC_TIMESTAMP(3)`))
  const [taken] = await db
    .update(uploads)
    .set({ leaseToken: token, leaseUntil, wanted: false })
    .where(and(eq(uploads.id, id), free))
  if (taken.affectedRows === 1) return { token }
  const [asked] = await db.update(uploads).set({ wanted: true }).where(eq(uploads.id, id))
  return asked.affectedRows === 1 ? 'held' : 'missing'
}

/** A sign of life. Says whether the upload is still held, and whether somebody waits for it. */
export async function renewUpload(db: Database, id: string, token: string): Promise<{ held: boolean; wanted: boolean }> {
  const own = and(eq(uploads.id, id), eq(uploads.leaseToken, token))
  const [renewed] = await db.update(uploads).set({ leaseUntil, expiresAt }).where(own)
  if (renewed.affectedRows !== 1) return { held: false, wanted: false }
  const [row] = await db.select({ wanted: uploads.wanted }).from(uploads).where(own)
  return { held: row !== undefined, wanted: row?.wanted ?? false }
}

/** Gives an upload back; `end` is what became of it. Without the token nothing changes. */
export async function releaseUpload(
  db: Database,
  id: string,
  token: string,
  end: Partial<Pick<typeof uploads.$inferInsert, 'importId' | 'refusal'>> = {},
): Promise<void> {
  await db
    .update(uploads)
    .set({ ...end, leaseToken: null, leaseUntil: null, wanted: false })
    .where(and(eq(uploads.id, id), eq(uploads.leaseToken, token)))
}

/** Why an upload will not be taken, known before it is whole; what it became already stays. */
export async function noteRefusal(db: Database, id: string, refusal: UploadRefusal): Promise<void> {
  await db
    .update(uploads)
    .set({ refusal })
    .where(and(eq(uploads.id, id), isNull(uploads.importId), isNull(uploads.refusal)))
}

export async function forgetUpload(db: Database, id: string): Promise<void> {
  await db.delete(uploads).where(eq(uploads.id, id))
}
