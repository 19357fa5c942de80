import { bytesOfBinaryText, type CsvMapping } from './csv-mapping.ts'
import { CsvReader } from './csv-reader.ts'
import { checkNames } from './quality-checks.ts'

/** Why a row is no trip. */
export const rejectCodes = [
  'line_too_long', // more than rowBytesMax bytes without an end
  'unclosed_quote', // a quote is opened and not closed properly
  'empty_row', // delimiters and nothing else
  'missing_column', // the row ends before a needed column
  'extra_fields', // more than other rows have, so that the points may be shifted
  'bad_quotes', // text after a closing quote, in a needed field
  'empty',
  'bad_label', // too long, control characters
  'bad_encoding', // bytes that are not UTF-8 in a needed label
  'not_a_point',
  'not_a_number',
  'out_of_range', // a longitude or latitude off the globe
  'not_a_time',
  'no_such_day', // 30 February
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

/** What a rejects file has before the original columns. */
export const rejectColumns = ['line', 'byte', 'column', 'reason'].map((name) => `tripfold_${name}`)
const encoder = new TextEncoder()

/** First line of a rejects file: our four columns, then the original header byte for byte. */
export const rejectsCsvHeader = ({ delimiter, header_bytes }: CsvMapping): Uint8Array =>
  joined(rejectColumns.map((name) => name + delimiter).join(''), bytesOfBinaryText(header_bytes))

/** One line of a rejects file, ready to be corrected and sent again: our four columns, then the row as it was. */
export function rejectsCsvLine({ line, byteOffset, column, reason, text }: Reject, { delimiter }: CsvMapping): Uint8Array {
  const cells = [String(line), String(byteOffset), quoted(column, delimiter), quoted(reason, delimiter)]
  return joined(cells.map((cell) => cell + delimiter).join(''), isOneRow(text, delimiter) ? text : quotedBytes(text))
}

function joined(lead: string, rest: Uint8Array): Uint8Array {
  const start = encoder.encode(lead)
  const line = new Uint8Array(start.length + rest.length + 1)
  line.set(start)
  line.set(rest, start.length)
  line[line.length - 1] = 10
  return line
}

const quoted = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** Whether the text can stand as it is: a row with an open quote would swallow the rows behind it. */
function isOneRow(text: Uint8Array, delimiter: string): boolean {
  const reader = new CsvReader(delimiter.charCodeAt(0))
  reader.push(text)
  reader.finish()
  return reader.next() && reader.problem === '' && reader.end === text.length
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
