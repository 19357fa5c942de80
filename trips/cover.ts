import { type Box, splitAtAntimeridian } from './box.ts'
import { cellCode, cellRollupLevels, gridOf, segmentLevel } from './cell.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

/** Codes from … to, both included, of cells at one level. */
export type CellRange = { from: number; to: number }
export type LevelRange = CellRange & { level: number }

/**
 * A box as cells: `inside` are rollup cells wholly inside it, coarsest first choice; `rim` are the remaining cells it
 * touches, as runs of segment-level codes whose trips must be compared one by one. The two never overlap.
 */
export type Cover = { inside: LevelRange[]; rim: CellRange[] }

/**
 * The rim is cut at the segment level as long as the box's outline crosses no more cells than this, else coarser: each run
 * of codes is an index seek (about 10 µs), while a coarser rim only adds trips to scan where there are any.
 */
export const rimCellsMax = 1024

type GridBox = { u0: number; v0: number; u1: number; v1: number }

/** In grid units; an edge on the end of the world opens to the end of the grid, so that the whole world is one cell. */
function gridBox(box: Box): GridBox {
  const last = 2 ** 32 - 1
  return {
    u0: box.west === -lonMaxE7 ? 0 : gridOf(box.west),
    v0: box.south === -latMaxE7 ? 0 : gridOf(box.south),
    u1: box.east === lonMaxE7 ? last : gridOf(box.east),
    v1: box.north === latMaxE7 ? last : gridOf(box.north),
  }
}

/**
 * Finest level at which the outlines cross at most `rimCellsMax` cells. One level for both halves of a box that crosses the
 * antimeridian: else a coarse rim cell of one half could hold inner cells of the other.
 */
function rimLevelOf(parts: GridBox[]): number {
  let level = segmentLevel
  const outline = parts.reduce((sum, { u0, v0, u1, v1 }) => sum + 2 * (u1 - u0 + (v1 - v0)), 0)
  while (level > 1 && outline / 2 ** (32 - level) > rimCellsMax) level--
  return level
}

function pushRange(ranges: LevelRange[], level: number, from: number, to: number): void {
  const last = ranges.at(-1)
  if (last && last.level === level && last.to + 1 === from) last.to = to
  else ranges.push({ level, from, to })
}

/** The cells of a box. A box with south > north has none. */
export function coverBox(box: Box, rollupLevels: readonly number[] = cellRollupLevels): Cover {
  const inside: LevelRange[] = []
  const rim: LevelRange[] = []
  const parts = splitAtAntimeridian(box)
    .map(gridBox)
    .filter(({ u0, v0, u1, v1 }) => u0 <= u1 && v0 <= v1)
  const rimLevel = rimLevelOf(parts)
  for (const { u0, v0, u1, v1 } of parts) {
    const visit = (level: number, x: number, y: number): void => {
      const size = 2 ** (32 - level)
      const [west, south] = [x * size, y * size]
      const [east, north] = [west + size - 1, south + size - 1]
      if (west > u1 || east < u0 || south > v1 || north < v0) return
      const contained = west >= u0 && east <= u1 && south >= v0 && north <= v1
      const rollupLevel = contained ? rollupLevels.find((candidate) => candidate >= level) : undefined
      if (rollupLevel !== undefined || contained || level >= rimLevel) {
        const target = rollupLevel ?? segmentLevel
        const perCell = 4 ** (target - level)
        const from = cellCode(x, y) * perCell
        pushRange(rollupLevel === undefined ? rim : inside, target, from, from + perCell - 1)
        return
      }
      for (let child = 0; child < 4; child++) visit(level + 1, x * 2 + (child & 1), y * 2 + (child >> 1))
    }
    visit(0, 0, 0)
  }
  return { inside: mergeRanges(inside), rim: mergeRanges(rim).map(({ from, to }) => ({ from, to })) }
}

/** Sorts by level and code and joins neighbours and overlaps. */
export function mergeRanges(ranges: LevelRange[]): LevelRange[] {
  const merged: LevelRange[] = []
  for (const range of [...ranges].sort((a, b) => a.level - b.level || a.from - b.from)) {
    const last = merged.at(-1)
    if (last && last.level === range.level && range.from <= last.to + 1) last.to = Math.max(last.to, range.to)
    else merged.push({ ...range })
  }
  return merged
}

/** The same area as runs of segment-level codes. */
export const segmentRanges = (ranges: readonly LevelRange[]): CellRange[] =>
  mergeRanges(
    ranges.map(({ level, from, to }) => {
      const perCell = 4 ** (segmentLevel - level)
      return { level: segmentLevel, from: from * perCell, to: (to + 1) * perCell - 1 }
    }),
  ).map(({ from, to }) => ({ from, to }))
