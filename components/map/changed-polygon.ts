import type { Corner, DrawnPolygon } from './places.ts'

/** 6 decimals are 11 cm: finer than a hand draws, short enough to read in an address. */
const limit = (value: number, most: number): number => Math.round(Math.min(most, Math.max(-most, value)) * 1e6) / 1e6

/** The polygon shifted; it stops at the poles and at the antimeridian with its shape kept. */
export function movedPolygon(rings: DrawnPolygon, dLng: number, dLat: number): DrawnPolygon {
  const room = (axis: 0 | 1, most: number, wanted: number) => {
    const values = rings.flat().map((corner) => corner[axis])
    return Math.min(most - Math.max(...values), Math.max(-most - Math.min(...values), wanted))
  }
  const [east, north] = [room(0, 180, dLng), room(1, 90, dLat)]
  return rings.map((ring) => ring.map(([lon, lat]): Corner => [lon + east, lat + north]))
}

/** One corner of the outline elsewhere. */
export const withCorner = ([outline, ...holes]: DrawnPolygon, index: number, [lon, lat]: Corner): DrawnPolygon => [
  outline.map((corner, i): Corner => (i === index ? [limit(lon, 180), limit(lat, 90)] : corner)),
  ...holes,
]

/** One corner more, after another. */
export const withNewCorner = ([outline, ...holes]: DrawnPolygon, after: number, [lon, lat]: Corner): DrawnPolygon => [
  outline.toSpliced(after + 1, 0, [limit(lon, 180), limit(lat, 90)]),
  ...holes,
]

/** Without a corner of the outline; undefined where it would be no polygon any more. */
export const withoutCorner = ([outline, ...holes]: DrawnPolygon, index: number): DrawnPolygon | undefined =>
  outline.length > 3 ? [outline.toSpliced(index, 1), ...holes] : undefined

/** The middle between a corner of the outline and the next. */
export function middleAfter([outline]: DrawnPolygon, index: number): Corner {
  const [a, b] = [outline[index], outline[(index + 1) % outline.length]]
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}
