import { type Box, splitAtAntimeridian } from './box.ts'
import { cellCode, gridOf } from './cell.ts'
import { inRuns, runFinder } from './count-below.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

/**
 * The contract between shapes and covers. A shape says of a rectangle whether it may be counted whole, and of a point whether
 * it belongs; a cover asks nothing else, so boxes, polygons and unions of them are answered by the same code.
 *
 * Everything is in grid units (trips/cell.ts): u = lon + 2^31, v = lat + 2^31, unsigned 32-bit integers.
 */

/** A closed rectangle of grid units, u0 ≤ u1 and v0 ≤ v1. */
export type GridBox = { u0: number; v0: number; u1: number; v1: number }

/** What a rectangle is to an area: every point of it belongs, none does, or neither is certain. */
export type AreaRelation = 'inside' | 'outside' | 'crosses'

export type Area = {
  /** What a closed rectangle is to the area. 'crosses' may be said when unsure, 'inside' and 'outside' never wrongly. */
  relate(u0: number, v0: number, u1: number, v1: number): AreaRelation
  /** Whether a point belongs to it; points on its outline do. */
  has(u: number, v: number): boolean
  /** Itself, where it is a single rectangle: for who compares a million points with it. */
  rectangle?: GridBox
}

const gridMax = 2 ** 32 - 1

/** In grid units; an edge on the end of the world opens to the end of the grid, so that the whole world is one cell. */
const gridBoxOf = (box: Box): GridBox => ({
  u0: box.west === -lonMaxE7 ? 0 : gridOf(box.west),
  v0: box.south === -latMaxE7 ? 0 : gridOf(box.south),
  u1: box.east === lonMaxE7 ? gridMax : gridOf(box.east),
  v1: box.north === latMaxE7 ? gridMax : gridOf(box.north),
})

/** A closed box as an area; across the antimeridian it is two rectangles, with south > north none. */
export const boxArea = (box: Box): Area =>
  unionArea(
    splitAtAntimeridian(box)
      .map(gridBoxOf)
      .filter(({ u0, v0, u1, v1 }) => u0 <= u1 && v0 <= v1)
      .map(rectangleArea),
  )

const rectangleArea = (rectangle: GridBox): Area => {
  const { u0, v0, u1, v1 } = rectangle
  return {
    relate: (west, south, east, north) => {
      if (west > u1 || east < u0 || south > v1 || north < v0) return 'outside'
      return west >= u0 && east <= u1 && south >= v0 && north <= v1 ? 'inside' : 'crosses'
    },
    has: (u, v) => u >= u0 && u <= u1 && v >= v0 && v <= v1,
    rectangle,
  }
}

/** What belongs to at least one of the areas. */
export function unionArea(areas: readonly Area[]): Area {
  const [only] = areas
  if (only && areas.length === 1) return only
  return {
    relate: (u0, v0, u1, v1) => {
      let relation: AreaRelation = 'outside'
      for (const area of areas) {
        const found = area.relate(u0, v0, u1, v1)
        if (found === 'inside') return found
        if (found === 'crosses') relation = found
      }
      return relation
    },
    has: (u, v) => areas.some((area) => area.has(u, v)),
  }
}

/** What belongs to one area and not to the other. */
export const areaWithout = (area: Area, other: Area): Area => ({
  relate: (u0, v0, u1, v1) => {
    const [relation, taken] = [area.relate(u0, v0, u1, v1), other.relate(u0, v0, u1, v1)]
    if (relation === 'outside' || taken === 'inside') return 'outside'
    return taken === 'outside' ? relation : 'crosses'
  },
  has: (u, v) => area.has(u, v) && !other.has(u, v),
})

/** Whole cells of one level, up to 16, that lie in an area: ascending runs of codes that do not touch. */
export function cellsArea(level: number, runs: readonly { from: number; to: number }[]): Area {
  const shift = 32 - level
  const codeAt = (u: number, v: number) => cellCode(u >>> shift, v >>> shift)
  const [runAt, isIn] = [runFinder(runs), inRuns(runs)]
  return {
    // All cells that a rectangle meets have codes from that of its first corner to that of its last (Z-order).
    relate: (u0, v0, u1, v1) => {
      const [from, to] = [codeAt(u0, v0), codeAt(u1, v1)]
      const run = runAt(from)
      if (!run || run.from > to) return 'outside'
      return run.from <= from && run.to >= to ? 'inside' : 'crosses'
    },
    has: (u, v) => isIn(codeAt(u, v)),
  }
}
