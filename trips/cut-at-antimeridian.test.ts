import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutAtAntimeridian } from './cut-at-antimeridian.ts'
import { slowlyHas } from './testing/slow-polygon.ts'

const e7 = (ring: readonly (readonly [number, number])[]) => ring.flat().map((degrees) => Math.round(degrees * 1e7))

test('a ring that stays within the world is left as it is, on whatever copy of it', () => {
  const ring = [
    [10, 0],
    [20, 0],
    [10, 10],
  ] as const
  expect(cutAtAntimeridian(ring)).toEqual([ring])
  expect(cutAtAntimeridian(ring.map(([lon, lat]) => [lon + 720, lat] as const))).toEqual([ring])
  expect(cutAtAntimeridian(ring.map(([lon, lat]) => [lon - 360, lat] as const))).toEqual([ring])
})

test('across the antimeridian it becomes two, cut at 180', () => {
  expect(
    cutAtAntimeridian([
      [179, 0],
      [182, 0],
      [182, 3],
    ]),
  ).toEqual([
    [
      [180, 1],
      [179, 0],
      [180, 0],
    ],
    [
      [-180, 1],
      [-180, 0],
      [-178, 0],
      [-178, 3],
    ],
  ])
})

test('the pieces hold what the ring held, on either side', () => {
  const corner = fc.tuple(fc.integer({ min: 170, max: 190 }), fc.integer({ min: -10, max: 10 }))
  fc.assert(
    fc.property(fc.array(corner, { minLength: 3, maxLength: 7 }), corner, (ring, [lon, lat]) => {
      // Beside every line through whole degrees that the cut could move by its rounding.
      const [x, y] = [lon + 0.4142136, lat + 0.3141593]
      const pieces = cutAtAntimeridian(ring).map((piece) => [e7(piece)])
      expect(slowlyHas(pieces, ...(e7([[x > 180 ? x - 360 : x, y]]) as [number, number]))).toBe(
        slowlyHas([[e7(ring)]], ...(e7([[x, y]]) as [number, number])),
      )
    }),
    { numRuns: 500 },
  )
})
