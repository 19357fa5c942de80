import type { CsvMapping } from './csv-mapping.ts'
import type { CsvReader } from './csv-reader.ts'
import { readDegrees } from './decimal-degrees.ts'
import { liesIn, textOf } from './row-boxes.ts'
import { type CellKind, kindOf, numberOfCell } from './sample-columns.ts'
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
export function mayBeShifted(row: CsvReader, { columns, row_boxes }: CsvMapping, usual: number): boolean {
  const { origin, destination } = columns
  const surplus = surplusFields(row, usual)
  if (row_boxes && liesIn(row, columns, row_boxes)) return false
  if (surplus <= 0 || !('lon' in origin) || !('lon' in destination)) return false
  const last = destination.lon.column > origin.lon.column ? destination : origin
  const isDegree = (column: number, max: number) =>
    column < row.fieldCount && Math.abs(readDegrees(row.bytes, row.fieldStart[column], row.fieldEnd[column])) <= max
  const [lon, lat] = [last.lon.column + surplus, last.lat.column + surplus]
  // In either order: where most rows are shifted the values may have shown the columns the other way round.
  return (isDegree(lon, lonMaxE7) && isDegree(lat, latMaxE7)) || (isDegree(lon, latMaxE7) && isDegree(lat, lonMaxE7))
}

type Columns = CsvMapping['columns']
type ShortRows = Pick<CsvMapping, 'row_fields_min' | 'row_witness'>

/** Rows that are looked at: more would not change what a column holds. */
const rowsMax = 2000
/** A column of which so few cells could stand for a point or a time is damaged there. */
const likeShareMin = 0.01

/** The last column that says where or when. */
export function lastOfPlacesAndTimes({ origin, destination, time }: Columns): number {
  const refs = [origin, destination, time].flatMap((source) => Object.values(source))
  return Math.max(...refs.map((ref) => (typeof ref === 'object' ? ref.column : 0)))
}

/** What most cells of a column are; text can be told from no other text. */
function kindsOf(cells: readonly string[]): CellKind[] {
  const kinds = cells.filter((cell) => cell !== '').map(kindOf)
  const isFrequent = (kind: CellKind) => kinds.filter((other) => other === kind).length > kinds.length * likeShareMin
  return [...new Set(kinds)].filter((kind) => kind !== 'other' && isFrequent(kind))
}

const mayHold = (cells: readonly string[], is: (cell: string) => boolean): boolean => {
  const filled = cells.filter((cell) => cell !== '')
  return filled.filter(is).length > filled.length * likeShareMin
}

/**
 * `row_fields_min`: fields below which a row of a file whose rows have `fields`, and `widest` at most, may lack one before its last
 * point or time: then that is read from one too far behind. Where the columns there hold nothing that could be read in its place,
 * as the kind of a rider, a row that can be read lacks only those at its end, which many programs leave out where they are
 * empty. `row_witness`: a column behind it that none further behind is like, such as the end time; where a row has one of its
 * kind there, nothing before is missing.
 */
export function shortRows(rows: readonly string[][], fields: number, widest: number, columns: Columns): ShortRows {
  const last = lastOfPlacesAndTimes(columns)
  const whole = rows.filter((row) => row.length >= fields).slice(0, rowsMax)
  const cellsOf = (column: number) => whole.map((row) => row[column] ?? '')
  const behind = Array.from({ length: Math.max(0, widest - last - 1) }, (_, i) => last + 1 + i)
  const isNumber = [columns.origin, columns.destination].some(
    (source) => 'lon' in source && (source.lon.column === last || source.lat.column === last),
  )
  const kinds = kindsOf(cellsOf(last))
  const mayBeLast = (cell: string) => (isNumber ? Math.abs(numberOfCell(cell)) <= lonMaxE7 : kinds.includes(kindOf(cell)))
  const like = behind.find((column) => mayHold(cellsOf(column), mayBeLast))
  if (like === undefined) return {}
  return { row_fields_min: Math.min(fields, widest - (like - last) + 1), ...witnessOf(behind, cellsOf) }
}

function witnessOf(behind: readonly number[], cellsOf: (column: number) => string[]): ShortRows {
  let found: ShortRows = {}
  const furtherBehind = new Set<CellKind>()
  for (const column of behind.toReversed()) {
    const kinds = kindsOf(cellsOf(column))
    if (kinds.length > 0 && !kinds.some((kind) => furtherBehind.has(kind))) found = { row_witness: { column, kinds } }
    for (const kind of kinds) furtherBehind.add(kind)
  }
  return found
}

/** Trips of a town: a number that took the place of a coordinate hardly ever lies so near its other end. */
const nearMax = unitsPerDegree

/**
 * Whether a row that is short has its points where they belong: in the boxes of whole rows, or where its ends lie near one another, and the
 * numbers of either end are written alike (2 passengers are no longitude of Paris).
 */
export function hasWholePoints(row: CsvReader, { columns, row_boxes }: Pick<CsvMapping, 'columns' | 'row_boxes'>): boolean {
  const { origin, destination } = columns
  if (!('lon' in origin && 'lon' in destination)) return false
  const ends = [origin.lon, origin.lat, destination.lon, destination.lat].map(({ column }) => column)
  if (lastOfPlacesAndTimes(columns) > Math.max(...ends)) return false
  const isNear = (from: number, to: number) => {
    const [a, b] = [from, to].map((column) => textOf(row, column))
    return Math.abs(numberOfCell(a) - numberOfCell(b)) <= nearMax && hasFraction(a) === hasFraction(b)
  }
  return (row_boxes && liesIn(row, columns, row_boxes)) || (isNear(ends[0], ends[2]) && isNear(ends[1], ends[3]))
}

const hasFraction = (cell: string): boolean => /[.,]/.test(cell)
