import { z } from 'zod'
import { dateOrder } from './datetime.ts'
import { checkName, checkRule, usualBox } from './quality-checks.ts'
import { cellKinds } from './sample-columns.ts'
import { textEncoding } from './text-encoding.ts'

export const delimiters = [',', ';', '\t', '|'] as const

/** The native format's columns, in the order a file without a header must have them. */
export const nativeColumns = ['region', 'origin_coord', 'destination_coord', 'datetime', 'datasource'] as const

/** A column of the file: its place from 0 and its name in the header. */
const columnRef = z.strictObject({ column: z.int().min(0), name: z.string() })
export type ColumnRef = z.infer<typeof columnRef>

const labelSource = z.union([columnRef, z.strictObject({ constant: z.string() })])
/** Which of the two numbers of a cell such as `(40.7, -74.0)` comes first. */
export const pairFirst = z.enum(['lon', 'lat'])
const pointSource = z.union([
  z.strictObject({ wkt: columnRef }),
  z.strictObject({ pair: columnRef, first: pairFirst }),
  z.strictObject({ lon: columnRef, lat: columnRef }),
])

/** `epoch_…` is a count since 1970-01-01 00:00:00 UTC; it says no wall clock, so UTC's is taken. */
export const timeFormat = z.enum(['calendar', 'epoch_seconds', 'epoch_milliseconds', 'epoch_microseconds', 'epoch_nanoseconds'])
export type TimeFormat = z.infer<typeof timeFormat>
const timeSource = z.union([
  z.strictObject({ datetime: columnRef, format: timeFormat }),
  z.strictObject({ date: columnRef, time: columnRef }),
])

export type LabelSource = z.infer<typeof labelSource>
export type PointSource = z.infer<typeof pointSource>
export type TimeSource = z.infer<typeof timeSource>

/** Which rows are doubtful, decided once with the rest, so that a row's verdict follows from the row alone. */
export const mappedChecks = z.object({
  rules: z.record(checkName, checkRule),
  /** Wall seconds from which on a start lies in the future; null where the time of the import is not known. */
  future_from: z.number().nullable(),
  /** Where the trips of a region usually are, by label; under '' for any other region. */
  usual_boxes: z.record(z.string(), usualBox),
  /** Where the file says when trips ended. */
  end_time: timeSource.nullable(),
})
export type MappedChecks = z.infer<typeof mappedChecks>

/** What rows of the file usually are. By it those that are not are judged (long-row.ts, short-row.ts, last-row.ts). */
const usualRows = z.object({
  /** Fields of a row; what has more may be shifted. */
  fields: z.int().min(1),
  /** What has fewer may lack one before its last point or time. Absent where a row that lacks one cannot be read. */
  fields_min: z.int().min(1).optional(),
  /** What has a cell of these kinds in this column lacks none before. */
  witness: z.strictObject({ column: z.int().min(0), kinds: z.array(z.enum(cellKinds)) }).optional(),
  /** Whether ends that lie near one another show that none is missing before them. Absent in mappings made when they always did. */
  near: z.boolean().optional(),
  /** As far as 99 of 100 whole rows are filled. */
  filled: z.int().min(1).optional(),
  /** With so many fields more than these, a row whose time can be read is not shifted before it. Absent where nothing else is like a time. */
  surplus_max: z.int().min(0).optional(),
  /** Where the points of whole rows lie: what is longer or shorter and has them there is not shifted. Absent where that would not tell. */
  boxes: z.strictObject({ origin: usualBox, destination: usualBox }).optional(),
  /** What the last field holds: a file may end within it. Absent where it is not read, or few rows show it. */
  last_cell: z.union([z.strictObject({ labels: z.array(z.string()) }), z.strictObject({ length_min: z.int() })]).optional(),
})
export type UsualRows = z.infer<typeof usualRows>

const mapping = z.object({
  delimiter: z.enum(delimiters),
  encoding: textEncoding,
  /** Rows above the header, such as a title; blank lines do not count. */
  skip_rows: z.int().min(0).default(0),
  /** Whether the first row behind those names the columns and is no trip. */
  header: z.boolean(),
  /** What stands between a coordinate's whole degrees and their fraction. With a comma both are read. */
  decimal: z.enum(['.', ',']).default('.'),
  /** The header row as in the file, one character (U+0000 … U+00FF) a byte; of a file without, the native header. */
  header_bytes: z.string(),
  /** Absent in mappings made before rows of other lengths were looked at. */
  usual_rows: usualRows.optional(),
  /** A file of rejects: what a spreadsheet would run has an apostrophe before it. */
  marked: z.boolean().optional(),
  date_order: dateOrder,
  /** Whether times of day say AM or PM: one that does not is not told from the other half of the day. */
  half_days: z.boolean().optional(),
  columns: z.object({
    region: labelSource,
    datasource: labelSource,
    origin: pointSource,
    destination: pointSource,
    time: timeSource,
  }),
  /** Absent in mappings made before there were checks. */
  checks: mappedChecks.optional(),
})
export type CsvMapping = z.infer<typeof mapping>

/** How a file's bytes become trips. Plain JSON, decided once per import and kept with it, so that a resumed import reads alike. */
export const csvMapping = z.preprocess(withUsualRows, mapping)

const usualRowsPrefix = 'row_'
/** Imports that were under way before `usual_rows` was one object have it as `row_fields`, `row_boxes` and so on. */
function withUsualRows(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('row_fields' in stored)) return stored
  const old = Object.entries(stored).filter(([name]) => name.startsWith(usualRowsPrefix))
  return { ...stored, usual_rows: Object.fromEntries(old.map(([name, value]) => [name.slice(usualRowsPrefix.length), value])) }
}

const chosenColumn = z
  .union([z.string().min(1), z.int().min(0)])
  .describe('a column by its name in the header, or by its place from 0')
const chosenLabel = z.union([chosenColumn, z.strictObject({ constant: z.string().min(1) })])
const chosenPoint = z.union([
  z.strictObject({ wkt: chosenColumn }),
  z.strictObject({ pair: chosenColumn, first: pairFirst }),
  z.strictObject({ lon: chosenColumn, lat: chosenColumn }),
])
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
  checks: z.partialRecord(checkName, checkRule).optional(),
  /** Given in place of the boxes found in the sample. */
  usual_box: z.object({ west: z.int(), south: z.int(), east: z.int(), north: z.int() }).optional(),
})
export type MappingOptions = z.infer<typeof mappingOptions>

export const bytesOfBinaryText = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (c) => c.charCodeAt(0))

export function binaryTextOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
