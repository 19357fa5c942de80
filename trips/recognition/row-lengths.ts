import type { CsvMapping, UsualRows } from '../csv-mapping.ts'
import { isTime, lastLabel, lastOfPlacesAndTimes } from '../read-columns.ts'
import { type CellKind, kindOf, numberOfCell } from '../sample-columns.ts'
import { isNear } from '../short-row.ts'
import { lonMaxE7 } from '../trip.ts'

type Columns = CsvMapping['columns']
type ShortRows = Pick<UsualRows, 'fields_min' | 'witness' | 'near'>
type LongRows = Pick<UsualRows, 'filled' | 'surplus_max'>

/** Rows that are looked at: more would not change what a column holds. */
const rowsMax = 2000
/** So few cells or rows that are otherwise are damaged. */
const likeShareMin = 0.01
const isFrequent = (count: number, of: number): boolean => count > of * likeShareMin

/** What most cells of a column are; text can be told from no other text. */
function kindsOf(cells: readonly string[]): CellKind[] {
  const kinds = cells.filter((cell) => cell !== '').map(kindOf)
  const times = (kind: CellKind) => kinds.filter((other) => other === kind).length
  return [...new Set(kinds)].filter((kind) => kind !== 'other' && isFrequent(times(kind), kinds.length))
}

const mayHold = (cells: readonly string[], is: (cell: string) => boolean): boolean => {
  const filled = cells.filter((cell) => cell !== '')
  return isFrequent(filled.filter(is).length, filled.length)
}

/**
 * `fields_min`: fields below which a row of a file whose rows have `fields`, and `widest` at most, may lack one before its last
 * point or time: then that is read from one too far behind. Where the columns there hold nothing that could be read in its place,
 * as the kind of a rider, a row that can be read lacks only those at its end, which many programs leave out where they are
 * empty. `witness`: a column behind it that none further behind is like, such as the end time; where a row has one of its
 * kind there, nothing before is missing. `near`: ends that lie near one another show it too, for no column behind holds a place that does.
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
  const isNearLast = (column: number) =>
    isFrequent(whole.filter((row) => isNear(row[last] ?? '', row[column] ?? '')).length, whole.length)
  return {
    fields_min: Math.min(fields, widest - (like - last) + 1),
    ...witnessOf(behind, cellsOf),
    near: isNumber && !behind.some(isNearLast),
  }
}

/**
 * `filled`: as far as rows of `fields` are filled, but for a few that are less. What is filled further on may be shifted, also into a column
 * that is usually empty. `surplus_max`: with so many fields more than that, a row whose time can be read is not shifted there: what
 * stands before the time by as many columns, and would take its place, is no time. Only where the time is what is read last.
 */
export function longRows(rows: readonly string[][], fields: number, columns: Columns): LongRows {
  const whole = rows.filter((row) => row.length >= fields).slice(0, rowsMax)
  const lengths = whole.map((row) => row.slice(0, fields).findLastIndex((cell) => cell !== '') + 1).sort((a, b) => a - b)
  const filled = lengths.at(Math.floor(lengths.length * likeShareMin)) || fields
  const last = lastOfPlacesAndTimes(columns)
  if (!isTime(columns, last)) return { filled }
  const cellsOf = (column: number) => whole.map((row) => row[column] ?? '')
  const kinds = kindsOf(cellsOf(last))
  const before = Array.from({ length: last }, (_, i) => last - 1 - i)
  const like = before.find((column) => mayHold(cellsOf(column), (cell) => kinds.includes(kindOf(cell))))
  return like === undefined ? { filled } : { filled, surplus_max: last - like - 1 }
}

/** Rows that show how long a cell is at least, of one length or of several, and which labels there are. */
const [sameLengthRowsMin, anyLengthRowsMin, labelRowsMin] = [20, 500, 50]
/** More of them are no labels that come again. */
const labelsMax = 100

/** What the last field of rows of so many `fields` holds, where it is read; the sample's last row, which may be cut itself, aside. */
export function lastCell(rows: readonly string[][], fields: number, columns: Columns): UsualRows['last_cell'] {
  const last = fields - 1
  const whole = rows.slice(0, -1).filter((row) => row.length === fields)
  const cells = whole.slice(0, rowsMax).map((row) => row[last])
  if (lastLabel(columns) === last) {
    const labels = [...new Set(cells)].sort()
    return cells.length < labelRowsMin || labels.length > labelsMax ? undefined : { labels }
  }
  if (lastOfPlacesAndTimes(columns) !== last) return undefined
  const lengths = cells.map((cell) => cell.length)
  const [length_min, lengthMax] = [Math.min(...lengths), Math.max(...lengths)]
  return cells.length < (length_min === lengthMax ? sameLengthRowsMin : anyLengthRowsMin) ? undefined : { length_min }
}

function witnessOf(behind: readonly number[], cellsOf: (column: number) => string[]): ShortRows {
  let found: ShortRows = {}
  const furtherBehind = new Set<CellKind>()
  for (const column of behind.toReversed()) {
    const kinds = kindsOf(cellsOf(column))
    if (kinds.length > 0 && !kinds.some((kind) => furtherBehind.has(kind))) found = { witness: { column, kinds } }
    for (const kind of kinds) furtherBehind.add(kind)
  }
  return found
}
