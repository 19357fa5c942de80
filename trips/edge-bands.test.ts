import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sideOf } from './edge-bands.ts'

/** [g, x, y] with a·x + b·y = g, the greatest common divisor (Euclid). */
function euclid(a: bigint, b: bigint): [bigint, bigint, bigint] {
  if (b === 0n) return [a, 1n, 0n]
  const [g, x, y] = euclid(b, a % b)
  return [g, y, x - (a / b) * y]
}

test('the side of a point that misses a line across the world by the least there is', () => {
  const run = fc.integer({ min: 1, max: 2 ** 32 - 1 })
  let beyondDoubles = 0
  fc.assert(
    fc.property(run, run, fc.boolean(), fc.constantFrom(-1, 0, 1), (width, height, leansEast, miss) => {
      const [g, x, y] = euclid(BigInt(width), BigInt(height))
      const [dx, dy] = [BigInt(width) / g, BigInt(height) / g]
      // dx·v − dy·u = miss, moved along the line to 0 ≤ u < dx.
      let [u, v] = [-y * BigInt(miss), x * BigInt(miss)]
      const turns = u / dx - (u % dx < 0n ? 1n : 0n)
      u -= turns * dx
      v -= turns * dy
      if (v < 0n || v >= 2n ** 32n) return
      const [highU, highV] = [Number(dx), Number(dy)]
      const mirror = (at: number) => (leansEast ? at : 2 ** 32 - 1 - at)
      const side = sideOf(mirror(0), 0, mirror(highU), highV, mirror(Number(u)), Number(v))
      expect(Math.sign(side) + 0).toBe(leansEast ? miss : 0 - miss)
      if (dx * v > 2n ** 53n) beyondDoubles++
    }),
    { numRuns: 500 },
  )
  expect(beyondDoubles).toBeGreaterThan(100)
})
