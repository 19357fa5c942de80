import { degreesToE7 } from '#trips/box.ts'

/** The box asked about, in degrees. west > east crosses the antimeridian. */
export type AreaBox = { west: number; south: number; east: number; north: number }

/** Longitude unwrapped, latitude; as Leaflet gives a point of the map. */
export type MapPoint = { lng: number; lat: number }

/** 6 decimals are 11 cm: finer than a hand draws, short enough to read in a URL. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
const limit = (value: number, most: number): number => Math.min(most, Math.max(-most, value))
/** −180 … 180; both ends stay as they are. */
const wrap = (lng: number): number => (Math.abs(lng) <= 180 ? lng : ((((lng + 180) % 360) + 360) % 360) - 180)

const decimal = (degrees: number): string => degrees.toFixed(6).replace(/\.?0+$/, '')

/** `bbox=` as the URL writes it. */
export const areaText = ({ west, south, east, north }: AreaBox): string => [west, south, east, north].map(decimal).join(',')

/** The box of a `bbox=` text, or undefined where the text is none (the answer then says what is wrong with it). */
export function parseArea(text: string | undefined): AreaBox | undefined {
  const parts = text?.split(',') ?? []
  if (parts.length !== 4 || parts.some((part) => degreesToE7(part, 'up') === undefined)) return undefined
  const [west, south, east, north] = parts.map(Number)
  const inRange = Math.abs(west) <= 180 && Math.abs(east) <= 180 && Math.abs(south) <= 90 && Math.abs(north) <= 90
  return inRange && south <= north ? { west, south, east, north } : undefined
}

/** East edge on the same copy of the world as the west edge, as drawing needs it. */
export const unwrappedEast = (area: AreaBox): number => (area.west <= area.east ? area.east : area.east + 360)

/** The box between two points of the map; around the whole world when they are a full turn apart. */
export function areaBetween(a: MapPoint, b: MapPoint): AreaBox {
  const [west, east] = a.lng <= b.lng ? [a.lng, b.lng] : [b.lng, a.lng]
  const [south, north] = a.lat <= b.lat ? [a.lat, b.lat] : [b.lat, a.lat]
  const wholeTurn = east - west >= 360
  return {
    west: wholeTurn ? -180 : round(wrap(west)),
    south: round(limit(south, 90)),
    east: wholeTurn ? 180 : round(wrap(east)),
    north: round(limit(north, 90)),
  }
}

/** The box shifted; it stops at the poles with its height kept. */
export function movedArea(area: AreaBox, dLng: number, dLat: number): AreaBox {
  const up = Math.min(90 - area.north, Math.max(-90 - area.south, dLat))
  return areaBetween({ lng: area.west + dLng, lat: area.south + up }, { lng: unwrappedEast(area) + dLng, lat: area.north + up })
}

/** The east and north edges shifted, west and south kept; an edge stops at its opposite. */
export function resizedArea(area: AreaBox, dLng: number, dLat: number): AreaBox {
  const east = Math.max(area.west, unwrappedEast(area) + dLng)
  return areaBetween({ lng: area.west, lat: area.south }, { lng: east, lat: Math.max(area.south, area.north + dLat) })
}

/** Longitude of the middle, on the west edge's copy of the world. */
export const middleLng = (area: AreaBox): number => (area.west + unwrappedEast(area)) / 2
