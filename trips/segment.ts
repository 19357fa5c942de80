import { cellAddress, filingLevel, finestLevel } from './cell.ts'
import { ColumnPacker } from './packed-columns.ts'
import type { SortedEnd } from './sorted-end.ts'
import { placesOf, type Tract, world } from './tract.ts'

/** The two ends of a trip, in the order they are stored. */
export const origin = 0
export const destination = 1
export type TripEnd = typeof origin | typeof destination
export const tripEnds: readonly TripEnd[] = [origin, destination]

/** Columns of `near`, in order: wall seconds, grid u and v of the segment's end, datasource id, region id. */
export const nearColumns = ['time', 'u', 'v', 'datasource', 'region'] as const
/** Columns of `far`: grid u and v of the other end. */
export const farColumns = ['u', 'v'] as const

/** No segment has more trips: the view's table of ordinals has as many rows. */
export const segmentTripsMax = 16_384
/**
 * A cell with more trips of a chunk than this is split. At 15 to 25 bytes a trip a segment stays below 8 kB, half an InnoDB page: longer
 * rows would have columns on pages of their own, half of which stay empty. What is read costs by the row more than by the trip.
 */
export const segmentTripsUsual = 288

/**
 * A segment: trips of one chunk whose origin (end 0) or destination (end 1) lies in one cell. Immutable once written; end 0 is
 * the truth, end 1 the same trips filed by destination, so that "ends in" reads as little as "starts in". The far end is packed
 * apart, read only when asked for.
 */
export type Segment = {
  end: TripEnd
  /** The cell's address (cellAddress). */
  cell: number
  part: number
  trips: number
  timeMin: number
  timeMax: number
  near: Uint8Array
  far: Uint8Array
  /** The chunk of each trip, packed; null where all are of the row's own. */
  owners: Uint8Array | null
}

/**
 * Cuts one end's trips into segments: from the whole world down, a cell that holds more than `segmentTripsUsual` trips is split into
 * its four, so a segment's cell is as large as the trips there are few. Where even the finest cell is too full, its trips go on in
 * further parts. In the order of addresses; the bytes of one are valid until the next. `tracts` hold all the trips, and larger cells
 * are known to be split.
 */
export function* cutSegments(sorted: SortedEnd, tracts: readonly Tract[] = [world]): Generator<Segment> {
  const { time, u, v, datasource, region, farU, farV, owner } = sorted
  const [nearPacker, farPacker, ownerPacker] = [new ColumnPacker(), new ColumnPacker(), new ColumnPacker()]
  const runs = runsOfLevels(sorted, tracts)
  for (let level = 0; level < runs.length; level++)
    for (let r = 0; r < runs[level].length; r += 2) {
      const [first, end] = [runs[level][r], runs[level][r + 1]]
      const cell = cellAddress(level, codeAt(sorted, first, level))
      for (let from = first, part = 0; from < end; from += segmentTripsUsual, part++) {
        const to = Math.min(end, from + segmentTripsUsual)
        const [timeMin, timeMax] = span(time, from, to)
        yield {
          end: sorted.end,
          cell,
          part,
          trips: to - from,
          timeMin,
          timeMax,
          near: nearPacker.pack([time, u, v, datasource, region], from, to),
          far: farPacker.pack([farU, farV], from, to),
          owners: owner ? ownerPacker.pack([owner], from, to) : null,
        }
      }
    }
}

/** For each level its segments' cells as pairs: first row, row after the last. */
function runsOfLevels(sorted: SortedEnd, tracts: readonly Tract[]): number[][] {
  const runs: number[][] = Array.from({ length: finestLevel + 1 }, () => [])
  const split = (from: number, to: number, level: number): void => {
    if (to - from <= segmentTripsUsual || level === finestLevel) {
      runs[level].push(from, to)
      return
    }
    for (let at = from; at < to; ) {
      const next = firstRow(sorted, level + 1, codeAt(sorted, at, level + 1) + 1, at + 1, to)
      split(at, next, level + 1)
      at = next
    }
  }
  let from = 0
  for (const tract of tracts) {
    const to = firstRow(sorted, finestLevel, placesOf(tract).to + 1, from, sorted.length)
    if (to > from) split(from, to, tract.level)
    from = to
  }
  if (from < sorted.length) throw new Error(`${sorted.length - from} trips lie in no tract`)
  return runs
}

/** The code of a row's cell. */
const codeAt = ({ cell, place }: SortedEnd, row: number, level: number): number =>
  level === 0
    ? 0
    : level <= filingLevel
      ? cell[row] >>> (2 * (filingLevel - level))
      : cell[row] * 4 ** (level - filingLevel) + (place[row] >>> (2 * (finestLevel - level)))

/** The first of some rows whose cell's code is not below `code`: by halving, for rows lie in the order of codes. */
function firstRow(sorted: SortedEnd, level: number, code: number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (codeAt(sorted, middle, level) < code) low = middle + 1
    else high = middle
  }
  return low
}

function span(time: Uint32Array, from: number, to: number): [min: number, max: number] {
  let [min, max] = [time[from], time[from]]
  for (let i = from + 1; i < to; i++) {
    if (time[i] < min) min = time[i]
    if (time[i] > max) max = time[i]
  }
  return [min, max]
}
