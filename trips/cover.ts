import type { Area } from './area.ts'
import { cellAddress, cellRollupLevels, codeOfCell, finestLevel, hourRollupLevels } from './cell.ts'

/** Codes from … to, both included, of cells at one level. */
export type LevelRange = CellRange & { level: number }
/** Numbers from … to, both included: codes, or addresses of cells (`cellAddress`). */
export type CellRange = { from: number; to: number }

/**
 * An area as cells. `inside` are rollup cells wholly inside it, the coarsest that are. `scanned` are the addresses of the cells
 * whose segments must be compared trip by trip: those that the outline crosses, those inside that no rollup cell covers, and those
 * inside that are not finer than the rollup cell which covers them; a rollup counts only what lies in finer segments (fold.ts).
 * So every trip of the area is counted once, whatever the level its segment was cut at.
 */
export type Cover = { inside: LevelRange[]; scanned: CellRange[] }

/**
 * The outline is followed to finer cells as long as it crosses no more of them than this, each of which is an index seek (about
 * 10 µs) at every finer level; a coarser rim only adds trips to compare where there are any.
 */
export const rimCellsMax = 512

type Cell = { x: number; y: number }

type Covers = { byCounts?: Cover; byHours?: Cover; byTrips?: Cover }
const rollupLevelsOf = { byCounts: cellRollupLevels, byHours: hourRollupLevels, byTrips: [] }
const covers = new WeakMap<Area, Covers>()

/**
 * The cells of an area, where counts may answer what lies inside, or counts by hour, or none (`byTrips`: everything is scanned). Remembered as long as the
 * area is: a question of several relations asks for the same cells, up to some milliseconds' work, again and again.
 */
export function coverArea(area: Area, by: keyof Covers = 'byCounts'): Cover {
  const known = covers.get(area) ?? {}
  covers.set(area, known)
  const cover = known[by] ?? cutArea(area, rollupLevelsOf[by])
  known[by] = cover
  return cover
}

/** The cells of an area, from the coarsest down. */
function cutArea(area: Area, rollupLevels: readonly number[]): Cover {
  const inside: LevelRange[] = []
  const scanned: LevelRange[] = []
  const take = (level: number, { x, y }: Cell) => {
    const rollupLevel = rollupLevels.find((candidate) => candidate >= level)
    const cell = { level, from: codeOfCell(x, y), to: codeOfCell(x, y) }
    if (rollupLevel !== undefined) inside.push(atLevel(cell, rollupLevel))
    for (let finer = level; finer <= (rollupLevel ?? finestLevel); finer++) scanned.push(atLevel(cell, finer))
  }
  const rim = followOutline(area, finestLevel, take)
  for (const { level, cells } of rim)
    for (const { x, y } of cells) scanned.push({ level, from: codeOfCell(x, y), to: codeOfCell(x, y) })
  const last = rim.at(-1)
  for (const { x, y } of last?.cells ?? [])
    for (let finer = (last?.level ?? 0) + 1; finer <= finestLevel; finer++)
      scanned.push(atLevel({ level: last?.level ?? 0, from: codeOfCell(x, y), to: codeOfCell(x, y) }, finer))
  return { inside: mergeRanges(inside), scanned: mergeAddresses(scanned) }
}

/**
 * Cells at `level` that an area meets, and perhaps some more along its outline where that is too long to be followed so far.
 */
export function cellsMeeting(area: Area, level: number): LevelRange[] {
  const found: LevelRange[] = []
  const take = (at: number, { x, y }: Cell) =>
    found.push(atLevel({ level: at, from: codeOfCell(x, y), to: codeOfCell(x, y) }, level))
  const rim = followOutline(area, level, take).at(-1)
  for (const cell of rim?.cells ?? []) take(rim?.level ?? 0, cell)
  return mergeRanges(found)
}

/** The cells at `level` that lie in an area, but for some near its outline where that is too long to be followed so far. */
export function cellsInside(area: Area, level: number): LevelRange[] {
  const found: LevelRange[] = []
  followOutline(area, level, (at, { x, y }) =>
    found.push(atLevel({ level: at, from: codeOfCell(x, y), to: codeOfCell(x, y) }, level)),
  )
  return mergeRanges(found)
}

/**
 * Goes down from the whole world through the cells that the outline crosses, to `finest` or as far as there are few enough; returns
 * them level by level and tells of every cell that is wholly inside while its parent is not.
 */
function followOutline(
  area: Area,
  finest: number,
  inside: (level: number, cell: Cell) => void,
): { level: number; cells: Cell[] }[] {
  const levels: { level: number; cells: Cell[] }[] = []
  let candidates: Cell[] = [{ x: 0, y: 0 }]
  for (let level = 0; ; level++) {
    const size = 2 ** (32 - level)
    const crossed = candidates.filter((cell) => {
      const [west, south] = [cell.x * size, cell.y * size]
      const relation = area.relate(west, south, west + size - 1, south + size - 1)
      if (relation === 'inside') inside(level, cell)
      return relation === 'crosses'
    })
    // Also where nothing is crossed any more: then no finer cell is looked at.
    levels.push({ level, cells: crossed })
    // An outline crosses about twice as many cells of the next level.
    if (crossed.length === 0 || level === finest || crossed.length * 2 > rimCellsMax) return levels
    candidates = crossed.flatMap(({ x, y }) => [0, 1, 2, 3].map((child) => ({ x: x * 2 + (child & 1), y: y * 2 + (child >> 1) })))
  }
}

/** The same cells as runs of codes of another level: their descendants, or the ancestors that hold them. */
function atLevel({ level, from, to }: LevelRange, other: number): LevelRange {
  const perCell = 4 ** (other - level)
  if (other >= level) return { level: other, from: from * perCell, to: (to + 1) * perCell - 1 }
  return { level: other, from: Math.floor(from * perCell), to: Math.floor(to * perCell) }
}

/** The addresses of all cells of the levels first … last that lie in these cells, or hold some of them. */
export const addressesOf = (ranges: readonly LevelRange[], first = 0, last = finestLevel): CellRange[] =>
  mergeAddresses(ranges.flatMap((range) => Array.from({ length: last - first + 1 }, (_, i) => atLevel(range, first + i))))

/** The addresses of the cells inside rollup cells that are finer than those: what the rollups count, as segments. */
export const addressesBelow = (ranges: readonly LevelRange[]): CellRange[] =>
  mergeAddresses(
    ranges.flatMap((range) => Array.from({ length: finestLevel - range.level }, (_, i) => atLevel(range, range.level + 1 + i))),
  )

/** The same cells as runs of addresses, joined where they touch. */
export const mergeAddresses = (ranges: readonly LevelRange[]): CellRange[] =>
  mergeRanges(ranges).map(({ level, from, to }) => ({ from: cellAddress(level, from), to: cellAddress(level, to) }))

/** Sorts by level and code and joins neighbours and overlaps. */
export function mergeRanges(ranges: readonly LevelRange[]): LevelRange[] {
  const merged: LevelRange[] = []
  for (const range of [...ranges].sort((a, b) => a.level - b.level || a.from - b.from)) {
    const last = merged.at(-1)
    if (last && last.level === range.level && range.from <= last.to + 1) last.to = Math.max(last.to, range.to)
    else merged.push({ ...range })
  }
  return merged
}

/** The whole world as cells of the coarsest level that hours are counted at. */
export const worldByHours: Cover = cutWorld(hourRollupLevels[0])

function cutWorld(level: number): Cover {
  const coarser = Array.from({ length: level + 1 }, (_, at) => ({ level: at, from: 0, to: 4 ** at - 1 }))
  return { inside: [{ level, from: 0, to: 4 ** level - 1 }], scanned: mergeAddresses(coarser) }
}
