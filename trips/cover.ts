import type { Area } from './area.ts'
import {
  cellAddress,
  cellBlockLevels,
  cellRollupLevels,
  codeOfCell,
  dayRollupLevels,
  filingLevel,
  finestLevel,
  hourRollupLevels,
} from './cell.ts'

/** Codes from … to, both included, of cells at one level. */
export type LevelRange = CellRange & { level: number }
/** Codes of blocks, by the level of the rollups that they hold the counts of. */
export type BlockRange = LevelRange
/** Numbers from … to, both included: codes, or addresses of cells (`cellAddress`). */
export type CellRange = { from: number; to: number }

/**
 * An area as cells. `inside` are rollup cells wholly inside it, the coarsest that are, but for those known to be never split, which
 * no rollup counts. `scanned` are the addresses of the cells whose segments must be compared trip by trip: those that the outline
 * crosses, those inside that no rollup cell covers, and those inside that are not finer than the rollup cell which covers them; a
 * rollup counts only what lies in finer segments (fold-cells.ts). So every trip of the area is counted once, whatever the level its segment was cut at.
 */
export type Cover = { inside: LevelRange[]; scanned: CellRange[] }

/**
 * The outline is followed to finer cells as long as it crosses no more of them than this, each of which is an index seek (some
 * 8 µs) at every finer level; a coarser rim only adds trips to compare where there are any.
 */
export const rimCellsMax = 512

type Cell = { x: number; y: number }

/** One cell as a run of codes. */
export const rangeOf = (level: number, { x, y }: Cell): LevelRange => {
  const code = codeOfCell(x, y)
  return { level, from: code, to: code }
}

/**
 * Whether a cell at a rollup level may have been split so many times over, in any chunk (cell-splits.ts). Where it was not there are no
 * segments so many levels finer, and nothing of them needs to be looked for: each run of addresses costs the server some 8 µs, found
 * or not.
 */
export type MaybeSplit = (rollupLevel: number, code: number, times: number) => boolean
const anywhere: MaybeSplit = () => true

type Covers = { byCounts?: Cover; byDays?: Cover; byHours?: Cover; byFlows?: Cover; byTrips?: Cover }
const rollupLevelsOf: Record<keyof Covers, readonly number[]> = {
  byCounts: cellRollupLevels,
  byDays: dayRollupLevels,
  byHours: hourRollupLevels,
  byFlows: [filingLevel],
  byTrips: [],
}
const covers = new WeakMap<Area, WeakMap<MaybeSplit, Covers>>()

/**
 * The cells of an area, where counts may answer what lies inside, or those by day, those by hour, those of flows, or none (`byTrips`: everything
 * is scanned). What is scanned by counts is scanned by days, too. Remembered as long as the area is: a question of several relations
 * asks for the same cells, up to some milliseconds' work, again and again.
 */
export function coverArea(area: Area, by: keyof Covers = 'byCounts', isSplit: MaybeSplit = anywhere): Cover {
  const ofArea = covers.get(area) ?? new WeakMap<MaybeSplit, Covers>()
  covers.set(area, ofArea)
  const known = ofArea.get(isSplit) ?? {}
  ofArea.set(isSplit, known)
  const cover = known[by] ?? cutArea(area, rollupLevelsOf[by], isSplit)
  known[by] = cover
  return cover
}

/** The cells of an area, from the coarsest down. */
function cutArea(area: Area, rollupLevels: readonly number[], isSplit: MaybeSplit): Cover {
  const inside: LevelRange[] = []
  const scanned: LevelRange[] = []
  const hasFiner = (level: number, cell: Cell) => mayHoldFiner(level, cell, isSplit)
  /** The segments of a cell, and of those in it down to a level. */
  const scan = (level: number, cell: Cell, finest: number) => {
    const range = rangeOf(level, cell)
    for (let finer = level; finer <= finest; finer++) scanned.push(atLevel(range, finer))
  }
  const rim = followOutline(
    area,
    finestLevel,
    (level, cell) => {
      if (!hasFiner(level, cell)) return scan(level, cell, level)
      const rollupLevel = rollupLevels.find((candidate) => candidate >= level)
      scan(level, cell, rollupLevel ?? finestLevel)
      if (rollupLevel !== undefined) inside.push(atLevel(rangeOf(level, cell), rollupLevel))
    },
    hasFiner,
  )
  for (const [level, { crossed, followed }] of rim.entries())
    for (const cell of crossed) scan(level, cell, followed || !hasFiner(level, cell) ? level : finestLevel)
  return { inside: mergeRanges(inside), scanned: mergeAddresses(scanned) }
}

/** Whether there may be segments in a cell that are finer than it is. */
function mayHoldFiner(level: number, { x, y }: Cell, isSplit: MaybeSplit): boolean {
  const rollupLevel = cellRollupLevels.findLast((candidate) => candidate <= level)
  if (rollupLevel === undefined) return true
  const size = 2 ** (level - rollupLevel)
  return isSplit(rollupLevel, codeOfCell(Math.floor(x / size), Math.floor(y / size)), level - rollupLevel + 1)
}

/** The blocks that a cover of the area asks about, as runs of codes by their rollup level: those that its outline crosses. */
export function blocksCrossed(area: Area): BlockRange[] {
  const rim = followOutline(area, filingLevel - cellBlockLevels, () => {})
  return mergeRanges(
    cellRollupLevels.flatMap((level) => (rim.at(level - cellBlockLevels)?.crossed ?? []).map((cell) => rangeOf(level, cell))),
  )
}

/**
 * Cells at `level` that an area meets, and perhaps some more along its outline where that is too long to be followed so far.
 */
export function cellsMeeting(area: Area, level: number): LevelRange[] {
  const found: LevelRange[] = []
  const take = (at: number, cell: Cell) => found.push(atLevel(rangeOf(at, cell), level))
  const rim = followOutline(area, level, take)
  for (const cell of rim.at(-1)?.crossed ?? []) take(rim.length - 1, cell)
  return mergeRanges(found)
}

/** The cells at `level` that lie in an area, but for some near its outline where that is too long to be followed so far. */
export function cellsInside(area: Area, level: number): LevelRange[] {
  const found: LevelRange[] = []
  followOutline(area, level, (at, cell) => found.push(atLevel(rangeOf(at, cell), level)))
  return mergeRanges(found)
}

/**
 * Goes down from the whole world through the cells that the outline crosses, to `finest` or as far as there are few enough, and no
 * further than `goesOn` says; returns them level by level and tells of every cell that is wholly inside while its parent is not.
 * The last level is not followed.
 */
function followOutline(
  area: Area,
  finest: number,
  inside: (level: number, cell: Cell) => void,
  goesOn: (level: number, cell: Cell) => boolean = () => true,
): { crossed: Cell[]; followed: boolean }[] {
  const levels: { crossed: Cell[]; followed: boolean }[] = []
  let candidates: Cell[] = [{ x: 0, y: 0 }]
  for (let level = 0; ; level++) {
    const size = 2 ** (32 - level)
    const crossed = candidates.filter((cell) => {
      const [west, south] = [cell.x * size, cell.y * size]
      const relation = area.relate(west, south, west + size - 1, south + size - 1)
      if (relation === 'inside') inside(level, cell)
      return relation === 'crosses'
    })
    const further = crossed.filter((cell) => goesOn(level, cell))
    // An outline crosses about twice as many cells of the next level.
    const followed = level < finest && further.length * 2 <= rimCellsMax
    // Also where nothing is crossed any more: then no finer cell is looked at.
    levels.push({ crossed, followed })
    if (!followed || further.length === 0) return levels
    candidates = further.flatMap(({ x, y }) => [0, 1, 2, 3].map((child) => ({ x: x * 2 + (child & 1), y: y * 2 + (child >> 1) })))
  }
}

/** The same cells as runs of codes of another level: their descendants, or the ancestors that hold them. */
export function atLevel({ level, from, to }: LevelRange, other: number): LevelRange {
  const perCell = 4 ** (other - level)
  if (other >= level) return { level: other, from: from * perCell, to: (to + 1) * perCell - 1 }
  return { level: other, from: Math.floor(from * perCell), to: Math.floor(to * perCell) }
}

/** The same at each of some levels. */
export const atLevels = (range: LevelRange, first: number, last = finestLevel): LevelRange[] =>
  Array.from({ length: last - first + 1 }, (_, i) => atLevel(range, first + i))

/** The addresses of all cells down to the level `last` that lie in these cells, or hold some of them. */
export const addressesOf = (ranges: readonly LevelRange[], last = finestLevel): CellRange[] =>
  mergeAddresses(ranges.flatMap((range) => atLevels(range, 0, last)))

/** The addresses of the cells inside rollup cells that are finer than those: what the rollups count, as segments. */
export const addressesBelow = (ranges: readonly LevelRange[]): CellRange[] =>
  mergeAddresses(ranges.flatMap((range) => atLevels(range, range.level + 1)))

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

/** What is in the first runs and not in the others; both ascend, and no runs of one list touch. */
export function rangesWithout(ranges: readonly CellRange[], others: readonly CellRange[]): CellRange[] {
  const left: CellRange[] = []
  let at = 0
  for (const { from, to } of ranges) {
    let next = from
    while (at < others.length && others[at].to < from) at++
    for (let i = at; i < others.length && others[i].from <= to; i++) {
      if (others[i].from > next) left.push({ from: next, to: others[i].from - 1 })
      next = others[i].to + 1
    }
    if (next <= to) left.push({ from: next, to })
  }
  return left
}

/** What is in both; both ascend, and no runs of one list touch. */
export const rangesWithin = (ranges: readonly CellRange[], others: readonly CellRange[]): CellRange[] =>
  rangesWithout(ranges, rangesWithout(ranges, others))
