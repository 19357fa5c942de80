import { and, asc, eq, gt, or } from 'drizzle-orm'
import type { RejectsQuery } from '#trips/import-request.ts'
import type { Reject, RejectCode } from '#trips/reject.ts'
import type { RejectsView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { importChunks, rejects } from '../schema/imports.ts'
import { readImport } from './imports.ts'

/** Rows of up to 64 KiB each: at most 16 MiB a page, usually 100 kB. */
const pageRows = 256

const columns = {
  line: rejects.line,
  byteOffset: rejects.byteOffset,
  column: rejects.columnName,
  code: rejects.code,
  reason: rejects.reason,
  text: rejects.text,
}

/** A page of an import's rejects, or of its rows that were kept with a flag, in the order of the file. Throws UserProblem not_found. */
export async function readRejects(db: Database, id: number, { limit, offset, kept }: RejectsQuery): Promise<RejectsView> {
  await readImport(db, id)
  const chunks = await chunksWithRejects(db, id, kept)
  const found: Reject[] = []
  let skip = offset
  for (const { chunk, rows } of chunks) {
    if (found.length >= limit) break
    if (skip < rows) found.push(...(await readChunk(db, { chunk, kept }, limit - found.length, skip)))
    skip = Math.max(0, skip - rows)
  }
  return {
    rejects: found.map((reject) => rejectViewOf(reject, kept)),
    of_total: chunks.reduce((total, { rows }) => total + rows, 0),
  }
}

/** The lines of an import's rejects of one code, in ascending order, a chunk's at a time. */
export async function* eachRejectLines(db: Database, id: number, code: RejectCode): AsyncGenerator<number[]> {
  for (const { chunk } of await chunksWithRejects(db, id, false)) {
    const rows = await db
      .select({ line: rejects.line })
      .from(rejects)
      .where(and(eq(rejects.chunk, chunk), eq(rejects.kept, false), eq(rejects.code, code)))
      .orderBy(asc(rejects.line))
    yield rows.map(({ line }) => line)
  }
}

/** All rejects of an import in the order of the file, a page at a time: memory stays flat however many there are. */
export async function* eachRejectPage(db: Database, id: number): AsyncGenerator<Reject[]> {
  for (const { chunk, rows } of await chunksWithRejects(db, id, false)) {
    let last: Reject | undefined
    for (let left = rows; left > 0; left -= pageRows) {
      const page = await readChunk(db, { chunk, kept: false }, pageRows, 0, last)
      if (page.length > 0) yield page
      last = page.at(-1)
    }
  }
}

function chunksWithRejects(db: Database, id: number, kept: boolean): Promise<{ chunk: number; rows: number }[]> {
  const rows = kept ? importChunks.flagsListed : importChunks.rowsRejected
  return db
    .select({ chunk: importChunks.id, rows })
    .from(importChunks)
    .where(and(eq(importChunks.importId, id), gt(rows, 0)))
    .orderBy(asc(importChunks.chunkNo))
}

/** Reads along the primary key, from behind `after` where it is given. */
async function readChunk(
  db: Database,
  { chunk, kept }: { chunk: number; kept: boolean },
  limit: number,
  offset: number,
  after?: Reject,
): Promise<Reject[]> {
  const behind =
    after && or(gt(rejects.line, after.line), and(eq(rejects.line, after.line), gt(rejects.byteOffset, after.byteOffset)))
  const rows = await db
    .select(columns)
    .from(rejects)
    .where(and(eq(rejects.chunk, chunk), eq(rejects.kept, kept), behind))
    .orderBy(asc(rejects.line), asc(rejects.byteOffset))
    .limit(limit)
    .offset(offset)
  return rows.map((row) => ({ ...row, code: row.code as RejectCode }))
}

const decoder = new TextDecoder()
const rejectViewOf = (
  { line, byteOffset, column, code, reason, text }: Reject,
  kept: boolean,
): RejectsView['rejects'][number] => ({
  line,
  byte_offset: byteOffset,
  column,
  code,
  kept,
  reason,
  text: decoder.decode(text),
})
