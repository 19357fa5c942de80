import type { ChosenMapping } from '../csv-mapping.ts'
import { unmarked } from '../formula-mark.ts'
import { readAsOf, rejectColumns } from '../rejects-header.ts'
import { guessEncoding, type TextEncoding } from '../text-encoding.ts'
import { type Delimiter, headerRowsMax, readSample, type SampleTable, sniffDelimiters } from './csv-dialect.ts'
import { hasHeader } from './recognise-mapping.ts'

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

/** The names that are the file's own: without those that a file of rejects has before them, and its marks. */
export const ownNames = (names: readonly string[]): readonly string[] =>
  readAsOf(names.slice(0, rejectColumns.length)) ? names.slice(rejectColumns.length).map(unmarked) : names

/** Rows that are enough to show what a column holds. */
const rowsMax = 200

type Stated = Pick<ChosenMapping, 'delimiter' | 'encoding' | 'header'> & { skip_rows?: number }

/** The header of a sample, as far as it is not stated how the file is written; undefined where there is no row. */
export function readFileHeader(blocks: readonly Uint8Array[], stated: Stated = {}): FileHeader | undefined {
  const at = stated.skip_rows ?? 0
  return readPossibleHeaders(blocks, stated, at + 1)[at]
}

/** What the header would be if it were the first row, the second, and so on: there may be titles above it. */
export function readPossibleHeaders(
  blocks: readonly Uint8Array[],
  stated: Stated = {},
  headersMax = headerRowsMax,
): FileHeader[] {
  const head = blocks[0] ?? new Uint8Array(0)
  const encoding = stated.encoding ?? guessEncoding(blocks)
  const tables = new Map<Delimiter, SampleTable>()
  const sniffed = sniffDelimiters(head).slice(0, headersMax)
  return sniffed.flatMap((found, at) => {
    const delimiter = stated.delimiter ?? found
    const { rows } = tables.get(delimiter) ?? readSample([head], delimiter, encoding, rowsMax)
    tables.set(delimiter, { rows, heads: [] })
    if (at >= rows.length) return []
    const header = stated.header ?? hasHeader(rows.slice(at))
    const names = rows[at].map((cell, column) => (header && cell) || `column ${column + 1}`)
    return { delimiter, encoding, header, names, rows: rows.slice(header ? at + 1 : at) }
  })
}
