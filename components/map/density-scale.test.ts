import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classColours, densityScale } from './density-scale.ts'

test('classes start at round numbers, from one trip on', () => {
  expect(densityScale(1, 7).starts).toEqual([1])
  expect(densityScale(3, 7).starts).toEqual([1, 2])
  expect(densityScale(12_000, 7).starts).toEqual([1, 5, 10, 50, 200, 1000, 2000])
})

test('every count has one class, and more trips never a lower one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (max, share) => {
      const { starts, classOf } = densityScale(max, 7)
      expect(starts[0]).toBe(1)
      expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b))
      const trips = 1 + Math.floor(share * (max - 1))
      const i = classOf(trips)
      expect(starts[i]).toBeLessThanOrEqual(trips)
      if (i + 1 < starts.length) expect(starts[i + 1]).toBeGreaterThan(trips)
    }),
  )
})

test('few classes still use both ends of the palette', () => {
  const palette = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  expect(classColours(palette, 2)).toEqual(['a', 'g'])
  expect(classColours(palette, 1)).toEqual(['g'])
  expect(classColours(palette, 7)).toEqual(palette)
})
