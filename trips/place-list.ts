import { GroupCounter } from './group-counter.ts'
import type { Places } from './group-runs.ts'
import type { TripEnd } from './segment.ts'

/** At least this share of the trips must have company in their group for a level to suit the data. */
export const sharedShareMin = 0.3

/** Trips kept at most, 36 MB: the level that suits the first two million is taken for all. */
export const placesMax = 2_000_000

/** So many stretches of so many trips are looked at to guess the level. */
const stretches = 16
const stretchTrips = 8192

const manyPlaces = 65_536

/**
 * Where and in which time bucket trips start and end: what their groups at any level follow from. Kept to find the level
 * that suits them without reading them again; 17 bytes a trip.
 */
export class PlaceList {
  length = 0
  private columns = Array.from({ length: 4 }, () => new Uint32Array(4096))
  private buckets = new Uint8Array(4096)

  /** `home` is the end that the trips are filed by. */
  constructor(
    private readonly home: TripEnd,
    private readonly most: { places: number; groups: number },
  ) {}

  /** Keeps trips as long as there is room; returns how many of them. */
  take({ u, v, farU, farV, rows, buckets, size }: Places): number {
    const kept = Math.min(size, this.most.places - this.length)
    while (this.length + kept > this.buckets.length) this.grow()
    const [homeU, homeV, otherU, otherV] = this.columns
    for (let i = 0, at = this.length; i < kept; i++, at++) {
      const row = rows[i]
      homeU[at] = u[row]
      homeV[at] = v[row]
      otherU[at] = farU[row]
      otherV[at] = farV[row]
      this.buckets[at] = buckets[i]
    }
    this.length += kept
    return kept
  }

  /** In two steps: pages that nothing is written to take no time, but what is there is copied at each. */
  private grow(): void {
    const size = this.buckets.length < manyPlaces ? manyPlaces : this.most.places
    this.columns = this.columns.map((column) => {
      const larger = new Uint32Array(size)
      larger.set(column)
      return larger
    })
    const buckets = new Uint8Array(size)
    buckets.set(this.buckets)
    this.buckets = buckets
  }

  /** The groups at the finest level, up to `finest`, at which at least 30 % of the trips share one; at level 1 when none does. */
  suitingGroups(finest: number): GroupCounter {
    let counter = this.countAt(this.guess(finest))
    // Groups of a coarser level are unions of finer ones, so the share never falls on the way up.
    while (counter.level < finest && suits(counter)) {
      const finer = this.countAt(counter.level + 1)
      if (!suits(finer)) return counter
      counter = finer
    }
    while (counter.level > 1 && !suits(counter)) counter = counter.fold({ level: counter.level - 1, dropTime: false })
    return counter
  }

  /**
   * The level that suits some stretches of the trips, by halving. Trips of one cell are neighbours in the list, so most of a
   * stretch has its company there. Only time depends on it.
   */
  private guess(finest: number): number {
    let [low, high] = [1, finest + 1]
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (suits(this.countAt(middle, stretches, stretchTrips))) low = middle
      else high = middle
    }
    return low
  }

  /** The trips counted by group at a level: all, or those of as many stretches spread evenly. */
  private countAt(level: number, parts = 1, partTrips = this.length): GroupCounter {
    const counter = new GroupCounter(level, this.home, this.most.groups, Math.min(partTrips * parts, this.length))
    const shift = 32 - level
    const [u, v, farU, farV] = this.columns
    for (let part = 0; part < parts; part++) {
      const from = Math.floor((this.length * part) / parts)
      const to = Math.min(from + partTrips, Math.floor((this.length * (part + 1)) / parts))
      for (let i = from; i < to; i++)
        counter.add(u[i] >>> shift, v[i] >>> shift, farU[i] >>> shift, farV[i] >>> shift, this.buckets[i])
    }
    return counter
  }
}

const suits = (counter: GroupCounter): boolean => counter.shared >= sharedShareMin * counter.total
