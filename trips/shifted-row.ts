import type { CsvMapping } from './csv-mapping.ts'
import type { CsvReader } from './csv-reader.ts'
import { readDegrees } from './decimal-degrees.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

/** How many fields of the row that are not empty stand behind those that rows usually have. */
function surplusFields({ fieldCount, fieldStart, fieldEnd }: CsvReader, usual: number): number {
  let end = fieldCount
  while (end > usual && fieldStart[end - 1] === fieldEnd[end - 1]) end--
  return end - usual
}

/**
 * Whether a row that has more fields than usual may be shifted by a separator in a text without quotes, such as `Via Roma, 12`:
 * then 12 is read as a latitude and the latitude as a longitude. It may where the last point of the row is one too that many
 * fields further on. Whatever else may stand behind a row (notes, a path) is no such point.
 */
export function mayBeShifted(row: CsvReader, { columns: { origin, destination } }: CsvMapping, usual: number): boolean {
  const surplus = surplusFields(row, usual)
  if (surplus <= 0 || !('lon' in origin) || !('lon' in destination)) return false
  const last = destination.lon.column > origin.lon.column ? destination : origin
  const isDegree = (column: number, max: number) =>
    column < row.fieldCount && Math.abs(readDegrees(row.bytes, row.fieldStart[column], row.fieldEnd[column])) <= max
  return isDegree(last.lon.column + surplus, lonMaxE7) && isDegree(last.lat.column + surplus, latMaxE7)
}
