import type { KeyedCounts } from './keyed-counts.ts'

/** Two sets of counts, those that are expected and those that are found, each key in any number of pieces and in any order. */
export type ComparedCounts = { expect(counts: KeyedCounts): void; find(counts: KeyedCounts): void }

/** Keys are summed up in so many sums by their hash. */
const sumsOfKeys = 2 ** 16
/** So many counts are looked at by name at most. */
const namedMax = 200_000

/** Some of the sums: what is in them has to be looked at by name. */
export type WrongSums = { has: Uint8Array; others: number }

/**
 * Compares counts by sums of hashes, whatever number of keys there are: each count adds its trips times the hash of its key to one of 65,536 sums of 64
 * bits, what is expected positively and what is found negatively, so that pieces of a count in any order come to the same. 1 MB; two
 * tables of all keys took 3.6 GB of 20 million scattered trips, and 60 bytes a key.
 */
export class CountSums implements ComparedCounts {
  private readonly low = new Int32Array(sumsOfKeys)
  private readonly high = new Int32Array(sumsOfKeys)
  /** How many counts are in each. */
  private readonly sizes = new Uint32Array(sumsOfKeys)
  private readonly hash = new KeyHash()

  expect(counts: KeyedCounts): void {
    this.add(counts, 1)
  }

  find(counts: KeyedCounts): void {
    this.add(counts, -1)
  }

  /** The sums that differ: as many as have `most` counts together, and at least one; `others` is how many more there are. Undefined where none does. */
  wrong(most = namedMax): WrongSums | undefined {
    const has = new Uint8Array(sumsOfKeys)
    let [counts, some, others] = [0, 0, 0]
    for (let sum = 0; sum < sumsOfKeys; sum++) {
      if (this.low[sum] === 0 && this.high[sum] === 0) continue
      counts += this.sizes[sum]
      if (some > 0 && counts > most) others++
      else some += has[sum] = 1
    }
    return some > 0 ? { has, others } : undefined
  }

  private add({ kind, length, keys, trips }: KeyedCounts, sign: 1 | -1): void {
    const { hash, low, high, sizes } = this
    for (let i = 0; i < length; i++) {
      const sum = hash.sumOf(kind, keys, i)
      low[sum] += Math.imul(hash.low, sign * trips[i])
      high[sum] += Math.imul(hash.high, sign * trips[i])
      sizes[sum]++
    }
  }
}

/** The counts of some sums by name. */
export class NamedCounts implements ComparedCounts {
  private readonly byName = new Map<string, { expected: number; found: number }>()
  private readonly hash = new KeyHash()

  constructor(private readonly some: WrongSums) {}

  expect(counts: KeyedCounts): void {
    this.add(counts, 'expected')
  }

  find(counts: KeyedCounts): void {
    this.add(counts, 'found')
  }

  /** Those of which other numbers are found than expected. */
  *wrong(): Generator<{ name: string; expected: number; found: number }> {
    for (const [name, count] of this.byName) if (count.expected !== count.found) yield { name, ...count }
  }

  private add({ kind, length, keys, trips, nameOf }: KeyedCounts, column: 'expected' | 'found'): void {
    for (let i = 0; i < length; i++) {
      if (this.some.has[this.hash.sumOf(kind, keys, i)] === 0) continue
      const name = nameOf(i)
      const count = this.byName.get(name) ?? { expected: 0, found: 0 }
      count[column] += trips[i]
      this.byName.set(name, count)
    }
  }
}

/** Two hashes of 32 bits: each value is mixed in, with the constants of MurmurHash3 (A. Appleby). */
class KeyHash {
  low = 0
  high = 0

  /** Hashes a key; returns which sum it belongs to, told by bits of both hashes. */
  sumOf(kind: number, keys: readonly Uint32Array[], i: number): number {
    this.low = this.high = 0
    this.mix(kind)
    for (const column of keys) this.mix(column[i])
    return Math.imul(this.low ^ (this.high >>> 16), 0xe6546b64 | 1) >>> 16
  }

  private mix(value: number): void {
    const low = Math.imul(this.low ^ value, 0x85ebca6b)
    const high = Math.imul(this.high ^ value ^ 0x5bd1e995, 0xcc9e2d51)
    this.low = Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
    this.high = Math.imul(high ^ (high >>> 15), 0x1b873593)
  }
}
