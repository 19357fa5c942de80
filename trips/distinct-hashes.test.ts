import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DistinctHashes } from './distinct-hashes.ts'

// Few values, so that many are equal; zeros and words that differ in one half alone among them.
const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }), fc.constant(0xffffffff))
const sections = fc.array(fc.array(fc.tuple(word, word), { maxLength: 12 }), { maxLength: 12 })
const distinctOf = (all: readonly (readonly number[])[]) => new Set(all.map(String)).size

test('as many as there are, in one showing or several, with room for all or for some', () => {
  const hashes = [24, 40, 2000].map((capacity) => new DistinctHashes(capacity))
  fc.assert(
    fc.property(sections, fc.constantFrom(...hashes), fc.integer({ min: 1, max: 4 }), (all, counting, showings) => {
      let distinct = 0
      let wasFull = false
      for (let showing = 0; showing < showings; showing++) {
        for (const section of all) counting.add(Uint32Array.from(section.flat()), showings, showing)
        wasFull ||= counting.isFull
        distinct += counting.end()
      }
      if (!wasFull) expect(distinct).toBe(distinctOf(all.flat()))
      else expect(distinctOf(all.flat())).toBeGreaterThan(12)
    }),
    { numRuns: 500 },
  )
})

test('any number of equal ones needs no more room', () => {
  const counting = new DistinctHashes(100)
  const section = Uint32Array.from(Array.from({ length: 50 }, (_, i) => [i % 10, 7]).flat())
  for (let n = 0; n < 1000; n++) counting.add(section)
  expect(counting.isFull).toBe(false)
  expect(counting.end()).toBe(10)
})

test('too many different ones are said to be, until the next count', () => {
  const counting = new DistinctHashes(100)
  for (let n = 0; n < 4; n++) counting.add(Uint32Array.from(Array.from({ length: 50 }, (_, i) => [n, i]).flat()))
  expect(counting.isFull).toBe(true)
  counting.end()
  counting.add(Uint32Array.of(1, 2, 1, 2, 2, 1))
  expect(counting.isFull).toBe(false)
  expect(counting.end()).toBe(2)
})

test('a hundred thousand of one part: the table grows with it', () => {
  const counting = new DistinctHashes(200_000)
  const section = Uint32Array.from(Array.from({ length: 100_000 }, (_, i) => [0x12340000 + (i % 3), i]).flat())
  counting.add(section)
  counting.add(section.subarray(0, 1000))
  expect(counting.end()).toBe(100_000)
})
