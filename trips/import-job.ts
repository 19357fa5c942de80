import { z } from 'zod'
import { checkName, checkRule } from './quality-checks.ts'

/** The life of an import, in order. Each state is entered by one committed update of its row. */
export const importStates = [
  'received', // the bytes are in the spool, length and SHA-256 checked
  'staged', // a worker holds it; a compressed file is unpacked
  'mapped', // columns, delimiter and date order are known
  'loading', // chunks are committed: trips, rollups, rejects and ledger row in one transaction each
  'folding', // every chunk is in; equal rows are counted across chunks
  'verifying', // what is stored is compared: all counts with the ledger, a sample of the trips with the rows of the file
  'done',
  'failed',
  'cancelled',
  'undone',
] as const
export const importState = z.enum(importStates)
export type ImportState = z.infer<typeof importState>

/** States in which nothing more will happen unless somebody asks. */
export const terminalStates: readonly ImportState[] = ['done', 'failed', 'cancelled', 'undone']
export const isTerminal = (state: ImportState): boolean => terminalStates.includes(state)

export const duplicatesRules = ['keep', 'skip'] as const
export const duplicatesRule = z.enum(duplicatesRules)
export type DuplicatesRule = z.infer<typeof duplicatesRule>

/** Every reason an import as a whole can end in `failed`, with a code programs can match. */
export const importProblemCodes = [
  'unmappable', // no columns for origin, destination or time
  'ambiguous_dates', // day and month cannot be told apart
  'other_columns', // not those of the saved mapping it was to be read with
  'mixed_columns', // further on, its columns come in another order
  'mixed_dates', // further on, day and month come in the other order
  'not_csv', // HTML, a zip archive, a binary file
  'empty', // no rows at all
  'unreadable', // truncated gzip, bytes gone from the spool
  'all_rejected', // not one row could be stored
  'not_received', // it began while its file was being sent, and the rest never came, or other bytes did
  'same_bytes', // it began while its file was being sent, which then was one that is stored already
  'internal', // our fault; the log has the cause
] as const
export const importProblem = z.object({ code: z.enum(importProblemCodes), message: z.string() })
export type ImportProblem = z.infer<typeof importProblem>

/** Rows found by each check in an import, and stored rows with at least one flag. */
export type CheckTotals = { rows_flagged: number; found: Partial<Record<z.infer<typeof checkName>, number>> }

/** An import as everybody sees it: the API, the pages and the live events. Instants are UTC ISO 8601. */
export const importView = z.object({
  id: z.number().int(),
  /** Grows with every change of the row; an event with a version not above the one shown is stale and is dropped. */
  version: z.number().int(),
  file_name: z.string(),
  byte_size: z.number().int().describe('of the file as it is sent; while it arrives, as announced or as far as it is here'),
  bytes_received: z
    .number()
    .int()
    .nullable()
    .describe('bytes of a file that is still arriving, or never arrived whole; null once it is whole'),
  sha256: z.string().nullable().describe('null until the file is whole'),
  state: importState,
  /** What somebody has asked for and the worker has not finished yet. */
  requested: z.enum(['cancel', 'undo']).nullable(),
  is_sample: z.boolean(),
  duplicates: duplicatesRule,
  /** How the columns were understood, in one sentence; null before `mapped`. */
  mapping_text: z.string().nullable(),
  rows_read: z.number().int(),
  rows_stored: z
    .number()
    .int()
    .describe('of an import that failed, was cancelled or undone: what it had stored, of which nothing is left'),
  rows_rejected: z.number().int(),
  rows_skipped: z.number().int().describe('duplicates not stored, with duplicates=skip'),
  rows_flagged: z.number().int().describe('rows stored although a check found them doubtful'),
  checks: z
    .array(z.object({ check: checkName, rule: checkRule, rows: z.number().int() }))
    .describe('the checks that are on, what they do (flag or reject) and how many rows they found; empty before `mapped`'),
  /** Rows equal to an earlier row of the same file that were kept; null until `folding` has counted them. */
  equal_rows_kept: z.number().int().nullable(),
  bytes_done: z.number().int().describe('bytes of the (unpacked) CSV that are committed'),
  bytes_total: z.number().int().nullable().describe('size of the (unpacked) CSV; null until it is known'),
  rows_per_second: z.number().nullable(),
  seconds_left: z.number().nullable(),
  problem: importProblem.nullable(),
  waiting_for: z.string().nullable().describe('what holds the import up; it goes on by itself'),
  can_retry: z.boolean().describe('failed, and its file is still here'),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
})
export type ImportView = z.infer<typeof importView>
