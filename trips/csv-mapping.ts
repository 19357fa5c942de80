import { z } from 'zod'
import { dateOrder } from './datetime.ts'
import { textEncoding } from './text-encoding.ts'

export const delimiters = [',', ';', '\t', '|'] as const

/** The native format's columns, in the order a file without a header must have them. */
export const nativeColumns = ['region', 'origin_coord', 'destination_coord', 'datetime', 'datasource'] as const

/** A column of the file: its place from 0 and its name in the header. */
const columnRef = z.strictObject({ column: z.int().min(0), name: z.string() })
export type ColumnRef = z.infer<typeof columnRef>

const labelSource = z.union([columnRef, z.strictObject({ constant: z.string() })])
const pointSource = z.union([z.strictObject({ wkt: columnRef }), z.strictObject({ lon: columnRef, lat: columnRef })])

/** `epoch_…` is a count since 1970-01-01 00:00:00 UTC; it says no wall clock, so UTC's is taken. */
export const timeFormat = z.enum(['calendar', 'epoch_seconds', 'epoch_milliseconds'])
export type TimeFormat = z.infer<typeof timeFormat>
const timeSource = z.union([
  z.strictObject({ datetime: columnRef, format: timeFormat }),
  z.strictObject({ date: columnRef, time: columnRef }),
])

export type LabelSource = z.infer<typeof labelSource>
export type PointSource = z.infer<typeof pointSource>
export type TimeSource = z.infer<typeof timeSource>

/** How a file's bytes become trips. Plain JSON, decided once per import and kept with it, so that a resumed import reads alike. */
export const csvMapping = z.object({
  delimiter: z.enum(delimiters),
  encoding: textEncoding,
  /** Whether the file's first row names the columns and is no trip. */
  header: z.boolean(),
  /** The header row as in the file, one character (U+0000 … U+00FF) a byte; of a file without, the native header. */
  header_bytes: z.string(),
  date_order: dateOrder,
  columns: z.object({
    region: labelSource,
    datasource: labelSource,
    origin: pointSource,
    destination: pointSource,
    time: timeSource,
  }),
})
export type CsvMapping = z.infer<typeof csvMapping>

const chosenColumn = z
  .union([z.string().min(1), z.int().min(0)])
  .describe('a column by its name in the header, or by its place from 0')
const chosenLabel = z.union([chosenColumn, z.strictObject({ constant: z.string().min(1) })])
const chosenPoint = z.union([z.strictObject({ wkt: chosenColumn }), z.strictObject({ lon: chosenColumn, lat: chosenColumn })])
export type ChosenColumn = z.infer<typeof chosenColumn>

/** What a sender may state about the columns; whatever is left out is recognised. */
export const chosenMapping = z.strictObject({
  delimiter: z.enum(delimiters).optional(),
  encoding: textEncoding.optional(),
  header: z.boolean().optional(),
  date_order: dateOrder.optional(),
  region: chosenLabel.optional(),
  datasource: chosenLabel.optional(),
  origin: chosenPoint.optional(),
  destination: chosenPoint.optional(),
  time: z
    .union([
      z.strictObject({ datetime: chosenColumn, format: timeFormat.optional() }),
      z.strictObject({ date: chosenColumn, time: chosenColumn }),
    ])
    .optional(),
})
export type ChosenMapping = z.infer<typeof chosenMapping>

/** What a sender may say about a file: labels for columns it lacks, the order of day and month, or whole columns. */
export const mappingOptions = z.object({
  region: z.string().min(1).optional(),
  datasource: z.string().min(1).optional(),
  date_order: dateOrder.optional(),
  mapping: chosenMapping.optional(),
})
export type MappingOptions = z.infer<typeof mappingOptions>

export const bytesOfBinaryText = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (c) => c.charCodeAt(0))

export function binaryTextOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
