import { type NewColumn, newColumn } from './column-pool.ts'
import { KeyCounter } from './key-counter.ts'
import type { TripDigest } from './trip-digest.ts'

/** The hashes of trips, the two halves of each in columns of at least `length` rows. */
export type HashColumns = { length: number; hashLow: Uint32Array; hashHigh: Uint32Array }

/** Hashes are filed by the top 8 bits of their low half. */
export const hashBuckets = 256
export const bucketOf = (hashLow: number): number => hashLow >>> 24

/**
 * A chunk's row hashes, one bucket after the other: `words` has low and high half of each in turn, `starts` the first row of
 * each bucket and, last, the number of rows.
 */
export type RowHashes = { starts: Uint32Array; words: Uint32Array }

/** Files the hashes of a chunk's trips by bucket, without those that `left` flags. A counting sort: 10 ns a row. */
export function fileHashes(
  { length, hashLow, hashHigh }: HashColumns,
  left?: Uint8Array,
  make: NewColumn = newColumn,
): RowHashes {
  const starts = new Uint32Array(hashBuckets + 1)
  for (let row = 0; row < length; row++) if (!left?.[row]) starts[bucketOf(hashLow[row]) + 1]++
  for (let bucket = 0; bucket < hashBuckets; bucket++) starts[bucket + 1] += starts[bucket]
  const words = make(starts[hashBuckets] * 2)
  const next = starts.slice()
  for (let row = 0; row < length; row++) {
    if (left?.[row]) continue
    const at = next[bucketOf(hashLow[row])]++ * 2
    words[at] = hashLow[row]
    words[at + 1] = hashHigh[row]
  }
  return { starts, words }
}

/** Whether these are the starts of every bucket of so many rows. */
export const areStarts = (starts: Uint32Array, rows: number): boolean =>
  starts.length === hashBuckets + 1 &&
  starts[0] === 0 &&
  starts[hashBuckets] === rows &&
  starts.every((start, bucket) => bucket === 0 || start >= starts[bucket - 1])

/** So many sums of 32 bits are exact in a double: 2^51. */
const summedMax = 2 ** 19

/** Adds some filed hashes to a digest. False when one of them belongs to none of the buckets from `first` to before `end`. */
export function sumHashes(words: Uint32Array, first: number, end: number, digest: TripDigest): boolean {
  let misplaced = 0
  for (let from = 0; from < words.length; from += summedMax * 2) {
    const to = Math.min(words.length, from + summedMax * 2)
    let [low, high] = [0, 0]
    for (let at = from; at < to; at += 2) {
      const bucket = bucketOf(words[at])
      if (bucket < first || bucket >= end) misplaced++
      low += words[at]
      high += words[at + 1]
    }
    digest.add(low, high)
  }
  return misplaced === 0
}

/** Counts trips that were read back and are not among the rows that were read from the file. */
export class MissingHashes {
  private readonly wanted: KeyCounter

  /** Of trips that were read back. */
  constructor({ length, hashLow, hashHigh }: HashColumns) {
    this.wanted = new KeyCounter(length)
    for (let row = 0; row < length; row++) this.wanted.add(keyOf(hashLow[row], hashHigh[row]))
  }

  /** Filed hashes of rows that were read, each shown once. */
  find(words: Uint32Array): void {
    for (let at = 0; at < words.length; at += 2) {
      const index = this.wanted.indexOf(keyOf(words[at], words[at + 1]))
      if (index >= 0) this.wanted.counts[index]--
    }
  }

  count(): number {
    return this.wanted.counts.subarray(0, this.wanted.size).reduce((sum, count) => sum + Math.max(0, count), 0)
  }
}

/** 53 of the 64 bits: one exact double. */
const keyOf = (hashLow: number, hashHigh: number): number => hashLow * 2 ** 21 + (hashHigh >>> 11)
