/** Web Mercator on a square world of side 1: x to the east from 180° W, y to the south from 85.05° N. */
const latMost = 85.0511287798

export const worldX = (lon: number): number => lon / 360 + 0.5

export function worldY(lat: number): number {
  const sin = Math.sin((Math.min(latMost, Math.max(-latMost, lat)) * Math.PI) / 180)
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)
}

/** Pixels around the world at a zoom. */
export const worldPixels = (zoom: number): number => 256 * 2 ** zoom

/** Cells of the grid are squares of this many degrees at level 0, halved with each level (2^32 units of 1e-7 degree). */
const gridDegrees = 2 ** 32 / 1e7
export const cellDegrees = (level: number): number => gridDegrees / 2 ** level

/** Levels that the density may be asked at. */
const densityLevels = { min: 1, max: 15 }

/** The level whose cells are nearest to 9.5 px wide at a zoom: fine enough for a shape, coarse enough to see a colour. */
export const densityLevel = (zoom: number): number =>
  Math.min(densityLevels.max, Math.max(densityLevels.min, Math.round(zoom) + 5))
