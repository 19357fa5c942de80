import type { CsvMapping, PointSource, UsualRows } from './csv-mapping.ts'
import type { CsvReader } from './csv-reader.ts'
import { isTime, lastLabel, lastOfPlacesAndTimes, refsOf } from './read-columns.ts'
import { liesIn, textOf } from './row-boxes.ts'
import { type CellKind, hasFraction, kindOf, numberOfCell } from './sample-columns.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

/** So far behind its place a column is looked for. */
const shiftMax = 16
const pointKinds: readonly CellKind[] = ['wkt', 'path', 'named_point', 'pair']

/**
 * Whether a row that has more fields than usual may be shifted by a separator in a text without quotes, such as `Via Roma, 12`:
 * then 12 is read as a latitude and the latitude as a longitude. Everything before the separator is in its place, so what is read last
 * tells. A label can be told from no other text; a time from what would take its place (longRows); a point is not shifted where it lies in
 * the boxes of whole rows, or where no point stands further on. Whatever else may stand behind a row (notes, a path, empty fields) does no harm.
 */
export function mayBeShifted(row: CsvReader, columns: CsvMapping['columns'], usual: UsualRows): boolean {
  const { fields, boxes, filled = fields, surplus_max = Infinity } = usual
  const [behindUsual, behindFilled] = [filledBehind(row, fields), filledBehind(row, filled)]
  if (behindFilled <= 0) return false
  // Two rows that have lost the line end between them.
  if (behindFilled >= fields - 1) return true
  const last = lastOfPlacesAndTimes(columns)
  if (lastLabel(columns) > last) return true
  if (isTime(columns, last)) return behindFilled > surplus_max
  if (isSplitNumber(row, columns)) return true
  if (boxes && liesIn(row, columns, boxes)) return false
  // Whether the columns that are empty in many rows are filled here cannot be known.
  return isPointFurtherOn(row, columns, Math.max(1, behindUsual), Math.min(behindFilled, shiftMax))
}

/** How many fields stand behind these first ones, up to the last that is not empty. */
function filledBehind({ fieldCount, fieldStart, fieldEnd }: CsvReader, fields: number): number {
  let end = fieldCount
  while (end > fields && fieldStart[end - 1] === fieldEnd[end - 1]) end--
  return end - fields
}

const columnsOf = (source: PointSource): number[] => refsOf(source).map(({ column }) => column)
const lastColumn = (source: PointSource): number => Math.max(...columnsOf(source))

/** `12,467699` where other coordinates have fractions: a decimal comma that separated too. */
function isSplitNumber(row: CsvReader, { origin, destination }: CsvMapping['columns']): boolean {
  if (!('lon' in origin && 'lon' in destination)) return false
  const columns = [...columnsOf(origin), ...columnsOf(destination)]
  const isSplit = (column: number) => /^[+-]?\d{1,3}$/.test(textOf(row, column)) && /^\d{2,}$/.test(textOf(row, column + 1))
  return columns.some(isSplit) && columns.some((column) => hasFraction(textOf(row, column)))
}

/** Whether the last point stands from so many to so many columns behind its place. */
function isPointFurtherOn(row: CsvReader, { origin, destination }: CsvMapping['columns'], from: number, to: number): boolean {
  const point = lastColumn(destination) > lastColumn(origin) ? destination : origin
  for (let by = from; by <= to; by++) if (isPoint(row, point, by)) return true
  return false
}

/** In either order: where most rows are shifted the values may have shown the columns the other way round. */
function isPoint(row: CsvReader, source: PointSource, by: number): boolean {
  const [first, second = first] = columnsOf(source).map((column) => column + by)
  if (Math.max(first, second) >= row.fieldCount) return false
  if (!('lon' in source)) return pointKinds.includes(kindOf(textOf(row, first)))
  const isDegree = (column: number, max: number) => Math.abs(numberOfCell(textOf(row, column))) <= max
  return (isDegree(first, lonMaxE7) && isDegree(second, latMaxE7)) || (isDegree(first, latMaxE7) && isDegree(second, lonMaxE7))
}
