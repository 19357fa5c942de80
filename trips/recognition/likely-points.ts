import { axisNamed, wordsOf } from '../column-names.ts'
import { numberOfCell, type SampleColumn } from '../sample-columns.ts'
import { unitsPerDegree } from '../trip.ts'
import { firstByEvidence, pairsOfCells } from './coordinate-evidence.ts'

/** Rows that are looked at: more would not change a share. */
const rowsMax = 1000
/** Degrees of coordinates are written to 100 m at least; few cells of their columns are otherwise. */
const degrees = /^[+-]?\d{1,3}[.,]\d{3,}$/
const degreesShareMin = 0.9
/** Both ends of most trips are not further from one another. */
const tripDegreesMax = 10

/** Of the corners of a box, or of several rows, which are no ends of a trip. */
const otherPoints = /^(?:min|max|minimum|maximum|mean|avg|average|median|sum|std|north|south|east|west|bbox)$/

/** What nothing tells stands so in an example: nobody is to copy a guess. */
const unknown = '…'

/** Columns that hold what may be points, whatever they are called, and a mapping of them as an example. */
export type LikelyPoints = { columns: readonly SampleColumn[]; mapping: Record<'origin' | 'destination', object> }

/** The columns that may hold origin and destination by their contents: which is which is for somebody to say. */
export function likelyPoints(all: readonly SampleColumn[]): LikelyPoints | undefined {
  const choice = ({ name, column }: SampleColumn) => (all.filter((other) => other.name === name).length > 1 ? column : name)
  const texts = all.filter((column) => (['wkt', 'named_point', 'pair'] as const).some((kind) => column.mostlyHolds(kind)))
  if (texts.length >= 2) {
    const first = firstByEvidence(pairsOfCells(texts)) ?? unknown
    const textOf = (column: SampleColumn) =>
      column.mostlyHolds('pair') ? { pair: choice(column), first } : { wkt: choice(column) }
    return { columns: texts.slice(0, 2), mapping: { origin: textOf(texts[0]), destination: textOf(texts[1]) } }
  }
  const points = pairedUp(all.filter(holdsFineDegrees).map((column) => ({ column, middle: middleOf(column) })))
  if (!points) return undefined
  const first = points.map(firstOf).find((axis) => axis !== undefined)
  const [origin, destination] = points.map(([a, b]) => {
    const [lat, lon] = (first === 'lon' ? [b, a] : [a, b]).map(({ column }) => (first ? choice(column) : unknown))
    return { lat, lon }
  })
  return { columns: points.flat().map(({ column }) => column), mapping: { origin, destination } }
}

/** Which number of a point is which, by the names or because it is no latitude. */
function firstOf([a, b]: readonly [Placed, Placed]): 'lat' | 'lon' | undefined {
  const isLon = (one: Placed, other: Placed) =>
    axisNamed(one.column.name) === 'lon' || axisNamed(other.column.name) === 'lat' || Math.abs(one.middle) > 90
  return isLon(a, b) ? 'lon' : isLon(b, a) ? 'lat' : undefined
}

type Placed = { column: SampleColumn; middle: number }

/** The first four as two points near one another: `a b a b` or `a a b b`. */
function pairedUp([a, b, c, d]: readonly Placed[]): [Placed, Placed][] | undefined {
  if (!d) return undefined
  const areNear = (x: Placed, y: Placed) => Math.abs(x.middle - y.middle) <= tripDegreesMax
  if (areNear(a, c) && areNear(b, d))
    return [
      [a, b],
      [c, d],
    ]
  if (areNear(a, b) && areNear(c, d))
    return [
      [a, c],
      [b, d],
    ]
  return undefined
}

function holdsFineDegrees({ name, cells }: SampleColumn): boolean {
  if (wordsOf(name).some((word) => otherPoints.test(word))) return false
  const filled = cells.slice(0, rowsMax).filter((cell) => cell !== '')
  const fine = filled.filter((cell) => degrees.test(cell) && Math.abs(numberOfCell(cell)) <= 180 * unitsPerDegree)
  return fine.length > 0 && fine.length >= filled.length * degreesShareMin
}

function middleOf({ cells }: SampleColumn): number {
  const numbers = cells
    .slice(0, rowsMax)
    .map((cell) => numberOfCell(cell) / unitsPerDegree)
    .filter((number) => !Number.isNaN(number))
    .sort((x, y) => x - y)
  return numbers[Math.floor(numbers.length / 2)]
}
