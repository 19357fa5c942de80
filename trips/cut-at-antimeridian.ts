/** Corners as longitude and latitude in degrees; longitudes may run on beyond 180, as a map shows the world again there. */
type Corner = readonly [lon: number, lat: number]

/** 7 decimals are what is stored. */
const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** The part of a ring on one side of a meridian (Sutherland and Hodgman, 1974). */
function clip(ring: readonly Corner[], meridian: number, isKept: (lon: number) => boolean): Corner[] {
  return ring.flatMap((corner, i) => {
    const before = ring[(i + ring.length - 1) % ring.length]
    const kept = isKept(corner[0]) ? [corner] : []
    if (isKept(before[0]) === isKept(corner[0])) return kept
    const share = (meridian - before[0]) / (corner[0] - before[0])
    return [[meridian, round(before[1] + share * (corner[1] - before[1]))] as const, ...kept]
  })
}

/**
 * A ring as rings within −180 … 180, cut where it crosses the antimeridian as RFC 7946 (3.1.9) has it. Its westernmost corner
 * says on which copy of the world it was drawn.
 */
export function cutAtAntimeridian(ring: readonly Corner[]): Corner[][] {
  const least = Math.min(...ring.map(([lon]) => lon))
  const turn = Math.floor((least + 180) / 360) * 360
  const moved = ring.map(([lon, lat]): Corner => [round(lon - turn), round(lat)])
  if (moved.every(([lon]) => lon <= 180)) return [moved]
  const west = clip(moved, 180, (lon) => lon <= 180)
  const east = clip(moved, 180, (lon) => lon > 180).map(([lon, lat]): Corner => [round(lon - 360), lat])
  return [west, east].filter((part) => part.length >= 3)
}
