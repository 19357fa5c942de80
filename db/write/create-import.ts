import { and, between, eq, isNotNull, sql } from 'drizzle-orm'
import type { DuplicatesRule, ImportView } from '#trips/import-job.ts'
import type { Database } from '../client.ts'
import { importViewOf, readImport } from '../read/imports.ts'
import { imports } from '../schema/imports.ts'

/** A file whose bytes are in the spool, measured. */
export type NewImport = {
  fileName: string
  byteSize: number
  sha256: string
  spoolName: string
  duplicates: DuplicatesRule
  /** What the sender said about the file. */
  options: Record<string, unknown>
  /** Store it even though the same bytes are stored already. */
  force: boolean
  isSample: boolean
}

export type CreatedImport = { import: ImportView } | { duplicateOf: ImportView }

/** The first import of the same bytes may be undone between the refusal and the look for it; then the next attempt succeeds. */
const attemptsMax = 5

/**
 * Enters a file as an import in state `received`, or answers which import holds the same bytes. The unique key on
 * `live_sha256` decides, so that of two simultaneous uploads exactly one is entered.
 */
export async function createImport(db: Database, file: NewImport): Promise<CreatedImport> {
  const { force, ...columns } = file
  for (let attempt = 1; ; attempt++) {
    // Asked first, because a refused row uses up an id; the key is there for two that ask at once.
    const first = force ? undefined : await readLiveImport(db, file.sha256)
    if (first) return { duplicateOf: first }
    try {
      const [{ id }] = await db
        .insert(imports)
        .values({ ...columns, liveSha256: force ? null : file.sha256, createdAt: sql`UTC_TIMESTAMP(3)` })
        .$returningId()
      return { import: await readImport(db, id) }
    } catch (error) {
      if (!isDuplicateKey(error) || attempt >= attemptsMax) throw error
    }
  }
}

/** The import under which these bytes count as stored or on their way. */
export async function readLiveImport(db: Database, sha256: string): Promise<ImportView | undefined> {
  const [row] = await db.select().from(imports).where(eq(imports.liveSha256, sha256))
  return row && importViewOf(row)
}

/** A form's file is some hundred bytes smaller than its request. */
const formBytesMax = 4096

/** Whether bytes of about so many are stored or on their way already. A scan of the history, which is short. */
export async function hasLiveImportOfSize(db: Database, announcedBytes: number): Promise<boolean> {
  const isSize = between(imports.byteSize, Math.max(0, announcedBytes - formBytesMax), announcedBytes)
  const rows = await db
    .select({ id: imports.id })
    .from(imports)
    .where(and(isNotNull(imports.liveSha256), isSize))
    .limit(1)
  return rows.length > 0
}

/** Whether a statement was refused by a unique key; Drizzle wraps what the server said. */
export const isDuplicateKey = (error: unknown): boolean => {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ER_DUP_ENTRY'
}
