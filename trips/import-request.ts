import { z } from 'zod'
import { type ChosenMapping, chosenMapping } from './csv-mapping.ts'
import { dateOrder } from './datetime.ts'
import { label, oneBox, wholeNumber } from './filters.ts'
import { duplicatesRule } from './import-job.ts'
import { checkNames, checksParameter } from './quality-checks.ts'
import { mappingName } from './saved-mapping.ts'

/** The input contract of everything that takes files in: the upload's query and form, the retry, the command line. */

const yes = z.enum(['0', '1']).transform((text) => text === '1')

/** The name of a saved mapping or, where it can only be JSON, columns. */
const mapping = z.string().transform((text, context): ChosenMapping | string => {
  const json = /^\s*[{["]/.test(text) ? parsedJson(text) : undefined
  if (json === notJson) {
    const message = 'is not JSON; expected an object such as {"origin":{"lon":"start_lng","lat":"start_lat"}}'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const parsed = json === undefined ? mappingName.safeParse(text) : chosenMapping.safeParse(json)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: text } as z.core.$ZodRawIssue)
  return z.NEVER
})

const notJson = Symbol()

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return notJson
  }
}

/** What a sender may say about how to read the file: mappingOptions, as text carries them. */
export const readingParameters = z.object({
  date_order: dateOrder.optional().describe('which comes first where dates such as 3/4/2016 leave it open'),
  region: label.optional().describe('the region of every row, for files without such a column'),
  datasource: label.optional().describe('the datasource of every row, for files without such a column'),
  checks: checksParameter
    .optional()
    .describe(
      `what happens to doubtful rows, such as zero_point:reject,future:off (off, flag or reject, for all or for ${checkNames.join(', ')}); default: flag, and zero_length off`,
    ),
  usual_box: oneBox
    .optional()
    .describe('west,south,east,north: where the trips usually are; default: what a sample of the file shows for each region'),
  mapping: mapping
    .optional()
    .describe(
      'the name of a saved mapping, or JSON: which columns hold origin, destination, time, region and datasource; what is left out is recognised',
    ),
})

export const uploadQuery = readingParameters.extend({
  filename: z.string().max(1000).optional().describe("the file's name, for a raw body; default upload.csv"),
  duplicates: duplicatesRule.default('keep').describe('what to do with rows equal to an earlier row of the same file'),
  force: yes.default(false).describe('1: store the file even though the same bytes are stored already'),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'expected 64 hexadecimal digits')
    .optional()
    .describe("the file's SHA-256 in hexadecimal; when other bytes arrive nothing is stored"),
})
export type UploadQuery = z.infer<typeof uploadQuery>

export const retryQuery = readingParameters.extend({
  force: yes.default(false).describe('1: store the file even though the same bytes are stored by another import'),
})
export type RetryQuery = z.infer<typeof retryQuery>

export const previewQuery = readingParameters.extend({
  filename: uploadQuery.shape.filename,
  whole: yes.default(false).describe('1: the body is the whole file; else what follows its last whole row is left out'),
})
export type PreviewQuery = z.infer<typeof previewQuery>

/** Ids are INT UNSIGNED. */
export const importId = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, 'expected the id of an import, a whole number')
  .transform(Number)
  .pipe(z.number().int().min(1).max(4_294_967_295))

export const importsQuery = z.object({
  limit: wholeNumber(1, 1000).default(100),
  before: importId.optional().describe('the id of the last import already seen: the next page starts below it'),
})
export type ImportsQuery = z.infer<typeof importsQuery>

export const rejectsQuery = z.object({
  limit: wholeNumber(1, 1000).default(100),
  offset: wholeNumber(0, 999_999_999).default(0),
  kept: yes.default(false).describe('1: the rows that were stored and flagged, in place of the rejected ones'),
})
export type RejectsQuery = z.infer<typeof rejectsQuery>
