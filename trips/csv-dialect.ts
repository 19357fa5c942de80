import { type CsvMapping, delimiters } from './csv-mapping.ts'
import { CsvReader, fieldEscaped } from './csv-reader.ts'
import { shownText, type TextEncoding } from './text-encoding.ts'

export type Delimiter = CsvMapping['delimiter']

/** Characters of a cell that are looked at: more than any date, point or column name has. */
const cellCharsMax = 200
const sniffRowsMax = 200

/** Rows of a sample as text, cells trimmed and unescaped; of the first row its bytes too. */
export type SampleTable = { rows: string[][]; firstRow: Uint8Array }

/** Reads the rows of sample blocks, each of which begins at a row; rows that cannot be read are left out, but none without the first. */
export function readSample(
  blocks: readonly Uint8Array[],
  delimiter: Delimiter,
  encoding: TextEncoding,
  rowsMax = Infinity,
): SampleTable {
  const table: SampleTable = { rows: [], firstRow: new Uint8Array(0) }
  for (const [index, block] of blocks.entries()) {
    const reader = new CsvReader(delimiter.charCodeAt(0), { startByte: index, startLine: 1 }) // only byte 0 can hold a BOM
    reader.push(block)
    reader.finish()
    while (table.rows.length < rowsMax && reader.next()) {
      if (reader.problem !== '' && table.rows.length === 0) return table
      if (reader.problem !== '') continue
      if (table.rows.length === 0) table.firstRow = reader.bytes.slice(reader.start, reader.end)
      table.rows.push(Array.from({ length: reader.fieldCount }, (_, column) => cellText(reader, column, encoding)))
    }
  }
  return table
}

function cellText(reader: CsvReader, column: number, encoding: TextEncoding): string {
  const bytes = reader.bytes.subarray(reader.fieldStart[column], reader.fieldEnd[column])
  const text = shownText(bytes, encoding, cellCharsMax)
  return reader.fieldQuote[column] === fieldEscaped ? text.replaceAll('""', '"') : text
}

/**
 * The delimiter that cuts the first row into most cells, of those that cut most of the following rows into one and the same
 * number of cells. A comma where none does.
 */
export function sniffDelimiter(head: Uint8Array): Delimiter {
  let best: { delimiter: Delimiter; cells: number } = { delimiter: ',', cells: 1 }
  for (const delimiter of delimiters) {
    const counts = readSample([head], delimiter, 'latin1', sniffRowsMax).rows.map((row) => row.length)
    if (counts.length > 0 && counts[0] > best.cells && usualShare(counts.slice(1)) >= 0.5) best = { delimiter, cells: counts[0] }
  }
  return best.delimiter
}

/** Share of the most frequent number, of numbers above 1; 1 of no numbers. */
function usualShare(counts: readonly number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1)
  times.delete(1)
  return counts.length === 0 ? 1 : Math.max(0, ...times.values()) / counts.length
}
