import type { GroupTally } from './first-groups.ts'
import type { Group, GroupCounter, JudgedBy } from './group-counter.ts'

/** Groups of two periods: of both together and of the current one alone, counted at one level, follows the previous one. */
export class GroupChanges implements GroupTally {
  readonly trips: Float64Array
  readonly previous: Float64Array
  /** Trips of the current period; of the previous one; and those of the current one that share their group in it. */
  readonly total: number
  readonly previousTotal: number
  readonly shared: number
  /** What the level was chosen by: both periods. */
  readonly judged: { total: number; shared: number }

  constructor(
    private readonly both: GroupCounter,
    current: GroupCounter,
  ) {
    const now = both.tripsIn(current)
    this.trips = now
    this.previous = both.trips.subarray(0, both.size).map((trips, i) => trips - now[i])
    this.total = current.total
    this.previousTotal = both.total - current.total
    this.shared = current.shared
    this.judged = { total: both.total, shared: both.shared }
  }

  get level(): number {
    return this.both.level
  }

  get judgedBy(): JudgedBy {
    return this.both.judgedBy
  }

  get size(): number {
    return this.both.size
  }

  at = (i: number): Group => ({ ...this.both.at(i), trips: this.trips[i] })
}
