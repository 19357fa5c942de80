import type { UsualRows } from './csv-mapping.ts'
import type { CsvReader } from './csv-reader.ts'

/** Whether no line end stands behind the row, and no quote shows that its last field is whole. */
export const endsInField = ({ byteFrom, byteTo, start, end, bytes }: CsvReader): boolean =>
  byteTo - byteFrom === end - start && bytes[end - 1] !== 0x22

/** Whether the last field of a file is shorter than any other, or the beginning of a label that is known: then the file may have been cut there. */
export const isCutCell = (cell: string, last: NonNullable<UsualRows['last_cell']>): boolean =>
  'labels' in last
    ? cell !== '' && !last.labels.includes(cell) && last.labels.some((label) => label.startsWith(cell))
    : cell.length < last.length_min
