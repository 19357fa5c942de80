import { type Box, e7ToDegrees } from '#trips/box.ts'
import type { TripFilters } from '#trips/filters.ts'
import { type Polygon, type Ring, verticesOf } from '#trips/polygon.ts'

/**
 * An area as a condition over the columns of the view `trips`. They are DECIMAL and so are all numbers here: sums and products of
 * them are exact (at most 20 digits), so the condition draws the same line as the answer, through points on an outline too.
 */

/** An edge takes some 330 letters at either end: more corners than this nobody would read, nor a server like to parse. */
export const sqlCornersMax = 60

export const isLeftOut = ({ area }: Pick<TripFilters, 'area'>): boolean =>
  verticesOf(area?.flatMap(({ polygons }) => polygons) ?? []) > sqlCornersMax

/** Trips that belong to the area by the relation; undefined without an area. */
export function areaSql({ bbox, area, relation }: Pick<TripFilters, 'bbox' | 'area' | 'relation'>): string | undefined {
  if (!bbox && !area) return undefined
  const polygons = area?.flatMap((known) => known.polygons) ?? []
  const [starts, ends] = ['origin', 'destination'].map((end) =>
    either([...(bbox ?? []).map((box) => inBox(end, box)), ...polygons.map((polygon) => inPolygon(end, polygon))]),
  )
  if (relation === 'starts') return starts
  if (relation === 'ends') return ends
  return relation === 'within' ? `${starts} AND ${ends}` : `((${starts}) OR (${ends}))`
}

const either = (conditions: string[]): string =>
  conditions.length === 1 ? conditions[0] : `(${conditions.map((condition) => `(${condition})`).join(' OR ')})`

const between = (column: string, a: number, b: number): string =>
  `${column} BETWEEN ${e7ToDegrees(Math.min(a, b))} AND ${e7ToDegrees(Math.max(a, b))}`

function inBox(end: string, { west, south, east, north }: Box): string {
  const [lon, lat] = [`${end}_lon`, `${end}_lat`]
  const across = `(${lon} >= ${e7ToDegrees(west)} OR ${lon} <= ${e7ToDegrees(east)})`
  return `${west <= east ? between(lon, west, east) : across} AND ${lat} BETWEEN ${e7ToDegrees(south)} AND ${e7ToDegrees(north)}`
}

/** On an outline, or with an odd number of edges to the east. */
function inPolygon(end: string, rings: Polygon): string {
  const [lon, lat] = [`${end}_lon`, `${end}_lat`]
  const edges = rings.flatMap(edgesOf)
  const lons = edges.flatMap((edge) => [edge.low[0], edge.high[0]])
  const lats = edges.flatMap((edge) => [edge.low[1], edge.high[1]])
  const range = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)]
  const on = edges.map(
    (edge) =>
      `(${between(lon, edge.low[0], edge.high[0])} AND ${between(lat, edge.low[1], edge.high[1])} AND ${sides(edge, '=')})`,
  )
  const crossed = edges
    .filter(({ low, high }) => low[1] < high[1])
    .map((edge) => `(${lat} >= ${e7ToDegrees(edge.low[1])} AND ${lat} < ${e7ToDegrees(edge.high[1])} AND ${sides(edge, '>')})`)
  const odd = crossed.length > 0 ? [`MOD(${crossed.join(' + ')}, 2) = 1`] : []
  return `${between(lon, ...range(lons))} AND ${between(lat, ...range(lats))} AND (${[...on, ...odd].join(' OR ')})`

  /** `>`: the point is to the left (west) of the edge upwards. */
  function sides({ low, high }: Edge, compare: '=' | '>'): string {
    const [width, height] = [e7ToDegrees(high[0] - low[0]), e7ToDegrees(high[1] - low[1])]
    return `${width} * (${minus(lat, low[1])}) ${compare} ${height} * (${minus(lon, low[0])})`
  }
}

const minus = (column: string, e7: number): string => `${column} ${e7 < 0 ? '+' : '-'} ${e7ToDegrees(Math.abs(e7))}`

type Edge = { low: [lon: number, lat: number]; high: [lon: number, lat: number] }

const edgesOf = (ring: Ring): Edge[] =>
  Array.from({ length: ring.length / 2 }, (_, i) => {
    const next = ((i + 1) * 2) % ring.length
    const [a, b]: [number, number][] = [
      [ring[2 * i], ring[2 * i + 1]],
      [ring[next], ring[next + 1]],
    ]
    return a[1] <= b[1] ? { low: a, high: b } : { low: b, high: a }
  })
