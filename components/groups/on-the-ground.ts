import type { CellView } from '#trips/views.ts'

const earthRadiusM = 6_371_000
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Middle of a cell: longitude, latitude. */
export const middleOf = ({ bbox: [west, south, east, north] }: CellView): [number, number] => [
  (west + east) / 2,
  (south + north) / 2,
]

/** Great-circle distance between two points (longitude, latitude in degrees), in metres. */
export function metresBetween([lon1, lat1]: [number, number], [lon2, lat2]: [number, number]): number {
  const dLat = radians(lat2 - lat1)
  const dLon = radians(lon2 - lon1)
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(dLon / 2) ** 2
  return 2 * earthRadiusM * Math.asin(Math.sqrt(h))
}

/** Bearing at the first point, degrees clockwise from north, 0 … 360. */
export function bearingBetween([lon1, lat1]: [number, number], [lon2, lat2]: [number, number]): number {
  const dLon = radians(lon2 - lon1)
  const y = Math.sin(dLon) * Math.cos(radians(lat2))
  const x = Math.cos(radians(lat1)) * Math.sin(radians(lat2)) - Math.sin(radians(lat1)) * Math.cos(radians(lat2)) * Math.cos(dLon)
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360
}

const winds = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west']
export const windText = (bearing: number): string => winds[Math.round(bearing / 45) % 8]

/** `50.0713°N 14.4402°E`; as many decimals as a cell of this height (degrees) deserves, at most `digitsMax`. */
export function pointText([lon, lat]: [number, number], cellHeight: number, digitsMax = 4): string {
  const digits = Math.min(digitsMax, Math.max(1, Math.ceil(1 - Math.log10(cellHeight))))
  const side = (value: number, plus: string, minus: string) => `${Math.abs(value).toFixed(digits)}°${value < 0 ? minus : plus}`
  return `${side(lat, 'N', 'S')} ${side(lon, 'E', 'W')}`
}

/** What sharing a cell of this size (metres) means to somebody who lives there. */
export function placeWords(metres: number): string {
  if (metres > 60_000) return 'same part of the country'
  if (metres > 15_000) return 'same city'
  if (metres > 4000) return 'same district'
  if (metres > 1000) return 'same neighbourhood'
  if (metres > 250) return 'same few streets'
  if (metres > 60) return 'same block'
  return 'same doorstep'
}
