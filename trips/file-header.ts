import { type Delimiter, readSample, sniffDelimiter } from './csv-dialect.ts'
import type { ChosenMapping } from './csv-mapping.ts'
import { hasHeader } from './recognise-mapping.ts'
import { rejectColumns } from './reject.ts'
import { guessEncoding, type TextEncoding } from './text-encoding.ts'

/** How a file is written, and its first rows as text. */
export type FileHeader = {
  delimiter: Delimiter
  encoding: TextEncoding
  /** Whether the first row names the columns. */
  header: boolean
  /** Of every column; `column 3` where the file has no name for it. */
  names: string[]
  /** The first rows, without the header. */
  rows: string[][]
}

/** The names that are the file's own: without those that a file of rejects has before them. */
export const ownNames = (names: readonly string[]): readonly string[] =>
  rejectColumns.every((name, i) => names[i] === name) ? names.slice(rejectColumns.length) : names

/** Rows that are enough to show what a column holds. */
const rowsMax = 200

/** Reads a sample's header, as far as the sender does not state how the file is written; undefined where there is no row. */
export function readFileHeader(
  blocks: readonly Uint8Array[],
  stated: Pick<ChosenMapping, 'delimiter' | 'encoding' | 'header'> = {},
): FileHeader | undefined {
  const head = blocks[0] ?? new Uint8Array(0)
  const encoding = stated.encoding ?? guessEncoding(blocks)
  const delimiter = stated.delimiter ?? sniffDelimiter(head)
  const table = readSample([head], delimiter, encoding, rowsMax)
  const [first] = table.rows
  if (!first) return undefined
  const header = stated.header ?? hasHeader(table)
  const names = first.map((cell, column) => (header && cell) || `column ${column + 1}`)
  return { delimiter, encoding, header, names, rows: header ? table.rows.slice(1) : table.rows }
}
