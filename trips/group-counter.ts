import type { GroupSort } from './filters.ts'
import { bucketOfFar, farRowOf, GroupRuns, type Places, rowOfFar } from './group-runs.ts'
import { origin, type TripEnd } from './segment.ts'
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

/**
 * How a level was found to suit best: the next finer one does not suit when all trips are counted at it, or a part of them (`triedTrips`); or counts
 * that rollups have know no finer one.
 */
export type JudgedBy = 'all' | 'part' | 'rollups'

/** Groups counted at most: some 250 MB and seconds. More of them tell nobody anything. */
export const groupsMax = 5_000_000

/**
 * Counts trips by group at one level (1 to 20). `home` is the end that trips of one cell come together by: as they are filed. Throws
 * an unprocessable problem beyond `most` groups.
 */
export class GroupCounter {
  private readonly runs: GroupRuns
  private readonly isByOrigin: boolean
  total = 0
  judgedBy: JudgedBy = 'all'

  constructor(
    readonly level: number,
    readonly home: TripEnd = origin,
    private readonly most = groupsMax,
    /** For so many groups there is room at first. */
    room?: number,
  ) {
    this.isByOrigin = home === origin
    this.runs = new GroupRuns(most, () => tooMany(level, most), room)
  }

  /** Adds trips between cells by column and row: those of the home end first. */
  add(homeX: number, homeY: number, farX: number, farY: number, bucket: number, trips = 1): void {
    this.runs.add(homeX, homeY, farX, farRowOf(farY, bucket), trips)
    this.total += trips
  }

  /** Adds trips one by one, from the `first` on. */
  take(places: Places, first = 0): void {
    this.runs.take(places, this.level, first)
    this.total += places.size - first
  }

  /** How many there are at most: some groups may be in parts. */
  get parts(): number {
    return this.runs.size
  }

  /** How many groups there are. */
  get size(): number {
    return this.merged().size
  }

  /** Trips that are alone in their group. */
  get alone(): number {
    const { size, trips } = this.merged()
    let alone = 0
    for (let i = 0; i < size; i++) alone += Number(trips[i] === 1)
    return alone
  }

  /** Trips that share their group with at least one other. */
  get shared(): number {
    return this.total - this.alone
  }

  /** Trips of every group, 0 ≤ i < size; valid until the next addition. */
  get trips(): Float64Array {
    return this.merged().trips
  }

  /** Trips of every group in another count at the same level. */
  tripsIn(other: GroupCounter): Float64Array {
    return this.merged().tripsIn(other.merged())
  }

  at(i: number): Group {
    const runs = this.merged()
    const home = runs.homeOf(i)
    const far = { x: runs.farX[i], y: rowOfFar(runs.farRow[i]) }
    const from = this.isByOrigin ? home : far
    const to = this.isByOrigin ? far : home
    return {
      originX: from.x,
      originY: from.y,
      destinationX: to.x,
      destinationY: to.y,
      bucket: bucketOfFar(runs.farRow[i]),
      trips: runs.trips[i],
    }
  }

  /** The same trips at a coarser level, or without their time of day. Cells nest, so nothing is lost or split. */
  fold({ level, dropTime }: { level: number; dropTime: boolean }): GroupCounter {
    const coarser = new GroupCounter(level, this.home, this.most)
    coarser.judgedBy = this.judgedBy
    const up = this.level - level
    const runs = this.merged()
    for (let i = 0; i < runs.size; i++) {
      const { x, y } = runs.homeOf(i)
      const bucket = dropTime ? 0 : bucketOfFar(runs.farRow[i])
      coarser.add(x >>> up, y >>> up, runs.farX[i] >>> up, rowOfFar(runs.farRow[i]) >>> up, bucket, runs.trips[i])
    }
    return coarser
  }

  private merged(): GroupRuns {
    this.runs.merge()
    return this.runs
  }
}

const tooMany = (level: number, most: number): UserProblem =>
  new UserProblem(
    'unprocessable',
    `level ${level} has more than ${most.toLocaleString('en')} groups under these filters; expected a coarser level or a smaller area`,
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
  /** Of every group its trips, and those of the period before where there is one. */
  readonly trips: Float64Array
  readonly previous?: Float64Array
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

/** How many groups have so many trips, in either period. */
export function countAsLarge({ size, trips, previous }: GroupTally, minTrips: number): number {
  let count = 0
  for (let i = 0; i < size; i++) if (trips[i] >= minTrips || (previous && previous[i] >= minTrips)) count++
  return count
}

type Page = { sort: GroupSort; limit: number; minTrips: number; after?: PageEnd }

/**
 * The first `limit` groups after `after` in the order of `sort`. A pass over the ranks tells which groups can be among them; only these are
 * looked at as groups, of which there may be millions.
 */
export function firstGroups(tally: GroupTally, { sort, limit, minTrips, after }: Page): RankedGroup[] {
  const kept: RankedGroup[] = []
  const ranked = rankedBy(tally, sort, minTrips)
  const least = leastRank(tally.size, ranked, limit, after?.rank ?? Infinity)
  for (let i = 0; i < tally.size; i++) {
    const rank = ranked(i)
    if (!(rank >= least) || (after && rank > after.rank)) continue
    const group = { ...tally.at(i), previous: tally.previous?.[i] ?? 0, rank }
    if (after && compareGroups(group, after) <= 0) continue
    if (kept.length === limit && compareGroups(group, kept[limit - 1]) >= 0) continue
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

/** The rank of a group by its number; NaN where it has too few trips. */
function rankedBy({ trips, previous }: GroupTally, sort: GroupSort, minTrips: number): (i: number) => number {
  const rankOf = ranks[sort]
  return (i) => {
    const before = previous ? previous[i] : 0
    return trips[i] < minTrips && before < minTrips ? Number.NaN : rankOf(trips[i], before)
  }
}

/** The lowest of the `limit` highest ranks below a rank: those of the same rank may come before it or behind. */
function leastRank(size: number, ranked: (i: number) => number, limit: number, below: number): number {
  const highest = new Float64Array(limit).fill(-Infinity)
  for (let i = 0; i < size; i++) {
    const rank = ranked(i)
    if (!(rank > highest[0]) || rank >= below) continue
    let at = 1
    while (at < limit && highest[at] < rank) at++
    highest.copyWithin(0, 1, at)
    highest[at - 1] = rank
  }
  return highest[0]
}
