import type { Position } from 'geojson'
import { worldX, worldY } from './mercator.ts'

/** A point of the world square of side 1; x runs on beyond 0 … 1 for what crosses the antimeridian. */
export type WorldPoint = { x: number; y: number }

/**
 * A line of longitudes and latitudes on the world square. The files are stitched for the sphere: a line that crosses the
 * antimeridian jumps from 180 to −180 there, and would be drawn right across the map.
 */
export function unwrapped(line: readonly Position[]): WorldPoint[] {
  let turn = 0
  return line.map(([lon, lat], i) => {
    const step = i > 0 ? lon - line[i - 1][0] : 0
    if (step > 180) turn--
    else if (step < -180) turn++
    return { x: worldX(lon) + turn, y: worldY(lat) }
  })
}

/** A ring that goes once around the world holds a pole, here the southern one: it is closed along the square's lower edge. */
export function closedAtPole(ring: WorldPoint[]): WorldPoint[] {
  const [first, last] = [ring[0], ring[ring.length - 1]]
  return Math.abs(last.x - first.x) < 0.5 ? ring : [...ring, { x: last.x, y: 1 }, { x: first.x, y: 1 }]
}
