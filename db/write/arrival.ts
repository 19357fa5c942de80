import { and, eq, isNotNull, isNull, notInArray, sql } from 'drizzle-orm'
import { type DuplicatesRule, type ImportProblem, type ImportView, terminalStates } from '#trips/import-job.ts'
import { sortedJson } from '#trips/recognition/same-mapping.ts'
import type { Database } from '../client.ts'
import { importViewOf, isArriving, readImport, readImportBySpoolName, readImportRow } from '../read/imports.ts'
import { imports } from '../schema/imports.ts'
import { type CreatedImport, isDuplicateKey, readLiveImport } from './create-import.ts'

/** A request that brings bytes and gives no sign of life for so long has died with its process. */
const senderSeconds = 30

const senderUntil = sql`UTC_TIMESTAMP(3) + INTERVAL ${sql.raw(String(senderSeconds))} SECOND`
const version = sql`version + 1`
/** One that waits is looked at by a worker at once. */
const leaseUntil = sql`IF(lease_token IS NULL, NULL, lease_until)`

/** Whatever was stored from the part is taken back by a worker, and the whole is read from its beginning. */
const returning = sql`IF(early IS NULL, NULL, 'returning')`

/** What is told of a file whose last byte has not come. */
export type ArrivingFile = {
  fileName: string
  spoolName: string
  /** Announced, or as much as is there. */
  byteSize: number
  bytesReceived: number
  duplicates: DuplicatesRule
  options: Record<string, unknown>
}

/** Still arriving, and nothing has ended the import: whoever brings the bytes may change it. */
const arriving = (id: number) =>
  and(
    eq(imports.id, id),
    isNotNull(imports.bytesReceived),
    isNull(imports.requested),
    isNull(imports.problemCode),
    notInArray(imports.state, [...terminalStates]),
  )

/**
 * Enters a file as an import in state `received` before it is whole, once, however often it is asked. Its bytes count as
 * nobody's until it is sealed.
 */
export async function beginArrival(db: Database, file: ArrivingFile): Promise<ImportView> {
  try {
    const [{ id }] = await db
      .insert(imports)
      .values({ ...file, bytesWanted: file.bytesReceived, senderUntil, createdAt: sql`UTC_TIMESTAMP(3)` })
      .$returningId()
    return await readImport(db, id)
  } catch (error) {
    const begun = isDuplicateKey(error) ? await readImportBySpoolName(db, file.spoolName) : undefined
    if (!begun) throw error
    return begun
  }
}

/**
 * Notes how many bytes are safely on the disk, as a sign of life; `isPaused` where nobody brings more right now. Fewer than
 * before, because the last of them were no part of the file or a power cut took them: what was read is then taken back, and the
 * whole waited for. Returns the import, and whether it still takes bytes: its owner may have cancelled it.
 */
export async function noteReceived(
  db: Database,
  id: number,
  bytes: number,
  isPaused = false,
): Promise<{ view: ImportView; goesOn: boolean }> {
  const fewer = sql`bytes_received > ${bytes}`
  // In this order: a server may give what comes later the values that were set before.
  await db.execute(sql`UPDATE imports SET early = IF(${fewer} AND early IS NOT NULL, 'returning', early),
    bytes_wanted = IF(${fewer}, NULL, bytes_wanted), bytes_received = ${bytes},
    sender_until = ${isPaused ? sql`NULL` : senderUntil}, version = version + 1 WHERE ${arriving(id)}`)
  const row = await readImportRow(db, id)
  return { view: importViewOf(row), goesOn: isArriving(row) }
}

/** A sign of life from whoever brings the bytes, while it cannot be said how many the disk has. */
export async function renewSender(db: Database, id: number): Promise<void> {
  await db.update(imports).set({ senderUntil }).where(arriving(id))
}

/** A resumable upload whose process died brings no bytes for now. */
export async function pauseArrival(db: Database, spoolName: string): Promise<void> {
  await db
    .update(imports)
    .set({ senderUntil: null, version })
    .where(and(eq(imports.spoolName, spoolName), isNotNull(imports.bytesReceived), sql`sender_until < UTC_TIMESTAMP(3)`))
}

/** What is known of a file when its last byte is there. */
export type WholeFile = {
  fileName: string
  byteSize: number
  sha256: string
  duplicates: DuplicatesRule
  options: Record<string, unknown>
  force: boolean
}

/**
 * Makes an import of a file that has arrived whole one like any other: the point from which its trips may stay. Answers which
 * import holds the same bytes if one does, and nothing when the import was ended meanwhile. Where more was said about the file
 * than when it began, such as in the fields behind a form's file, it is read anew.
 */
export async function sealArrival(db: Database, id: number, file: WholeFile): Promise<CreatedImport | undefined> {
  const { force, ...said } = file
  const row = await readImportRow(db, id)
  if (row.bytesReceived === null && row.sha256 === file.sha256) return { import: importViewOf(row) }
  const begun = [row.fileName, row.duplicates, row.options]
  const isOtherwise = sortedJson(begun) !== sortedJson([file.fileName, file.duplicates, file.options])
  const first = force ? undefined : await readLiveImport(db, file.sha256)
  if (first) return { duplicateOf: first }
  try {
    const [sealed] = await db
      .update(imports)
      .set({
        ...said,
        ...{ liveSha256: force ? null : file.sha256, bytesReceived: null, bytesWanted: null, senderUntil: null },
        ...(isOtherwise && { early: returning }),
        ...{ leaseUntil, version },
      })
      .where(arriving(id))
    return sealed.affectedRows === 1 ? { import: await readImport(db, id) } : undefined
  } catch (error) {
    const same = isDuplicateKey(error) ? await readLiveImport(db, file.sha256) : undefined
    if (!same) throw error
    return { duplicateOf: same }
  }
}

/** The rest of a file will not come: a worker takes back what was stored of it. False when the import was ended already. */
export async function giveUpArrival(
  db: Database,
  id: number,
  { code, message }: ImportProblem,
  sha256?: string,
): Promise<boolean> {
  const [result] = await db
    .update(imports)
    .set({ problemCode: code, problemMessage: message, leaseUntil, version, ...(sha256 && { sha256 }) })
    .where(arriving(id))
  return result.affectedRows === 1
}
