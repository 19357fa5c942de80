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

/** Between these nobody travels by the thousand; exchanged, New York lies there. What is further south is rejected row by row. */
const [poleDegrees, antarcticaDegrees] = [-90, -60]

/** What is said of the points of an end, and where they are. */
type End = { text: string; points: readonly (Point | undefined)[] }

/** Throws where most points, or a part of them, lie where nobody wrote them: exchanged at both ends, or without their minus. */
export function refuseMirrored(origin: PointSource, destination: PointSource, columns: readonly SampleColumn[]): void {
  const [start, end] = [origin, destination].map(
    (source): End => ({ text: textOf(source, columns), points: pointsOf(source, columns) }),
  )
  refuseAntarctica(start)
  refuseMirrorImage(start)
  refuseLostSigns(start, end)
}

/** Not one of empty cells, nor 0,0, which stands for none. */
const isPoint = (point: Point | undefined): point is Point => Boolean(point && point[0] + point[1])

/** Where most origins lie in Antarctica, and with longitude and latitude exchanged do not. */
function refuseAntarctica({ text, points }: End): void {
  const all = points.filter(isPoint)
  const isThere = ([lon, lat]: Point) => lat >= poleDegrees && lat < antarcticaDegrees && lon > antarcticaDegrees
  if (all.filter(isThere).length * 2 <= all.length) return
  throw unmappable(
    `The points in ${text}, lie in Antarctica, but not with longitude and latitude exchanged: exchange the names of these columns, write the longitude of each point first, or state the columns in the mapping`,
  )
}

/** Where most trips start in one town, and some where it would lie with longitude and latitude exchanged: there are no such two towns. */
function refuseMirrorImage({ text, points: all }: End): void {
  const points = all.filter(isPoint)
  const [lon, lat] = [0, 1].map((axis) => middleOf(points.map((point) => point[axis])))
  const isNear = (x: number, y: number) => (point: Point) =>
    Math.abs(point[0] - x) <= townDegrees && Math.abs(point[1] - y) <= townDegrees
  const mirrored = points.filter(isNear(lat, lon))
  if (!(Math.abs(lon - lat) > 2 * townDegrees) || points.filter(isNear(lon, lat)).length * 2 <= points.length) return
  if (mirrored.length < Math.max(rowsMin, points.length * mirroredShareMin)) return
  throw unmappable(
    `The points in ${text}, have longitude and latitude exchanged in ${mirrored.length} of ${points.length} rows that were looked at, as in ${mirrored[0].join(', ')}: write all of them in the same order`,
  )
}

/** Where ends lie far from the origins and, with the other sign before a number, near them: in a column a minus has been lost. */
function refuseLostSigns(start: End, end: End): void {
  const rows = start.points.flatMap((from, row) => {
    const to = end.points[row]
    return from && to ? [hasLostSign(from, to)] : []
  })
  const lost = rows.filter((is) => is).length
  if (lost < rowsMin || lost < rows.length * unsignedShareMin) return
  throw unmappable(
    `The points in ${end.text}, lie far from those in ${start.text}, in ${lost} of ${rows.length} rows that were looked at, but near them with the other sign before one number: a minus, or the letter of its hemisphere, has been lost`,
  )
}

function hasLostSign([lon, lat]: Point, [endLon, endLat]: Point): boolean {
  const away = way(lon - endLon, lat - endLat)
  const nearest = Math.min(way(lon + endLon, lat - endLat), way(lon - endLon, lat + endLat))
  return away > lostDegreesMin && nearest * nearerMin <= away
}

/** The longer of the ways east and north, in degrees; 180° east and west are one. */
const way = (east: number, north: number): number => Math.max(Math.min(Math.abs(east), 360 - Math.abs(east)), Math.abs(north))
