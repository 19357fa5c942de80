import { e7ToDegrees } from './box.ts'
import { readDegrees } from './decimal-degrees.ts'
import type { Polygon, Ring } from './polygon.ts'
import { lonMaxE7 } from './trip.ts'
import { UserProblem } from './user-problem.ts'

/** A saved area has at most this many corners: an outline of a country to 100 m. */
export const savedVerticesMax = 10_000
/** GeoJSON that stands in an address: more would be longer than the 16 KiB that servers take. */
export const inlineVerticesMax = 200

/** A body of that many corners, indented and with some properties. */
export const geoJsonBytesMax = 4 * 1_048_576

export const geoJsonForm = 'GeoJSON: a Polygon or MultiPolygon, or a Feature, FeatureCollection or GeometryCollection of those'

/** Collections in collections beyond this are nobody's area. */
const depthMax = 8
const verticesMin = 4

type Reading = { vertices: number; verticesMax: number }

/**
 * The polygons of a GeoJSON value (RFC 7946), longitude first. Each number is rounded half away from zero to 1e-7 degree, as
 * coordinates of trips are; further numbers of a position (heights) mean nothing here. Throws UserProblem unprocessable that
 * says where (`feature 2, ring 1, vertex 14`), what was found and what is expected.
 */
export function readGeoJson(value: unknown, verticesMax: number): Polygon[] {
  const reading: Reading = { vertices: 0, verticesMax }
  refuseOtherSystems(value)
  const polygons = readObject(value, [], reading, 0)
  if (polygons.length === 0) throw fault([], 'there is no polygon in it', geoJsonForm)
  return polygons
}

type Place = readonly string[]

function fault(place: Place, found: string, expected: string): UserProblem {
  const where = place.join(', ')
  const message = `${where && `${where}: `}${found}; expected ${expected}`
  return new UserProblem('unprocessable', message, { expected })
}

/** The members a GeoJSON object may have here; which of them there are its type says. */
type Members = Partial<Record<'type' | 'coordinates' | 'geometry' | 'geometries' | 'features' | 'crs', unknown>>

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** GeoJSON of before 2016 could name a reference system of its own: metres would be read as degrees. */
function refuseOtherSystems(value: unknown): void {
  if (!isObject(value) || !isObject(value.crs)) return
  const text = JSON.stringify(value.crs)
  if (/CRS84|EPSG:{1,2}4326"/.test(text)) return
  throw fault([], `its crs is ${text.slice(0, 120)}`, 'longitude and latitude in degrees (WGS 84), without a crs')
}

function readObject(value: unknown, place: Place, reading: Reading, depth: number): Polygon[] {
  if (!isObject(value)) throw fault(place, 'is no JSON object', geoJsonForm)
  if (depth > depthMax) throw fault(place, `lies in ${depth} collections`, `at most ${depthMax}`)
  const { type, coordinates, geometry, geometries, features } = value
  const each = (list: unknown, name: string) =>
    listOf(list, [...place, `${name}s`]).flatMap((item, i) =>
      readObject(item, [...place, `${name} ${i + 1}`], reading, depth + 1),
    )
  if (type === 'Polygon') return [readPolygon(coordinates, place, reading)]
  if (type === 'MultiPolygon')
    return listOf(coordinates, [...place, 'coordinates']).map((rings, i) =>
      readPolygon(rings, [...place, `polygon ${i + 1}`], reading),
    )
  if (type === 'Feature') {
    if (!isObject(geometry)) throw fault(place, 'the feature has no geometry', geoJsonForm)
    return readObject(geometry, place, reading, depth + 1)
  }
  if (type === 'FeatureCollection') return each(features, 'feature')
  if (type === 'GeometryCollection') return each(geometries, 'geometry')
  throw fault(place, typeProblem(type), geoJsonForm)
}

function typeProblem(type: unknown): string {
  if (type === undefined) return 'has no type'
  const isOther = typeof type === 'string' && /^(Multi)?(Point|LineString)$/.test(type)
  return isOther ? `a ${type} has no inside` : `its type is ${clipped(type)}`
}

const clipped = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60)

function listOf(value: unknown, place: Place): unknown[] {
  if (Array.isArray(value)) return value
  throw fault(place, value === undefined ? 'there is none' : 'is no list', 'a list')
}

function readPolygon(value: unknown, place: Place, reading: Reading): Polygon {
  const rings = listOf(value, [...place, 'coordinates'])
  if (rings.length === 0) throw fault(place, 'the polygon has no ring', 'an outer ring, and rings of holes after it')
  return rings.map((ring, i) => readRing(ring, [...place, `ring ${i + 1}`], reading))
}

function readRing(value: unknown, place: Place, reading: Reading): Ring {
  const positions = listOf(value, place)
  if (positions.length < verticesMin)
    throw fault(place, `has ${positions.length} positions`, `at least ${verticesMin}, the last like the first`)
  reading.vertices += positions.length - 1
  if (reading.vertices > reading.verticesMax) throw tooMany(reading)
  const ring = positions.flatMap((position, i) => readPosition(position, [...place, `vertex ${i + 1}`]))
  const [west, south, east, north] = [...ring.slice(0, 2), ...ring.slice(-2)]
  if (west !== east || south !== north)
    throw fault(
      place,
      `begins at ${e7ToDegrees(west)},${e7ToDegrees(south)} but ends at ${e7ToDegrees(east)},${e7ToDegrees(north)}`,
      'a closed ring, whose last position is its first',
    )
  refuseLongEdges(ring, place)
  return ring.slice(0, -2)
}

const tooMany = ({ verticesMax }: Reading): UserProblem =>
  fault(
    [],
    `it has more than ${verticesMax} corners`,
    verticesMax < savedVerticesMax
      ? `at most ${verticesMax} in an address; PUT /api/v1/areas/{name} saves up to ${savedVerticesMax} under a name to ask by`
      : `at most ${verticesMax}: simplify it, or save it in parts and ask for several areas`,
  )

function readPosition(value: unknown, place: Place): [lonE7: number, latE7: number] {
  const isPosition = Array.isArray(value) && value.length >= 2 && value.every((n) => typeof n === 'number' && Number.isFinite(n))
  if (!isPosition) throw fault(place, `found ${clipped(value)}`, 'a longitude and a latitude in degrees')
  const [lon, lat] = value
  if (Math.abs(lat) > 90) throw fault(place, `latitude ${lat} is outside -90 to 90`, 'longitude first, then latitude, in degrees')
  if (Math.abs(lon) > 180)
    throw fault(place, `longitude ${lon} is outside -180 to 180`, 'a polygon across the antimeridian cut there (RFC 7946, 3.1.9)')
  return [e7OfDegrees(lon), e7OfDegrees(lat)]
}

const encoder = new TextEncoder()

/** By the shortest decimal digits that mean this number, which are those that were written if they were at most 15. */
function e7OfDegrees(degrees: number): number {
  const digits = encoder.encode(String(degrees))
  return readDegrees(digits, 0, digits.length)
}

/**
 * An edge over more than half the world is, almost always, one that was meant to go the other way around. Along the whole
 * width of the map it cannot be.
 */
function refuseLongEdges(ring: Ring, place: Place): void {
  for (let at = 2; at < ring.length; at += 2) {
    const [from, to] = [ring[at - 2], ring[at]]
    if (Math.abs(to - from) <= lonMaxE7 || (Math.abs(from) === lonMaxE7 && Math.abs(to) === lonMaxE7)) continue
    throw fault(
      [...place, `vertex ${at / 2} to ${at / 2 + 1}`],
      `the edge from longitude ${e7ToDegrees(from)} to ${e7ToDegrees(to)} goes around more than half the world`,
      'a polygon across the antimeridian cut there (RFC 7946, 3.1.9), or a vertex in between',
    )
  }
}

export type MultiPolygon = { type: 'MultiPolygon'; coordinates: [number, number][][][] }

/** The same polygons as a GeoJSON geometry, rings closed. */
export const geoJsonOf = (polygons: readonly Polygon[]): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: polygons.map((rings) => rings.map(closedPositions)),
})

function closedPositions(ring: Ring): [number, number][] {
  const positions: [number, number][] = []
  for (let at = 0; at < ring.length; at += 2) positions.push([ring[at] / 1e7, ring[at + 1] / 1e7])
  return [...positions, positions[0]]
}
