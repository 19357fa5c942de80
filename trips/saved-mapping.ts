import { z } from 'zod'
import { chosenMapping, mappingOptions } from './csv-mapping.ts'

/** A name that can stand in an address and is never taken for the JSON of a mapping. */
export const mappingName = z
  .string()
  .trim()
  .max(100)
  .regex(/^[\p{L}\p{N}][^\p{Cc}/\\]*$/u, 'expected a name that begins with a letter or digit and has no slash')
  .refine((name) => name !== 'preview', 'expected another name than preview, which is an address of its own')

const columnsMax = 10_000

/** How files with one header are read: what is kept under a name, and given back. */
export const savedColumns = z.object({
  columns: z
    .array(z.string())
    .min(1)
    .max(columnsMax)
    .describe('the names in the header, in order; other files with these names fit the mapping'),
  mapping: chosenMapping,
})
export type SavedColumns = z.infer<typeof savedColumns>
export type SavedMapping = SavedColumns & { name: string }

/** What a sender may say about a file: mappingOptions, or the name of a saved mapping in place of its columns. */
export const readingOptions = mappingOptions.extend({ mapping: z.union([mappingName, chosenMapping]).optional() })
export type ReadingOptions = z.infer<typeof readingOptions>

/** Whether a sender has said nothing about how to read the file: only then a saved mapping is used unasked. */
export const saysNothing = ({ mapping, date_order, region, datasource }: ReadingOptions): boolean =>
  (mapping ?? date_order ?? region ?? datasource) === undefined
