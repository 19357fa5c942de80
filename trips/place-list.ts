import { GroupCounter } from './group-counter.ts'
import { KeyCounter } from './key-counter.ts'

/** At least this share of the trips must have company in their group for a level to suit the data. */
export const sharedShareMin = 0.3

/** Trips kept at most, 34 MB of them, judged in about a second: the level that suits the first two million is taken for all. */
export const placesMax = 2_000_000

/**
 * Where and in which time bucket trips start and end: what their groups at any level follow from. Kept to find the level
 * that suits them without reading them again; 17 bytes a trip.
 */
export class PlaceList {
  length = 0
  private columns = Array.from({ length: 4 }, () => new Uint32Array(4096))
  private buckets = new Uint8Array(4096)

  /** Whether trips were left out because there were more than `placesMax`. */
  isCut = false

  /** Adds a trip by grid units of its origin and destination. */
  add(u: number, v: number, farU: number, farV: number, bucket: number): void {
    if (this.length === placesMax) {
      this.isCut = true
      return
    }
    if (this.length === this.buckets.length) this.grow()
    const [originU, originV, destinationU, destinationV] = this.columns
    originU[this.length] = u
    originV[this.length] = v
    destinationU[this.length] = farU
    destinationV[this.length] = farV
    this.buckets[this.length++] = bucket
  }

  private grow(): void {
    const size = Math.min(placesMax, this.length * 2)
    this.columns = this.columns.map((column) => {
      const larger = new Uint32Array(size)
      larger.set(column)
      return larger
    })
    const buckets = new Uint8Array(size)
    buckets.set(this.buckets)
    this.buckets = buckets
  }

  /** The trips counted by group at a level. */
  countAt(level: number): GroupCounter {
    const counter = new GroupCounter(level, this.length)
    const shift = 32 - level
    const [u, v, farU, farV] = this.columns
    for (let i = 0; i < this.length; i++)
      counter.add(u[i] >>> shift, v[i] >>> shift, farU[i] >>> shift, farV[i] >>> shift, this.buckets[i])
    return counter
  }

  /** The groups at the finest level, up to `finest`, at which at least 30 % of the trips share one; at level 1 when none does. */
  suitingGroups(finest: number): GroupCounter {
    for (let level = this.roughLevel(finest); ; level--) {
      const counter = this.countAt(level)
      // Hashes can only join groups, never part them: the rough level may be too fine, never too coarse.
      if (level === 1 || counter.shared >= sharedShareMin * counter.total) return counter
    }
  }

  private roughLevel(finest: number): number {
    if (this.seemsToSuit(finest)) return finest
    // Groups of a coarser level are unions of finer ones, so the share never falls and halving the interval is right.
    let [low, high] = [1, finest]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.seemsToSuit(middle)) low = middle
      else high = middle
    }
    return low
  }

  /** By hashes of the groups: one look-up a trip where an exact count needs three. */
  private seemsToSuit(level: number): boolean {
    const groups = new KeyCounter(this.length)
    const shift = 32 - level
    const [u, v, farU, farV] = this.columns
    for (let i = 0; i < this.length; i++) {
      const origin = mixed(u[i] >>> shift, v[i] >>> shift, this.buckets[i])
      const destination = mixed(farU[i] >>> shift, farV[i] >>> shift, origin)
      groups.add((destination >>> 0) * 2 ** 21 + (mixed(origin, destination, 1) >>> 11))
    }
    let shared = 0
    for (let i = 0; i < groups.size; i++) if (groups.counts[i] > 1) shared += groups.counts[i]
    return shared >= sharedShareMin * this.length
  }
}

/** Three words to one, MurmurHash3's mixing constants (A. Appleby). */
function mixed(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0xcc9e2d51)
  h = Math.imul((h << 15) | (h >>> 17), 0x1b873593) ^ Math.imul(b, 0x85ebca6b)
  h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64 + Math.imul(c, 0xc2b2ae35)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}
