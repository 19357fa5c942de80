import { type CsvMapping, delimiters } from '../csv-mapping.ts'
import { CsvReader, fieldEscaped } from '../csv-reader.ts'
import { lookedAtMax } from '../field-cursor.ts'
import { shownText, type TextEncoding } from '../text-encoding.ts'

export type Delimiter = CsvMapping['delimiter']

/** Characters of a cell that are looked at: more than any date, point or column name has. */
const cellCharsMax = 200
const sniffRowsMax = 200
/** Rows from the top that may be the header: titles, notes and units above it take fewer. */
export const headerRowsMax = 30

/** Rows of a sample as text, cells trimmed and unescaped; of those that may be the header their bytes too. */
export type SampleTable = { rows: string[][]; heads: Uint8Array[] }

/**
 * Reads the rows of sample blocks, each of which begins at a row. Rows that cannot be read are left out, but have their place
 * (without cells) among those that may be the header; none is read behind a first row that cannot be.
 */
export function readSample(
  blocks: readonly Uint8Array[],
  delimiter: Delimiter,
  encoding: TextEncoding,
  rowsMax = Infinity,
): SampleTable {
  const table: SampleTable = { rows: [], heads: [] }
  for (const [index, block] of blocks.entries()) {
    const reader = new CsvReader(delimiter.charCodeAt(0), { startByte: index, startLine: 1 }) // only byte 0 can hold a BOM
    reader.push(block)
    reader.finish()
    while (table.rows.length < rowsMax && reader.next()) {
      if (reader.problem !== '' && table.rows.length === 0) return table
      if (table.rows.length < headerRowsMax) table.heads.push(reader.bytes.slice(reader.start, reader.end))
      else if (reader.problem !== '') continue
      table.rows.push(Array.from({ length: reader.fieldCount }, (_, column) => cellText(reader, column, encoding)))
    }
  }
  return table
}

function cellText(reader: CsvReader, column: number, encoding: TextEncoding): string {
  if (reader.fieldStart[column] === reader.fieldEnd[column]) return '' // most cells of a sheet with 16,384 columns
  const bytes = reader.bytes.subarray(reader.fieldStart[column], reader.fieldEnd[column])
  const text = shownText(bytes, encoding, lookedAtMax(bytes[0], cellCharsMax))
  return reader.fieldQuote[column] === fieldEscaped ? text.replaceAll('""', '"') : text
}

/**
 * For each row that may be the header, the delimiter that cuts it into most cells, of those that cut most of the rows behind
 * it into one and the same number of cells. A comma where none does.
 */
export function sniffDelimiters(head: Uint8Array): Delimiter[] {
  const best: { delimiter: Delimiter; cells: number }[] = []
  for (const delimiter of delimiters) {
    const counts = readSample([head], delimiter, 'latin1', sniffRowsMax).rows.map((row) => row.length)
    for (const [row, cells] of counts.slice(0, headerRowsMax).entries()) {
      best[row] ??= { delimiter: ',', cells: 1 }
      if (cells > best[row].cells && usualShare(counts.slice(row + 1)) >= 0.5) best[row] = { delimiter, cells }
    }
  }
  return best.map(({ delimiter }) => delimiter)
}

/** Share of the most frequent number, of numbers above 1; 1 of no numbers. */
function usualShare(counts: readonly number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1)
  times.delete(1)
  return counts.length === 0 ? 1 : Math.max(0, ...times.values()) / counts.length
}
