import { plainName } from '../column-names.ts'
import type { ColumnRef, CsvMapping } from '../csv-mapping.ts'
import { lastLabel, lastOfPlacesAndTimes } from '../read-columns.ts'
import { numberOfCell } from '../sample-columns.ts'
import { unitsPerDegree } from '../trip.ts'
import { unmappable } from './mapping-refusal.ts'

/** Fields that most rows have; 0 where no number of them is that of most. */
export function usualLength(rows: readonly string[][]): number {
  const times = new Map<number, number>()
  for (const { length } of rows) times.set(length, (times.get(length) ?? 0) + 1)
  return [...times].find(([, count]) => count * 2 > rows.length)?.[0] ?? 0
}

/**
 * Whether most rows have more cells than the header has names, with something in them, and ends that do not lie near one another as
 * those of most trips do: then a separator in a cell without quotes may have shifted each. Cells without a name that are empty are common.
 */
export function areShifted([header, ...rows]: readonly string[][], { origin, destination }: CsvMapping['columns']): boolean {
  if (!('lon' in origin && 'lon' in destination)) return false
  const [from, to] = [origin, destination]
  const isFar = (row: readonly string[], a: ColumnRef, b: ColumnRef) =>
    !(Math.abs(numberOfCell(row[a.column] ?? '') - numberOfCell(row[b.column] ?? '')) <= unitsPerDegree)
  const shifted = rows.filter(
    (row) =>
      row.slice(header.length).some((cell) => cell !== '') && (isFar(row, from.lon, to.lon) || isFar(row, from.lat, to.lat)),
  )
  return shifted.length * 2 > rows.length
}

/**
 * Where most rows have something behind the header's last name, and labels come last of what is read, a separator in one of these or
 * in a number before them has moved them: `Springfield, MA` would be Springfield, and the end of a fare a region.
 */
export function refuseMovedLabels([header, ...rows]: readonly string[][], columns: CsvMapping['columns']): void {
  const longer = rows.filter((row) => row.slice(header.length).some((cell) => cell !== ''))
  const label = lastLabel(columns)
  if (longer.length * 2 <= rows.length || label < lastOfPlacesAndTimes(columns)) return
  const [row] = longer
  throw unmappable(
    `Most rows have more cells than the header has names, such as ${row.length} under ${header.length}, so what is in '${header[label]}', such as '${row[label]}', may be a part of it or of another column: put cells with a separator in quotes, or add the names that are missing`,
  )
}

/**
 * Where most rows have fewer cells than the header has names, one may be missing in the middle: then the ends of trips do not lie
 * near one another as they are read, but do where cells are counted from the right.
 */
export function refuseMissingCells([header, ...rows]: readonly string[][], usual: number, columns: CsvMapping['columns']): void {
  const { origin, destination } = columns
  const names = header.findLastIndex((name) => name !== '') + 1
  if (usual === 0 || usual >= names || !('lon' in origin && 'lon' in destination)) return
  const short = rows.filter((row) => row.length === usual)
  const areNear = (by: number) => (row: readonly string[]) =>
    [[origin.lon, destination.lon] as const, [origin.lat, destination.lat] as const].every(
      ([a, b]) => Math.abs(numberOfCell(row[a.column - by] ?? '') - numberOfCell(row[b.column - by] ?? '')) <= unitsPerDegree,
    )
  const most = short.length / 2
  if (short.filter(areNear(0)).length >= most || short.filter(areNear(names - usual)).length <= most) return
  throw unmappable(
    `Most rows have ${usual} cells under a header of ${names} names, and a cell seems to be missing before '${origin.lat.name}': the ends of trips lie far from one another, but not when cells are counted from the right. Write all cells, also those that are empty`,
  )
}

/** R writes row names, and no name for them: every column lies one further on than its name. */
export function refuseRowNames([header, ...rows]: readonly string[][]): void {
  const wider = rows.filter((row) => row.length === header.length + 1 && row[row.length - 1] !== '')
  const first = Number(wider[0]?.[0])
  const areNumbered = wider.length > 0 && wider.every((row) => /^\d+$/.test(row[0])) && (first === 0 || first === 1)
  // A column of numbers that has its name is none of R's.
  const why = /id$|^(?:no|nr|number|index|row)$/.test(plainName(header[0]))
    ? 'a number with a decimal comma must be in quotes, or a name is missing in the header'
    : 'a name is missing at the beginning of the header'
  if (areNumbered && wider.length * 2 > rows.length)
    throw unmappable(
      `The rows have ${header.length + 1} cells under a header of ${header.length}, and begin with numbers: ${why}`,
    )
}

/** `distance (km, gps)` without quotes is two names: every column lies one further back than its name. */
export function refuseCutName([header]: readonly string[][], usual: number): void {
  const opened = header.findIndex((name) => /[([{][^)\]}]*$/.test(name))
  const closed = header.findIndex((name, i) => i > opened && /^[^([{]*[)\]}]/.test(name))
  if (opened < 0 || closed < 0 || usual === 0 || usual >= header.length) return
  const cut = header.slice(opened, closed + 1).join(', ')
  throw unmappable(
    `The header has ${header.length} names and the rows have ${usual} cells, and '${cut}' looks like one name that a separator has cut: put it in quotes`,
  )
}

const pairsMin = 2

/** `-23,544603,-46,597389`: where decimal commas separate cells too, every number is two, and rows are longer than the header. */
export function refuseSplitDecimals([header, ...rows]: readonly string[][]): void {
  const split = rows.filter((row) => row.length >= header.length + pairsMin && pairsOf(row).length >= pairsMin)
  if (split.length * 2 <= rows.length || rows.length === 0) return
  const [[whole, fraction]] = pairsOf(split[0])
  throw unmappable(
    `The rows have ${split[0].length} cells under a header of ${header.length}, such as '${whole}' and '${fraction}' side by side: numbers with a decimal comma must be in quotes, or the columns separated by semicolons`,
  )
}

/** Cells that may be a coordinate's degrees, with the next one, that may be its fraction. */
const pairsOf = (row: readonly string[]): [string, string][] =>
  row.flatMap((cell, i): [string, string][] =>
    /^[+-]?\d{1,3}$/.test(cell) && /^\d{4,}$/.test(row[i + 1] ?? '') ? [[cell, row[i + 1]]] : [],
  )
