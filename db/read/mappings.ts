import { createHash } from 'node:crypto'
import { asc, eq, inArray } from 'drizzle-orm'
import type { MappingsView, SavedMappingView } from '#trips/mapping-views.ts'
import { ownNames, readPossibleHeaders } from '#trips/recognition/file-header.ts'
import { type ReadingOptions, type SavedMapping, saysNothing } from '#trips/saved-mapping.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { mappings } from '../schema/mappings.ts'
import { isoInstant } from './imports.ts'

const viewOf = (row: typeof mappings.$inferSelect): SavedMappingView => ({
  name: row.name,
  columns: row.columns,
  mapping: row.mapping,
  created_at: isoInstant(row.createdAt),
  changed_at: isoInstant(row.changedAt),
  used_at: row.usedAt && isoInstant(row.usedAt),
})

/** All that are saved, by name. */
export async function readMappings(db: Database): Promise<MappingsView> {
  return { mappings: (await db.select().from(mappings).orderBy(asc(mappings.name))).map(viewOf) }
}

/** Throws UserProblem not_found. */
export async function readMapping(db: Database, name: string): Promise<SavedMappingView> {
  const [row] = await db.select().from(mappings).where(eq(mappings.name, name))
  if (row) return viewOf(row)
  throw new UserProblem('not_found', `There is no saved mapping '${name}'; GET /api/v1/mappings lists those there are`, {
    parameter: 'mapping',
    found: name,
  })
}

/**
 * The saved mappings that may apply to a file: the one that its sender names, or, where the sender says nothing, those saved
 * for its header. Whether they do apply, `understandFile` decides.
 */
export async function readCandidates(
  db: Database,
  options: ReadingOptions,
  sample: readonly Uint8Array[],
): Promise<SavedMapping[]> {
  if (typeof options.mapping === 'string') return db.select().from(mappings).where(eq(mappings.name, options.mapping))
  const headers = saysNothing(options) ? readPossibleHeaders(sample).filter(({ header }) => header) : []
  if (headers.length === 0) return []
  const signatures = headers.map(({ names }) => signatureOf(ownNames(names)))
  return db.select().from(mappings).where(inArray(mappings.signature, signatures)).orderBy(asc(mappings.name))
}

export const signatureOf = (columns: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(columns)).digest('hex')
