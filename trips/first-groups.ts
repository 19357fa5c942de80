import type { GroupSort } from './filters.ts'
import type { Group } from './group-counter.ts'

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
