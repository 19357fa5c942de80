import { readPointText } from '../point-text.ts'
import { numberOfCell, type SampleColumn } from '../sample-columns.ts'
import { latMaxE7, lonMaxE7, unitsPerDegree } from '../trip.ts'

/** Points that are looked at: more would not change a share. */
const pointsMax = 5000

type Pair = readonly [first: number, second: number]

/** Which of two numbers is the latitude cannot be told from a row of Europe; from here on the rows of a place elsewhere tell. */
const shareMin = 0.1
/** Against what columns are named, or how WKT is written: most rows. A few latitudes beyond 90 are damaged rows. */
export const contradictingShareMin = 0.5
const contraryShareMax = 0.01

/**
 * Which number comes first, by evidence over the points: a number beyond 90 is a longitude. Undefined where no more than a `share` of
 * the points show it, or where they contradict one another; damaged rows (0,0 or off the globe) say nothing.
 */
export function firstByEvidence(pairs: Iterable<Pair>, share = shareMin): 'lon' | 'lat' | undefined {
  let [points, firstBeyond, secondBeyond] = [0, 0, 0]
  for (const [first, second] of pairs) {
    const [a, b] = [Math.abs(first), Math.abs(second)]
    if (!(a <= lonMaxE7 && b <= lonMaxE7) || (a === 0 && b === 0)) continue
    points++
    if (a > latMaxE7) firstBeyond++
    if (b > latMaxE7) secondBeyond++
  }
  if (firstBeyond > points * share && secondBeyond <= firstBeyond * contraryShareMax) return 'lon'
  if (secondBeyond > points * share && firstBeyond <= secondBeyond * contraryShareMax) return 'lat'
  return undefined
}

/** The two numbers of each cell, as written. */
export function* pairsOfCells(columns: readonly SampleColumn[]): Generator<Pair> {
  for (const { cells } of columns)
    for (const cell of cells.slice(0, pointsMax)) {
      const point = readPointText(cell)
      if (point && 'first' in point) yield [point.first, point.second]
    }
}

export function* pairsOfColumns(first: SampleColumn, second: SampleColumn): Generator<Pair> {
  for (let row = 0; row < Math.min(first.cells.length, pointsMax); row++)
    yield [numberOfCell(first.cells[row]), numberOfCell(second.cells[row])]
}

/** Of numbers that are no degrees, such as metres or millionths, hardly one lies on the globe; of damaged degrees most do. */
const degreesShareMin = 0.1
/** Of metres from a corner of a town more do. But damaged degrees are damaged alike, such as 999, and shifted ones whole. */
const variedDegreesShareMin = 0.5
const variedMin = 5

/**
 * Where pairs of numbers are anything but degrees of longitude and latitude, in either order: the first of them that shows it,
 * in 1e-7; else undefined.
 */
export function noDegrees(pairs: Iterable<Pair>): Pair | undefined {
  let [numbers, degrees] = [0, 0]
  const others = new Set<number>()
  let example: Pair | undefined
  for (const [x, y] of pairs) {
    if (Number.isNaN(x + y) || x === 0 || y === 0) continue
    numbers++
    const [small, large] = [Math.min(Math.abs(x), Math.abs(y)), Math.max(Math.abs(x), Math.abs(y))]
    if (small <= latMaxE7 && large <= lonMaxE7) degrees++
    else {
      example ??= [x, y]
      if (large % unitsPerDegree !== 0) others.add(large)
    }
  }
  const areVaried = others.size >= variedMin && others.size * 2 > numbers - degrees
  return degrees < numbers * (areVaried ? variedDegreesShareMin : degreesShareMin) ? example : undefined
}

const minutesPairsMin = 3

/** Whether numbers are degrees and minutes in one, as GPS receivers write them: of 5131.2142 the degrees are 51. */
export function areDegreesWithMinutes(pairs: Iterable<Pair>): boolean {
  const numbers = [...pairs].flat().map((units) => Math.abs(units / unitsPerDegree))
  return numbers.length >= 2 * minutesPairsMin && numbers.every((n) => n < 18_060 && n % 100 < 60 && n % 1 > 0)
}

/** Whether a column's numbers may be degrees: of metres hardly one may. */
export function holdsDegrees({ cells }: SampleColumn): boolean {
  const numbers = cells
    .slice(0, pointsMax)
    .map(numberOfCell)
    .filter((number) => !Number.isNaN(number))
  return numbers.filter((number) => Math.abs(number) <= lonMaxE7).length >= numbers.length * degreesShareMin
}
