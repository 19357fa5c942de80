import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, percentile, rateByTenth, slope, thin } from './statistics.ts'

test('the median is the middle one, or lies between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 2, 100])).toBe(3)
  expect(median([])).toBeNaN()
})

test('a percentile is a value that was measured, and as many as it says are not above it', () => {
  expect(percentile([30, 10, 20], 0.5)).toBe(20)
  expect(percentile([7], 0.95)).toBe(7)
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const found = percentile(values, percent / 100)
      expect(values).toContain(found)
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual((values.length * percent) / 100)
      expect(values.filter((value) => value < found).length).toBeLessThan((values.length * percent) / 100)
    }),
  )
})

test('the slope of points on a line is the line’s', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99, max: 99 }), fc.integer(), fc.integer({ min: 2, max: 50 }), (rise, start, count) => {
      const points = Array.from({ length: count }, (_, x) => [x, start + rise * x] as const)
      expect(slope(points)).toBeCloseTo(rise, 3)
    }),
  )
  expect(slope([[3, 5]])).toBe(0)
  expect(slope([])).toBe(0)
})

test('the rate of each tenth follows the progress', () => {
  const steady = rateByTenth([
    { s: 0, rows: 0 },
    { s: 20, rows: 1000 },
  ])
  expect(steady).toEqual(Array(10).fill(50))
  const slowing = rateByTenth([
    { s: 0, rows: 0 },
    { s: 1, rows: 500 },
    { s: 6, rows: 1000 },
  ])
  expect(slowing.map(Math.round)).toEqual([500, 500, 500, 500, 500, 100, 100, 100, 100, 100])
  const atOnce = rateByTenth([
    { s: 0, rows: 0 },
    { s: 0, rows: 10 },
  ])
  expect(atOnce).toEqual(Array(10).fill(1000))
  expect(rateByTenth([{ s: 0, rows: 0 }])).toEqual([])
})

test('thinned values keep their ends and order', () => {
  const values = Array.from({ length: 1000 }, (_, i) => i)
  const thinned = thin(values, 7)
  expect(thinned).toHaveLength(7)
  expect([thinned[0], thinned[6]]).toEqual([0, 999])
  expect([...thinned].sort((a, b) => a - b)).toEqual(thinned)
  expect(thin([1, 2], 7)).toEqual([1, 2])
})
