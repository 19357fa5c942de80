import { numberOfCell } from './coordinate-evidence.ts'
import type { ColumnRef, CsvMapping } from './csv-mapping.ts'
import { unmappable } from './mapping-refusal.ts'
import { unitsPerDegree } from './trip.ts'

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

/** R writes row names, and no name for them: every column lies one further on than its name. */
export function refuseRowNames([header, ...rows]: readonly string[][]): void {
  const wider = rows.filter((row) => row.length === header.length + 1 && row[row.length - 1] !== '')
  const first = Number(wider[0]?.[0])
  const areNumbered = wider.length > 0 && wider.every((row) => /^\d+$/.test(row[0])) && (first === 0 || first === 1)
  if (areNumbered && wider.length * 2 > rows.length)
    throw unmappable(
      `The rows have ${header.length + 1} cells under a header of ${header.length}, and begin with numbers: a name is missing at the beginning of the header`,
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
