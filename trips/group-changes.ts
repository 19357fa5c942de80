import type { Group, GroupCounter, GroupTally } from './group-counter.ts'

/** Groups of two periods: of both together and of the current one alone, counted at one level, follows the previous one. */
export class GroupChanges implements GroupTally {
  private readonly trips: Float64Array
  /** Trips of the current period; of the previous one; and those of the current one that share their group in it. */
  readonly total: number
  readonly previousTotal: number
  readonly shared: number

  constructor(
    private readonly both: GroupCounter,
    current: GroupCounter,
  ) {
    this.trips = both.tripsIn(current)
    this.total = current.total
    this.previousTotal = both.total - current.total
    this.shared = current.shared
  }

  get level(): number {
    return this.both.level
  }

  get size(): number {
    return this.both.size
  }

  tripsAt = (i: number): number => this.trips[i]
  previousAt = (i: number): number => this.both.tripsAt(i) - this.trips[i]
  at = (i: number): Group => ({ ...this.both.at(i), trips: this.trips[i] })
}
