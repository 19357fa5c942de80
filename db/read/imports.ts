import { count, desc, eq, inArray, lt } from 'drizzle-orm'
import { mappedChecks } from '#trips/csv-mapping.ts'
import { type ImportView, isTerminal } from '#trips/import-job.ts'
import { checkNames } from '#trips/quality-checks.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { ImportsView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { imports } from '../schema/imports.ts'

/** `YYYY-MM-DD HH:MM:SS.mmm` in UTC, as stored, as an ISO 8601 instant. */
export const isoInstant = (stored: string): string => `${stored.replace(' ', 'T')}Z`

/** What everybody may see of an import's row. */
export function importViewOf(row: typeof imports.$inferSelect): ImportView {
  return {
    id: row.id,
    version: row.version,
    file_name: row.fileName,
    byte_size: Math.max(row.byteSize, row.bytesReceived ?? 0),
    bytes_received: row.bytesReceived,
    sha256: row.sha256,
    state: row.state,
    requested: row.requested,
    is_sample: row.isSample,
    duplicates: row.duplicates,
    mapping_text: row.mappingText,
    rows_read: row.rowsRead,
    rows_stored: row.rowsStored,
    rows_rejected: row.rowsRejected,
    rows_skipped: row.rowsSkipped,
    rows_flagged: row.checkTotals?.rows_flagged ?? 0,
    checks: checksOf(row),
    equal_rows_kept: row.equalRowsKept,
    bytes_done: row.bytesDone,
    bytes_total: row.bytesTotal,
    rows_per_second: row.rowsPerSecond,
    seconds_left: row.secondsLeft,
    problem: row.problemCode && { code: row.problemCode, message: row.problemMessage ?? '' },
    waiting_for: row.waitingFor ?? (restsWithItsUpload(row) ? restingUpload : null),
    can_retry: row.state === 'failed' && row.fileDroppedAt === null && row.bytesReceived === null,
    created_at: isoInstant(row.createdAt),
    started_at: row.startedAt && isoInstant(row.startedAt),
    finished_at: row.finishedAt && isoInstant(row.finishedAt),
  }
}

const restingUpload = 'Its upload is paused; the import goes on when more of the file comes.'

/** A resumable upload that nobody continues right now, all of whose bytes are read so far. */
const restsWithItsUpload = (row: typeof imports.$inferSelect): boolean =>
  isArriving(row) &&
  row.senderUntil === null &&
  row.leaseToken === null &&
  (row.bytesReceived ?? 0) < (row.bytesWanted ?? Infinity)

/** Whether an import has begun whose file is still being sent, and nothing has ended it yet. */
export const isArriving = (row: typeof imports.$inferSelect): boolean =>
  row.bytesReceived !== null && row.requested === null && row.problemCode === null && !isTerminal(row.state)

/** The checks that are on; mappings made before there were checks have none. */
function checksOf({ mapping, checkTotals }: typeof imports.$inferSelect): ImportView['checks'] {
  const { rules } = mappedChecks.optional().parse(mapping?.checks) ?? {}
  return checkNames
    .map((check) => ({ check, rule: rules?.[check] ?? ('off' as const), rows: checkTotals?.found[check] ?? 0 }))
    .filter(({ rule }) => rule !== 'off')
}

export async function countImports(db: Database): Promise<number> {
  const [row] = await db.select({ imports: count() }).from(imports)
  return row.imports
}

/** Newest first. `before` is the id of the last import already seen: the next page starts below it. */
export async function readImports(db: Database, page: { limit: number; before?: number }): Promise<ImportsView> {
  const rows = await db
    .select()
    .from(imports)
    .where(page.before === undefined ? undefined : lt(imports.id, page.before))
    .orderBy(desc(imports.id))
    .limit(page.limit)
  return { imports: rows.map(importViewOf), of_total: await countImports(db) }
}

/** Those of the ids that exist, in no order. */
export async function readImportsById(db: Database, ids: readonly number[]): Promise<ImportView[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select()
    .from(imports)
    .where(inArray(imports.id, [...ids]))
  return rows.map(importViewOf)
}

/** Every import of these bytes, newest first, with what was said about the file. A scan of the history, which is short. */
export async function readImportsBySha256(
  db: Database,
  sha256: string,
): Promise<{ view: ImportView; options: Record<string, unknown> }[]> {
  const rows = await db.select().from(imports).where(eq(imports.sha256, sha256)).orderBy(desc(imports.id))
  return rows.map((row) => ({ view: importViewOf(row), options: row.options }))
}

/** The import that holds this file of the spool, if any does. */
export async function readImportBySpoolName(db: Database, spoolName: string): Promise<ImportView | undefined> {
  const [row] = await db.select().from(imports).where(eq(imports.spoolName, spoolName))
  return row && importViewOf(row)
}

/** An import's whole row. Throws UserProblem not_found. */
export async function readImportRow(db: Database, id: number): Promise<typeof imports.$inferSelect> {
  const [row] = await db.select().from(imports).where(eq(imports.id, id))
  if (!row) throw new UserProblem('not_found', `There is no import ${id}`, { parameter: 'id', found: String(id) })
  return row
}

/** One import. Throws UserProblem not_found. */
export const readImport = async (db: Database, id: number): Promise<ImportView> => importViewOf(await readImportRow(db, id))
