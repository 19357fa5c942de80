import type { PointSource } from '../csv-mapping.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { unmappable } from './mapping-refusal.ts'
import { type Point, pointsOf, textOf } from './refuse-exchanged.ts'

/** As far around the middle of all points their town lies. */
const townDegrees = 2
/** Fewer rows are damaged, and flagged one by one. */
const [mirroredShareMin, unsignedShareMin] = [0.05, 0.2]
/** So few may be there by chance. */
const rowsMin = 5
/** A lost sign leads so far away, and putting it back brings the end nearer by so much. */
const [lostDegreesMin, nearerMin] = [1, 10]

const middleOf = (numbers: number[]): number => numbers.sort((a, b) => a - b)[numbers.length >> 1]

/** Throws where most trips start in one town, and some where it would lie with longitude and latitude exchanged: there are no such two towns. */
export function refuseMirrored(origin: PointSource, columns: readonly SampleColumn[]): void {
  const points = pointsOf(origin, columns).filter((point): point is Point => point !== undefined && point[0] + point[1] !== 0)
  const [lon, lat] = [0, 1].map((axis) => middleOf(points.map((point) => point[axis])))
  const isNear = (x: number, y: number) => (point: Point) =>
    Math.abs(point[0] - x) <= townDegrees && Math.abs(point[1] - y) <= townDegrees
  const mirrored = points.filter(isNear(lat, lon))
  if (!(Math.abs(lon - lat) > 2 * townDegrees) || points.filter(isNear(lon, lat)).length * 2 <= points.length) return
  if (mirrored.length < Math.max(rowsMin, points.length * mirroredShareMin)) return
  throw unmappable(
    `The points in ${textOf(origin, columns)}, have longitude and latitude exchanged in ${mirrored.length} of ${points.length} rows that were looked at, as in ${mirrored[0].join(', ')}: write all of them in the same order`,
  )
}

/** Throws where ends lie far from the origins and, with the other sign before a number, near them: in a column a minus has been lost. */
export function refuseLostSigns(origin: PointSource, destination: PointSource, columns: readonly SampleColumn[]): void {
  const ends = pointsOf(destination, columns)
  const rows = pointsOf(origin, columns).flatMap((from, row) => {
    const to = ends[row]
    return from && to ? [hasLostSign(from, to)] : []
  })
  const lost = rows.filter((is) => is).length
  if (lost < rowsMin || lost < rows.length * unsignedShareMin) return
  throw unmappable(
    `The points in ${textOf(destination, columns)}, lie far from those in ${textOf(origin, columns)}, in ${lost} of ${rows.length} rows that were looked at, but near them with the other sign before one number: a minus, or the letter of its hemisphere, has been lost`,
  )
}

function hasLostSign([lon, lat]: Point, [endLon, endLat]: Point): boolean {
  const away = way(lon - endLon, lat - endLat)
  const nearest = Math.min(way(lon + endLon, lat - endLat), way(lon - endLon, lat + endLat))
  return away > lostDegreesMin && nearest * nearerMin <= away
}

/** The longer of the ways east and north, in degrees; 180° east and west are one. */
const way = (east: number, north: number): number => Math.max(Math.min(Math.abs(east), 360 - Math.abs(east)), Math.abs(north))
