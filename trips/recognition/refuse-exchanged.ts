import type { PointSource } from '../csv-mapping.ts'
import { readPointText } from '../point-text.ts'
import { numberOfCell, type SampleColumn } from '../sample-columns.ts'
import { unitsPerDegree } from '../trip.ts'
import { unmappable } from './mapping-refusal.ts'

/** Rows that are looked at: more would not change a share. */
const rowsMax = 5000
/** Trips go no further, but for some. */
const tripDegreesMax = 10
const nearDegrees = 2
/** Fewer trips may end there by chance. */
const tripsMin = 5
/** From here on a whole column is the other way round; fewer rows than the lower share are damaged, and flagged one by one. */
const [wholeShareMin, partShareMin] = [0.9, 0.2]

export type Point = readonly [lon: number, lat: number]

/**
 * Throws where ends lie far from the origins and, with longitude and latitude exchanged, near them: then one of both has them the other
 * way round, in all rows or in a part of them.
 */
export function refuseExchanged(origin: PointSource, destination: PointSource, columns: readonly SampleColumn[]): void {
  const [from, to] = [pointsOf(origin, columns), pointsOf(destination, columns)]
  const rows = from.flatMap((point, row) => {
    const end = to[row]
    return point && end && point[0] + point[1] + end[0] + end[1] ? [isExchanged(point, end)] : []
  })
  const exchanged = rows.filter((is) => is).length
  if (exchanged < tripsMin || exchanged < rows.length * partShareMin) return
  const isWhole = exchanged > rows.length * wholeShareMin
  const share = isWhole ? '' : `in ${exchanged} of ${rows.length} rows that were looked at `
  const [ends, starts] = [destination, origin].map((source) => textOf(source, columns))
  throw unmappable(
    `The points in ${ends}, lie ${share}far from those in ${starts}, but near them with longitude and latitude exchanged: ${isWhole ? remedy(origin, destination, columns) : 'write all of them in the same order'}`,
  )
}

function isExchanged([lon, lat]: Point, [endLon, endLat]: Point): boolean {
  const wayTo = (x: number, y: number) => Math.max(Math.abs(lon - x), Math.abs(lat - y))
  return wayTo(endLon, endLat) > tripDegreesMax && wayTo(endLat, endLon) <= nearDegrees
}

/** The points of an end in degrees, as they would be read. */
export function pointsOf(source: PointSource, columns: readonly SampleColumn[]): (Point | undefined)[] {
  const cellsOf = (column: number) => columns.find((other) => other.column === column)?.cells.slice(0, rowsMax) ?? []
  if ('lon' in source) {
    const lats = cellsOf(source.lat.column)
    return cellsOf(source.lon.column)
      .map((lon, row) => [lon, lats[row]].map(numberOfCell))
      .map(inDegrees)
  }
  const first = firstOf(source)
  return cellsOf('pair' in source ? source.pair.column : source.wkt.column).map((cell) => {
    const point = readPointText(cell)
    if (!point) return undefined
    if ('lon' in point) return inDegrees([point.lon, point.lat])
    return inDegrees(first === 'lat' ? [point.second, point.first] : [point.first, point.second])
  })
}

/** Which of two numbers is read as which. */
const firstOf = (source: PointSource): 'lon' | 'lat' => ('pair' in source ? source.first : 'lon')

const inDegrees = ([lon, lat]: readonly number[]): Point => [lon / unitsPerDegree, lat / unitsPerDegree]

/** The columns of an end and what they hold: `'end_lng' and 'end_lat', such as -74 and 40.7`. */
export function textOf(source: PointSource, columns: readonly SampleColumn[]): string {
  const refs = 'lon' in source ? [source.lon, source.lat] : ['pair' in source ? source.pair : source.wkt]
  const examples = refs.map(({ column }) => columns.find((other) => other.column === column)?.example ?? '')
  return `${refs.map(({ name }) => `'${name}'`).join(' and ')}, such as ${examples.join(' and ')}`
}

function remedy(origin: PointSource, destination: PointSource, columns: readonly SampleColumn[]): string {
  if ('lon' in origin && 'lon' in destination)
    return 'exchange the names of the columns of the end that is wrong, or state them in the mapping, as in {"origin":{"lat":"…","lon":"…"},"destination":{"lat":"…","lon":"…"}}'
  const [start, end] = [origin, destination].map((source) => nameOfPairs(source, columns))
  if (start === undefined || end === undefined) return 'write the longitude of each first'
  const [first, other] = firstOf(origin) === 'lon' ? ['lon', 'lat'] : ['lat', 'lon']
  const mapping = JSON.stringify({ origin: { pair: start, first }, destination: { pair: end, first: other } })
  return `say in the mapping which number of either comes first, as in ${mapping}`
}

/** The name of a column of two numbers, of which a mapping can say which is first; of an object that is said by itself. */
function nameOfPairs(source: PointSource, columns: readonly SampleColumn[]): string | undefined {
  if ('lon' in source) return undefined
  const { column, name } = 'pair' in source ? source.pair : source.wkt
  const point = readPointText(columns.find((other) => other.column === column)?.example ?? '')
  return point && 'first' in point ? name : undefined
}
