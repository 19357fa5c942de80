import type { GroupSort } from './filters.ts'
import { KeyCounter } from './key-counter.ts'
import { UserProblem } from './user-problem.ts'

/** A group: trips of one origin cell, destination cell and time bucket. Cells as column and row at the counter's level. */
export type Group = {
  originX: number
  originY: number
  destinationX: number
  destinationY: number
  bucket: number
  trips: number
}

const cellsMax = 2 ** 26
const bucketsMax = 24
/** Groups counted at most: 300 MB and some seconds. More of them tell nobody anything. */
const groupsMax = 5_000_000

/**
 * Counts trips by group at one level (1 to 20). Cells, then flows, then groups are numbered in turn, so that a group's key
 * stays one exact number; at most 2^26 different cells. Throws an unprocessable problem beyond five million groups.
 */
export class GroupCounter {
  private readonly cells = new KeyCounter()
  private readonly flows: KeyCounter
  private readonly groups: KeyCounter
  total = 0

  /** `expected` groups are counted without growing. */
  constructor(
    readonly level: number,
    expected = 1024,
  ) {
    this.flows = new KeyCounter(expected)
    this.groups = new KeyCounter(expected)
  }

  /** Adds trips from cell (originX, originY) to (destinationX, destinationY). */
  add(originX: number, originY: number, destinationX: number, destinationY: number, bucket: number, trips = 1): void {
    const side = 2 ** this.level
    const origin = this.cells.add(originX * side + originY)
    const destination = this.cells.add(destinationX * side + destinationY)
    this.groups.add(this.flows.add(origin * cellsMax + destination) * bucketsMax + bucket, trips)
    if (this.groups.size > groupsMax) throw tooMany(this.level)
    this.total += trips
  }

  get size(): number {
    return this.groups.size
  }

  /** Trips that share their group with at least one other. */
  get shared(): number {
    let shared = 0
    for (let i = 0; i < this.groups.size; i++) if (this.groups.counts[i] > 1) shared += this.groups.counts[i]
    return shared
  }

  /** Trips of the i-th group, 0 ≤ i < size. */
  tripsAt = (i: number): number => this.groups.counts[i]

  /** The same of the period before: a counter knows one period only. */
  previousAt = (_i: number): number => 0

  /** Trips of a group; 0 of one that was never seen. */
  tripsOf({ originX, originY, destinationX, destinationY, bucket }: Omit<Group, 'trips'>): number {
    const side = 2 ** this.level
    const [origin, destination] = [originX * side + originY, destinationX * side + destinationY].map((cell) =>
      this.cells.indexOf(cell),
    )
    const flow = origin < 0 || destination < 0 ? -1 : this.flows.indexOf(origin * cellsMax + destination)
    return flow < 0 ? 0 : this.groups.get(flow * bucketsMax + bucket)
  }

  at(i: number): Group {
    const side = 2 ** this.level
    const flow = this.flows.keys[Math.floor(this.groups.keys[i] / bucketsMax)]
    const origin = this.cells.keys[Math.floor(flow / cellsMax)]
    const destination = this.cells.keys[flow % cellsMax]
    return {
      originX: Math.floor(origin / side),
      originY: origin % side,
      destinationX: Math.floor(destination / side),
      destinationY: destination % side,
      bucket: this.groups.keys[i] % bucketsMax,
      trips: this.groups.counts[i],
    }
  }

  /** The same trips at a coarser level, or without their time of day. Cells nest, so nothing is lost or split. */
  fold({ level, dropTime }: { level: number; dropTime: boolean }): GroupCounter {
    const coarser = new GroupCounter(level, this.size)
    const up = this.level - level
    for (let i = 0; i < this.size; i++) {
      const { originX, originY, destinationX, destinationY, bucket, trips } = this.at(i)
      coarser.add(originX >>> up, originY >>> up, destinationX >>> up, destinationY >>> up, dropTime ? 0 : bucket, trips)
    }
    return coarser
  }
}

const tooMany = (level: number): UserProblem =>
  new UserProblem(
    'unprocessable',
    `level ${level} has more than ${groupsMax.toLocaleString('en')} groups under these filters; expected a coarser level or a smaller area`,
    {
      parameter: 'level',
      found: String(level),
      expected: 'a coarser level, or a bbox',
    },
  )

/** Groups as they are put in order: those of a counter, or with the period before. */
export type GroupTally = {
  size: number
  at(i: number): Group
  tripsAt(i: number): number
  previousAt(i: number): number
}

/** A group with what it is sorted by: the first has the highest rank. */
export type RankedGroup = Group & { previous: number; rank: number }
/** Where a page ended. */
export type PageEnd = Omit<RankedGroup, 'trips' | 'previous'>

const ranks: Record<GroupSort, (trips: number, previous: number) => number> = {
  trips: (trips) => trips,
  key: () => 0,
  rising: (trips, previous) => trips - previous,
  falling: (trips, previous) => previous - trips,
  change: (trips, previous) => Math.abs(trips - previous),
}

/** Ties by cell and bucket, so that a page's end is a place to go on from. */
const compareGroups = (a: PageEnd, b: PageEnd): number =>
  b.rank - a.rank ||
  a.originX - b.originX ||
  a.originY - b.originY ||
  a.destinationX - b.destinationX ||
  a.destinationY - b.destinationY ||
  a.bucket - b.bucket

/** Whether a group has so many trips, in either period. */
export const isAsLarge = (tally: GroupTally, i: number, minTrips: number): boolean =>
  tally.tripsAt(i) >= minTrips || tally.previousAt(i) >= minTrips

/** The first `limit` groups after `after` in the order of `sort`: one pass that keeps a sorted list of that length. */
export function firstGroups(
  tally: GroupTally,
  { sort, limit, minTrips, after }: { sort: GroupSort; limit: number; minTrips: number; after?: PageEnd },
): RankedGroup[] {
  const kept: RankedGroup[] = []
  for (let i = 0; i < tally.size; i++) {
    const previous = tally.previousAt(i)
    const rank = ranks[sort](tally.tripsAt(i), previous)
    const last = kept.length === limit ? kept[limit - 1] : undefined
    if (!isAsLarge(tally, i, minTrips) || (last && rank < last.rank) || (after && rank > after.rank)) continue
    const group = { ...tally.at(i), previous, rank }
    if ((after && compareGroups(group, after) <= 0) || (last && compareGroups(group, last) >= 0)) continue
    let [low, high] = [0, kept.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareGroups(kept[middle], group) <= 0) low = middle + 1
      else high = middle
    }
    kept.splice(low, 0, group)
    if (kept.length > limit) kept.pop()
  }
  return kept
}
