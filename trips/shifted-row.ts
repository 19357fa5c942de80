import { numberOfCell } from './coordinate-evidence.ts'
import { binaryTextOf, type CsvMapping } from './csv-mapping.ts'
import type { CsvReader } from './csv-reader.ts'
import { readDegrees } from './decimal-degrees.ts'
import { type CellKind, kindOf } from './sample-columns.ts'
import { latMaxE7, lonMaxE7, unitsPerDegree } from './trip.ts'

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

type Columns = CsvMapping['columns']

/** Rows that are looked at: more would not change what a column holds. */
const rowsMax = 2000
/** A column of which so few cells could stand for a point or a time is damaged there. */
const likeShareMin = 0.01

/** The last column that says where or when. */
export function lastOfPlacesAndTimes({ origin, destination, time }: Columns): number {
  const refs = [origin, destination, time].flatMap((source) => Object.values(source))
  return Math.max(...refs.map((ref) => (typeof ref === 'object' ? ref.column : 0)))
}

/**
 * Fields below which a row of a file whose rows have `fields` may lack one before its last point or time: then that is read from
 * one too far behind. Where the columns there hold nothing that could be read in its place, as the kind of a rider, a row that
 * can be read lacks only those at its end, which many programs leave out where they are empty. Undefined where it is so for all.
 */
export function fieldsMin(rows: readonly string[][], fields: number, widest: number, columns: Columns): number | undefined {
  const last = lastOfPlacesAndTimes(columns)
  const whole = rows.filter((row) => row.length >= fields).slice(0, rowsMax)
  const kinds: ReadonlySet<CellKind> = new Set(whole.map((row) => kindOf(row[last])).filter((kind) => kind !== 'empty'))
  const isNumber = [columns.origin, columns.destination].some(
    (source) => 'lon' in source && (source.lon.column === last || source.lat.column === last),
  )
  const mayStandThere = (cell: string) => (isNumber ? Math.abs(numberOfCell(cell)) <= lonMaxE7 : kinds.has(kindOf(cell)))
  for (let column = last + 1; column < widest; column++) {
    const cells = whole.map((row) => row[column] ?? '').filter((cell) => cell !== '')
    if (cells.filter(mayStandThere).length > cells.length * likeShareMin) return Math.min(fields, widest - (column - last) + 1)
  }
}

/** Trips of a town: a number that took the place of a coordinate hardly ever lies so near its other end. */
const nearMax = unitsPerDegree

/**
 * Whether a row that is short has its points where they belong: its ends lie near one another, and the numbers of either end are
 * written alike (2 passengers are no longitude of Paris).
 */
export function hasWholePoints(row: CsvReader, columns: Columns): boolean {
  const { origin, destination } = columns
  if (!('lon' in origin && 'lon' in destination)) return false
  const ends = [origin.lon, origin.lat, destination.lon, destination.lat].map(({ column }) => column)
  if (lastOfPlacesAndTimes(columns) > Math.max(...ends)) return false
  const isNear = (from: number, to: number) => {
    const [a, b] = [from, to].map((column) =>
      binaryTextOf(row.bytes.subarray(row.fieldStart[column], row.fieldEnd[column])).trim(),
    )
    return Math.abs(numberOfCell(a) - numberOfCell(b)) <= nearMax && hasFraction(a) === hasFraction(b)
  }
  return isNear(ends[0], ends[2]) && isNear(ends[1], ends[3])
}

const hasFraction = (cell: string): boolean => /[.,]/.test(cell)
