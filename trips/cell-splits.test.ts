import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellAddress, cellBlockLevels, cellRollupLevels, finestLevel } from './cell.ts'
import { CellSplits, hasSplit, splitsMax, unknownSplits } from './cell-splits.ts'

/** Segments of one part of the world, so that many lie in the same cells. */
const segments = fc.array(
  fc
    .record({ level: fc.integer({ min: 0, max: finestLevel }), place: fc.integer({ min: 0, max: 4 ** finestLevel - 1 }) })
    .chain(({ level, place }) =>
      fc
        .constantFrom(place, place % 4 ** 5, place % 4 ** 9)
        .map((at) => ({ level, code: Math.floor(at / 4 ** (finestLevel - level)) })),
    ),
  { maxLength: 40 },
)

test('a cell was split as often as its finest segment says, up to where the next rollup cells say more', () => {
  let [split, whole] = [0, 0]
  fc.assert(
    fc.property(segments, (segments) => {
      const splits = new CellSplits()
      for (const { level, code } of segments) splits.add(cellAddress(level, code))
      for (const [i, level] of cellRollupLevels.entries()) {
        const timesMax = Math.min(splitsMax, (cellRollupLevels[i + 1] ?? finestLevel) - level)
        for (const segment of segments.filter((one) => one.level >= level)) {
          const code = Math.floor(segment.code / 4 ** (segment.level - level))
          const within = segments.filter((one) => one.level >= level && Math.floor(one.code / 4 ** (one.level - level)) === code)
          const times = Math.min(timesMax, Math.max(...within.map((one) => one.level)) - level)
          const expected = [1, 2, 3, 4, 5].map((n) => n <= times)
          const bits = splits.bits(level, code, code)
          expect([1, 2, 3, 4, 5].map((n) => hasSplit(bits, code, n))).toEqual(expected)
          const first = code - (code % 4 ** cellBlockLevels)
          const ofBlock = splits.bits(level, first, first + 4 ** cellBlockLevels - 1)
          expect([1, 2, 3, 4, 5].map((n) => hasSplit(ofBlock, code, n))).toEqual(expected)
          if (times > 0) split++
          else whole++
        }
      }
    }),
    { numRuns: 200 },
  )
  expect(split).toBeGreaterThan(1000)
  expect(whole).toBeGreaterThan(100)
})

test('of a block that nothing is known of, any cell may be split down to the finest level', () => {
  expect([0, 15].map((code) => [1, 4, 5].map((times) => hasSplit(unknownSplits, code, times)))).toEqual(
    Array(2).fill([true, true, false]),
  )
})
