import { z } from 'zod'
import { columnRoles } from './column-roles.ts'
import { chosenMapping } from './csv-mapping.ts'
import { importProblem } from './import-job.ts'
import { rejectCodes } from './reject.ts'
import { savedColumns } from './saved-mapping.ts'
import { tripView } from './views.ts'

/** What the API answers about mappings; like views.ts otherwise. */

const count = z.number().int().min(0)

export const savedMappingView = savedColumns.extend({
  name: z.string(),
  created_at: z.string().describe('UTC, ISO 8601'),
  changed_at: z.string(),
  used_at: z.string().nullable().describe('when an import was last read with it'),
})
export type SavedMappingView = z.infer<typeof savedMappingView>
export const mappingsView = z.object({ mappings: z.array(savedMappingView).describe('by name') })
export type MappingsView = z.infer<typeof mappingsView>

export const previewColumnView = z.object({
  column: count.describe('place in the file, from 0'),
  name: z.string(),
  samples: z.array(z.string()).describe('a few different values'),
  used_for: z.array(z.enum(columnRoles)),
})
export type PreviewColumnView = z.infer<typeof previewColumnView>

export const previewProblemView = z.object({
  code: z.enum(rejectCodes),
  column: z.string().describe("the column's name; empty where the row as a whole is at fault"),
  rows: count,
  expected: z.string(),
  examples: z.array(z.object({ line: count, found: z.string(), reason: z.string() })),
})
export type PreviewProblemView = z.infer<typeof previewProblemView>

export const previewTripView = tripView.extend({
  line: count,
  datetime: z.string().nullable().describe('null while the order of day and month is an open question'),
})
export type PreviewTripView = z.infer<typeof previewTripView>

export const previewQuestionView = z.object({
  about: z.enum(['date_order', 'lat_lon_order']),
  text: z.string(),
  choices: z.array(z.object({ value: z.string(), text: z.string() })),
})
export type PreviewQuestionView = z.infer<typeof previewQuestionView>

/** What an import would make of a file, from its beginning. Nothing is written. */
export const previewView = z.object({
  file_name: z.string(),
  delimiter: z.string(),
  encoding: z.string(),
  header: z.boolean(),
  columns: z.array(previewColumnView),
  of_total_columns: count,
  rows: z.array(z.array(z.string())).describe('the first rows as they are in the file'),
  mapping_text: z.string().nullable().describe('how the columns are understood, in words; null where they are not'),
  mapping: chosenMapping.nullable().describe('the same, ready to be given as mapping= or to be saved'),
  problem: importProblem.nullable().describe('why the file would be refused as it is'),
  questions: z.array(previewQuestionView),
  rows_looked_at: count,
  rows_accepted: count,
  rows_rejected: count,
  rows_flagged: count.describe('accepted rows that a check holds to be doubtful'),
  problems: z.array(previewProblemView).describe('rejected rows by cause, the most frequent first'),
  doubts: z.array(previewProblemView).describe('flagged rows likewise'),
  trips: z.array(previewTripView).describe('the first trips'),
  saved: z
    .object({ name: z.string(), differences: z.array(z.string()) })
    .nullable()
    .describe('the saved mapping that is used or was asked for, and how the file differs from it'),
  proposed: z.array(z.string()).describe('names of saved mappings for files with this header'),
})
export type PreviewView = z.infer<typeof previewView>
