import type { Area } from './area.ts'
import { gridOf } from './cell.ts'
import { EdgeBands } from './edge-bands.ts'

/**
 * Corners of a closed line as longitude, latitude, longitude, latitude, … in 1e-7 degree; the first is not repeated at the end.
 * Between two corners the line is straight on the plate carrée, as GeoJSON has it: not a great circle.
 */
export type Ring = readonly number[]

/** Rings by the even-odd rule: what an odd number of them surrounds. So an outer ring with holes, in any direction. */
export type Polygon = readonly Ring[]

export const verticesOf = (polygons: readonly Polygon[]): number =>
  polygons.reduce((sum, rings) => sum + rings.reduce((corners, ring) => corners + ring.length / 2, 0), 0)

/**
 * What belongs to at least one of the polygons; points on an outline do, on that of a hole too, as edges of boxes do. Exact: a
 * point is compared with an edge by the sign of an integer (`sideOf`). A point costs the edges of its band, so that polygons
 * of 10,000 corners stay quick (0.04 µs a point with 4 corners, 0.3 µs with 10,000).
 */
export function polygonArea(polygons: readonly Polygon[]): Area {
  const edges = new EdgeBands(polygons.map((rings) => rings.map((ring) => ring.map(gridOf))))
  if (edges.count === 0) return { relate: () => 'outside', has: () => false }
  const { bounds } = edges
  const has = (u: number, v: number) =>
    u >= bounds.u0 && u <= bounds.u1 && v >= bounds.v0 && v <= bounds.v1 && edges.surround(u, v)
  return {
    relate: (u0, v0, u1, v1) => {
      if (u0 > bounds.u1 || u1 < bounds.u0 || v0 > bounds.v1 || v1 < bounds.v0) return 'outside'
      if (edges.meet(u0, v0, u1, v1)) return 'crosses'
      // No outline enters the rectangle: it is all on one side of each.
      return has(u0, v0) ? 'inside' : 'outside'
    },
    has,
  }
}
