import { degreesScan, scanDegrees } from './decimal-degrees.ts'
import { readObject } from './object-text.ts'
import { unitsPerDegree } from './trip.ts'

/** Two coordinates of one cell in 1e-7 degree, in the order they are written or, where the cell itself says it, by name. */
export type WrittenPoint = { first: number; second: number } | { lon: number; lat: number }

const number = String.raw`([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)`
const form = (pattern: string): RegExp => new RegExp(`^\\s*${pattern}\\s*$`, 'i')

/** `POINT Z (14.4 50.1 200)`, `SRID=4326;POINT(14.4 50.1)`, as GIS programs write points beside plain WKT. */
const wkt = form(String.raw`(?:srid=4326;\s*)?point\s*(?:z|m|zm)?\s*\(\s*${number}\s+${number}(?:\s+${number}){0,2}\s*\)`)
/** `(40.7, -74.0)`, `[40.7;-74.0]`, `40.7 -74.0`; a tab or several spaces too. R writes `c(-74.0, 40.7)`. */
const pair = form(String.raw`(?:c\s*(?=\())?[([{]?\s*${number}(?:\s*[,;|]\s*|\s+)${number}\s*[)\]}]?`)
/** `40.7° N, 74.0° W` */
export const namedByHemispheres = /^\[? ?([\d.]+ ?°? ?[ns])(?: |[,;] ?)([\d.]+ ?°? ?[ew]) ?\]?$/i
/** `<+40.768088,-73.988336> +/- 5.00m`, as Apple's programs write a place: the latitude first. */
export const coreLocation = /^<([+-]\d+\.\d+),\s*([+-]\d+\.\d+)>(?:\s*\+\/-.*)?$/

/** The coordinates of a GeoJSON point, an altitude behind them or not. */
const position = /^\[\s*([^,\s\]]+)\s*,\s*([^,\s\]]+)\s*(?:,[^,[\]]*)?\]$/
const axisNames: readonly { lon: readonly string[]; lat: readonly string[] }[] = [
  { lon: ['longitude', 'long', 'lng', 'lon'], lat: ['latitude', 'lat'] },
  { lon: ['x'], lat: ['y'] },
]
/** Names of what is a point itself: a GeoJSON feature has `geometry`, an answer of a geocoder `location`. */
const pointsWithin = ['geometry', 'location']
const depthMax = 2

/** A point that says which number is which: as GIS programs write it, longitude first, or an object with names. */
export function readGisPoint(text: string): WrittenPoint | undefined {
  const numbers = wkt.exec(text)
  if (numbers) return { lon: degreesOf(numbers[1]), lat: degreesOf(numbers[2]) }
  return readObjectPoint(text) ?? readWkb(text) ?? readLatFirst(text)
}

/** A point of a cell that is not plain WKT, or undefined. Points of another reference system than WGS 84 are none. */
export function readPointText(text: string): WrittenPoint | undefined {
  const numbers = wkt.exec(text) ?? pair.exec(text)
  if (numbers) return { first: degreesOf(numbers[1]), second: degreesOf(numbers[2]) }
  return readObjectPoint(text) ?? readWkb(text) ?? readLatFirst(text)
}

/** A latitude and a longitude that say so themselves. */
function readLatFirst(text: string): WrittenPoint | undefined {
  const [, lat, lon] = namedByHemispheres.exec(text.trim()) ?? coreLocation.exec(text.trim()) ?? []
  return lat && lon ? wholePoint(degreesIn(lon, 'lon'), degreesIn(lat, 'lat')) : undefined
}

/** The point of an object that has a longitude and a latitude by these names themselves, or is a GeoJSON point or feature. */
function readObjectPoint(text: string, depth = 0): WrittenPoint | undefined {
  const fields = readObject(text)
  if (!fields || !isUsualSystem(fields.get('crs') ?? 'null') || !isUsualReference(fields.get('spatialreference')))
    return undefined
  for (const { lon, lat } of axisNames) {
    const [lons, lats] = [lon, lat].map((names) => names.flatMap((name) => fields.get(name) ?? []))
    if (lons.length === 1 && lats.length === 1) return wholePoint(degreesIn(lons[0], 'lon'), degreesIn(lats[0], 'lat'))
    // Half a point, or two.
    if (lons.length + lats.length > 0) return undefined
  }
  const coordinates = position.exec(fields.get('coordinates') ?? '')
  if (coordinates && (fields.get('type') ?? 'Point').toLowerCase() === 'point')
    return wholePoint(degreesOf(coordinates[1]), degreesOf(coordinates[2]))
  const within = pointsWithin.flatMap((name) => fields.get(name) ?? [])
  return within.length === 1 && depth < depthMax ? readObjectPoint(within[0], depth + 1) : undefined
}

/** A coordinate within an object, where it may be written as in a column of its own. */
function degreesIn(text: string, axis: 'lon' | 'lat'): number {
  const value = degreesOf(text.trim())
  return Number.isNaN(value) ? readDegreesText(text, axis, text.includes(',') && !text.includes('.') ? ',' : '.') : value
}

const wholePoint = (lon: number, lat: number): WrittenPoint | undefined => (Number.isNaN(lon + lat) ? undefined : { lon, lat })

const encoder = new TextEncoder()

function degreesOf(text: string): number {
  const bytes = encoder.encode(text)
  const value = scanDegrees(bytes, 0, bytes.length)
  return degreesScan.end === bytes.length ? value : Number.NaN
}

const wkbPoint = 1
/** ISO adds 1000 for Z, 2000 for M and 3000 for both; PostGIS sets bits of the upper half. */
const isoDimension = 1000
const hasSrid = 0x20000000
/** EPSG's number of the reference system of GPS: degrees of longitude and latitude. */
export const wgs84 = 4326

/** Well-known binary in hexadecimal, as PostGIS writes points: byte order, type, in PostGIS's form an SRID, two doubles. */
function readWkb(text: string): WrittenPoint | undefined {
  const wkb = openWkb(text)
  if (!wkb) return undefined
  const { view, little, type } = wkb
  const isPoint = (type & 0xffff) % isoDimension === wkbPoint
  const start = type & hasSrid ? 9 : 5
  if (!isPoint || view.byteLength < start + 16) return undefined
  if ((sridOf(text) ?? wgs84) !== wgs84) return undefined
  const units = (at: number) => Math.round(view.getFloat64(at, little) * unitsPerDegree)
  return wholePoint(units(start), units(start + 8))
}

function openWkb(text: string): { view: DataView; little: boolean; type: number } | undefined {
  const hex = text.trim().replace(/^\\x|^0x/i, '')
  if (!/^0[01](?:[0-9a-f]{2}){20,36}$/i.test(hex)) return undefined
  const view = new DataView(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)).buffer)
  const little = view.getUint8(0) === 1
  return { view, little, type: view.getUint32(1, little) }
}

/** GeoJSON of before 2016 could name a reference system: longitude and latitude in degrees, or another. */
const isUsualSystem = (crs: string): boolean => /^null$|CRS84|EPSG:+(?:[\d.]*:)?4326\b|"code"\s*:\s*4326\b/i.test(crs)

/** ArcGIS's form of the same. */
const isUsualReference = (reference = '{wkid:4326}'): boolean => /\bwkid\b\W*4326\b/i.test(reference)

/** The number of the reference system that a point names, in PostGIS's forms of WKT and WKB and in GeoJSON. */
export function sridOf(text: string): number | undefined {
  const inWkt = /^\s*srid=(\d+)/i.exec(text)
  const inCrs = /\bcrs\b.*EPSG:+(?:[\d.]*:)?(\d+)/is.exec(text)
  if (inWkt ?? inCrs) return Number((inWkt ?? inCrs)?.[1])
  const wkb = openWkb(text)
  return wkb && wkb.type & hasSrid ? wkb.view.getUint32(5, wkb.little) : undefined
}

/** What is pasted along from web pages: zero-width spaces and marks of direction. */
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g
const signed = /^([nsew])?\s*([+-]?[\d.,]+)\s*°?\s*([nsew])?$/i

/** `40.7128 N`, `W 74.0060`, `−74.0` and, with decimal commas, `40,7128`, in 1e-7 degree; NaN where it is none of them. */
export function readDegreesText(text: string, axis: 'lon' | 'lat', decimal: '.' | ','): number {
  const [, before = '', number = '', after = ''] = signed.exec(text.replace('\u2212', '-').replace(invisible, '')) ?? []
  const hemisphere = (before + after).toLowerCase()
  if (number === '' || hemisphere.length > 1 || !(axis === 'lon' ? 'ew' : 'ns').includes(hemisphere)) return Number.NaN
  const value = degreesOf(decimal === ',' ? number.replace(',', '.') : number)
  if (hemisphere === 's' || hemisphere === 'w') return 0 - Math.abs(value)
  return hemisphere !== '' && value < 0 ? Number.NaN : value // `-74 E`: is the sign wrong, or the letter?
}

/** Longitude and latitude of a point's text as they are written, or as they were read where the text has them otherwise. */
export function writtenNumbers(text: string, [lon, lat]: readonly [number, number], first: 'lon' | 'lat'): [string, string] {
  const numbers = wkt.exec(text) ?? pair.exec(text)
  if (!numbers) return [String(lon / unitsPerDegree), String(lat / unitsPerDegree)]
  return first === 'lon' ? [numbers[1], numbers[2]] : [numbers[2], numbers[1]]
}

/** Which number of a pair is which, by a name such as `start_latlng`. */
export function pairFirstOfName(name: string): 'lon' | 'lat' | undefined {
  const match = /(lat)[a-z]*[^a-z]*(?:lon|lng)|(?:lon|lng)[a-z]*[^a-z]*lat/i.exec(name)
  return match ? (match[1] ? 'lat' : 'lon') : undefined
}
