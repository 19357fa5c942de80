import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areStarts, bucketOf, fileHashes, hashBuckets, MissingHashes, sumHashes } from './row-hashes.ts'
import { TripDigest } from './trip-digest.ts'

type Pair = readonly [low: number, high: number]

const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }))
const pairs = fc.array(fc.tuple(word, word), { maxLength: 80 })

const columnsOf = (all: readonly Pair[]) => ({
  length: all.length,
  // Columns of a pool are longer than what they hold.
  hashLow: Uint32Array.from([...all.map(([low]) => low), 77]),
  hashHigh: Uint32Array.from([...all.map(([, high]) => high), 77]),
})
const pairsOf = (words: Uint32Array): Pair[] =>
  Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i], words[2 * i + 1]])
const digestOf = (all: readonly Pair[]): string => {
  const digest = new TripDigest()
  for (const [low, high] of all) digest.add(low, high)
  return digest.text()
}

test('every row that is not left out lies in its bucket once, in the order of the rows', () => {
  fc.assert(
    fc.property(pairs, fc.array(fc.constantFrom(0, 1), { minLength: 80, maxLength: 80 }), (all, flags) => {
      const { starts, words } = fileHashes(columnsOf(all), Uint8Array.from(flags))
      const stored = all.filter((_, row) => flags[row] === 0)
      expect(areStarts(starts, stored.length)).toBe(true)
      const filed = Array.from({ length: hashBuckets }, (_, bucket) =>
        pairsOf(words.subarray(starts[bucket] * 2, starts[bucket + 1] * 2)),
      )
      for (const [bucket, found] of filed.entries()) expect(found).toEqual(stored.filter(([low]) => low >>> 24 === bucket))
    }),
  )
})

test('starts that cannot be are told from those that are', () => {
  const { starts } = fileHashes(columnsOf([[1, 2] as const, [0xffffffff, 2] as const]))
  expect(areStarts(starts, 2)).toBe(true)
  expect(areStarts(starts, 3)).toBe(false)
  expect(areStarts(starts.subarray(1), 2)).toBe(false)
  for (const [bucket, value] of [
    [0, 1],
    [7, 9],
    [7, 0],
  ])
    expect(areStarts(starts.with(bucket, value), 2)).toBe(false)
})

test('the sum of filed hashes is the digest, and a hash in a wrong bucket is seen', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 256 }), (all, first, buckets) => {
      const { words } = fileHashes(columnsOf(all))
      const digest = new TripDigest()
      const end = first + buckets
      expect(sumHashes(words, first, end, digest)).toBe(all.every(([low]) => bucketOf(low) >= first && bucketOf(low) < end))
      expect(digest.text()).toBe(digestOf(all))
    }),
  )
})

test('trips that are missing among the rows are counted, repeats each for itself', () => {
  fc.assert(
    fc.property(pairs, pairs, (read, more) => {
      // Half of what is read back was in the file.
      const readBack = [...read.filter((_, i) => i % 2 === 0), ...more]
      const left = new Map<string, number>()
      for (const pair of read) left.set(String(pair), (left.get(String(pair)) ?? 0) + 1)
      let expected = 0
      for (const pair of readBack) {
        const there = left.get(String(pair)) ?? 0
        if (there === 0) expected++
        else left.set(String(pair), there - 1)
      }
      const missing = new MissingHashes(columnsOf(readBack))
      missing.find(fileHashes(columnsOf(read)).words)
      // Keys have 53 bits: of words that differ in the last 11 alone, one is as good as the other.
      fc.pre(
        new Set([...read, ...more].map(([low, high]) => `${low},${high >>> 11}`)).size ===
          new Set([...read, ...more].map(String)).size,
      )
      expect(missing.count()).toBe(expected)
    }),
  )
})
