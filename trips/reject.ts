import { binaryTextOf, bytesOfBinaryText, type CsvMapping } from './csv-mapping.ts'
import { CsvReader } from './csv-reader.ts'
import { needsMark } from './formula-mark.ts'
import { checkNames } from './quality-checks.ts'
import { rejectNames } from './rejects-header.ts'
import { encodeText } from './text-encoding.ts'

/** Why a row is no trip. */
export const rejectCodes = [
  'line_too_long', // more than rowBytesMax bytes without an end
  'unclosed_quote', // a quote is opened and not closed properly
  'empty_row', // delimiters and nothing else
  'missing_column', // the row ends before a needed column
  'missing_fields', // fewer than other rows have, so that points or time may be shifted
  'extra_fields', // more than other rows have, so that the points may be shifted
  'cut_off', // the last of a file, which may have been cut in it
  'other_header', // names the columns once more, in another order: the import fails
  'bad_quotes', // text after a closing quote, in a needed field
  'empty',
  'bad_label', // too long, control characters
  'bad_encoding', // bytes that are not UTF-8 in a needed label
  'not_a_point',
  'not_a_number',
  'out_of_range', // a longitude or latitude off the globe
  'not_a_time',
  'no_such_day', // 30 February
  'other_date', // 31/05 where the month comes first: of many in a row the import fails
  'no_such_clock', // 24:00, :60
  'time_out_of_range', // before 1970 or after 2105
  ...checkNames, // a trip, but a doubtful one
] as const
export type RejectCode = (typeof rejectCodes)[number]

/** A row that was not stored, or one that was stored with a flag. */
export type Reject = {
  /** Physical line in the file the row begins on, from 1. */
  line: number
  byteOffset: number
  /** The column's name in the header; '' where the row as a whole is at fault. At most 191 characters. */
  column: string
  code: RejectCode
  /** One sentence in the user's words, at most 500 characters. */
  reason: string
  /** The row's bytes without its line end; of a row over `rejectTextWholeMax` the first `rejectTextHead`. */
  text: Uint8Array
}

export const rejectTextWholeMax = 65_536
export const rejectTextHead = 4096

const apostrophe = 39

/** First line of a rejects file: our four columns, then the original header but for marks before formulas. */
export const rejectsCsvHeader = (mapping: CsvMapping): Uint8Array =>
  joined(rejectNames(mapping), asCells(bytesOfBinaryText(mapping.header_bytes), mapping), mapping)

/**
 * One line of a rejects file, ready to be corrected and sent again: our four columns, then the row as it was. An apostrophe
 * before what a spreadsheet would run as a formula (`needsMark`) is taken away again when the file is read.
 */
export function rejectsCsvLine({ line, byteOffset, column, reason, text }: Reject, mapping: CsvMapping): Uint8Array {
  const cells = [String(line), String(byteOffset), ...[column, reason].map((cell) => quoted(shielded(cell), mapping.delimiter))]
  return joined(cells, asCells(text, mapping), mapping)
}

const shielded = (cell: string): string => (needsMark(cell) ? `'${cell}` : cell)

/** Our cells, in the file's encoding, and those of the file. */
function joined(cells: readonly string[], rest: Uint8Array, { delimiter, encoding }: CsvMapping): Uint8Array {
  const start = encodeText(cells.map((cell) => cell + delimiter).join(''), encoding)
  const line = new Uint8Array(start.length + rest.length + 1)
  line.set(start)
  line.set(rest, start.length)
  line[line.length - 1] = 10
  return line
}

const quoted = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** The text as it is but for marks; where it is no whole row, such as one with an open quote that would swallow the rows behind it, one cell. */
function asCells(text: Uint8Array, { delimiter, marked }: CsvMapping): Uint8Array {
  const reader = new CsvReader(delimiter.charCodeAt(0))
  reader.push(text)
  reader.finish()
  // What was cut off is missing: as a row of its own the rest would be a trip with half a field.
  const isOneRow = reader.next() && reader.problem === '' && reader.end === text.length && text.length !== rejectTextHead
  if (!isOneRow) return quotedBytes(needsMark(headOf(text), marked) ? Uint8Array.of(apostrophe, ...text) : text)
  const starts = Array.from({ length: reader.fieldCount }, (_, field) => field)
    .filter((field) => needsMark(headOf(reader.bytes.subarray(reader.fieldStart[field], reader.fieldEnd[field])), marked))
    .map((field) => reader.fieldStart[field])
  return starts.length === 0 ? text : withApostrophes(text, starts)
}

/** A cell as far as it tells a formula from a number. */
const headOf = (cell: Uint8Array): string => binaryTextOf(cell.subarray(0, 400))

/** With an apostrophe at each of these ascending offsets. */
function withApostrophes(text: Uint8Array, starts: readonly number[]): Uint8Array {
  const marked = new Uint8Array(text.length + starts.length)
  let from = 0
  for (const [i, start] of [...starts, text.length].entries()) {
    marked.set(text.subarray(from, start), from + i)
    if (i < starts.length) marked[start + i] = apostrophe
    from = start
  }
  return marked
}

/** The text as one quoted field: nothing of it is lost, and it does no harm to the rows around it. */
function quotedBytes(text: Uint8Array): Uint8Array {
  const quote = 34
  const bytes: number[] = [quote]
  for (const byte of text) {
    if (byte === quote) bytes.push(quote)
    bytes.push(byte)
  }
  bytes.push(quote)
  return Uint8Array.from(bytes)
}
