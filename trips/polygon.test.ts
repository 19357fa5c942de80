import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gridOf } from './cell.ts'
import { mulberry32 } from './mulberry32.ts'
import { type Polygon, polygonArea, type Ring, verticesOf } from './polygon.ts'
import { slowlyHas } from './testing/slow-polygon.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

type Point = [lon: number, lat: number]

/** A lattice of few values, where corners, edges and points coincide; a city; and the whole world, where products have 64 bits. */
const places: fc.Arbitrary<fc.Arbitrary<Point>> = fc.constantFrom(
  fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
  fc.tuple(fc.integer({ min: 143_000_000, max: 146_000_000 }), fc.integer({ min: 500_000_000, max: 501_500_000 })),
  fc.tuple(
    fc.oneof(fc.constantFrom(-lonMaxE7, lonMaxE7), fc.integer({ min: -lonMaxE7, max: lonMaxE7 })),
    fc.oneof(fc.constantFrom(-latMaxE7, latMaxE7), fc.integer({ min: -latMaxE7, max: latMaxE7 })),
  ),
)

/** Rings of any kind: crossing themselves, going back, holes that stick out. The even-odd rule knows what is in each. */
const ringOf = (point: fc.Arbitrary<Point>): fc.Arbitrary<Ring> =>
  fc.array(point, { minLength: 3, maxLength: 9 }).map((points) => points.flat())
const scene = places.chain((point) =>
  fc.record({
    polygons: fc.array(fc.array(ringOf(point), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    points: fc.array(point, { minLength: 1, maxLength: 20 }),
  }),
)

/** Where mistakes would show: corners, middles of edges and their neighbours. */
function pointsNear(polygons: readonly Polygon[]): Point[] {
  const found: Point[] = []
  for (const ring of polygons.flat())
    for (let i = 0; i < ring.length; i += 2) {
      const next = (i + 2) % ring.length
      const middle = [Math.trunc((ring[i] + ring[next]) / 2), Math.trunc((ring[i + 1] + ring[next + 1]) / 2)]
      for (const [x, y] of [[ring[i], ring[i + 1]], middle])
        for (const [dx, dy] of [
          [0, 0],
          [1, 0],
          [0, -1],
          [-1, 1],
        ])
          if (Math.abs(x + dx) <= lonMaxE7 && Math.abs(y + dy) <= latMaxE7) found.push([x + dx, y + dy])
    }
  return found
}

test('a point belongs to an area exactly when it does by the book', () => {
  fc.assert(
    fc.property(scene, ({ polygons, points }) => {
      const area = polygonArea(polygons)
      for (const [lon, lat] of [...points, ...pointsNear(polygons)])
        expect([lon, lat, area.has(gridOf(lon), gridOf(lat))]).toEqual([lon, lat, slowlyHas(polygons, lon, lat)])
    }),
    { numRuns: 500 },
  )
})

test('a rectangle is never called inside or outside wrongly', () => {
  const side = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 50_000 }),
    fc.integer({ min: 0, max: 100_000_000 }),
  )
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const withRectangle = scene.chain(({ polygons, points }) =>
    fc.record({
      polygons: fc.constant(polygons),
      corner: fc.constantFrom(...points, ...pointsNear(polygons)),
      size: fc.tuple(side, side),
      samples: fc.array(fc.tuple(share, share)),
    }),
  )
  const certain = { inside: 0, outside: 0 }
  fc.assert(
    fc.property(withRectangle, ({ polygons, corner: [west, south], size: [width, height], samples }) => {
      const [u, v] = [gridOf(west), gridOf(south)]
      const relation = polygonArea(polygons).relate(u, v, u + width, v + height)
      if (relation === 'crosses') return
      certain[relation]++
      const corners = [0, 1].flatMap((x) => [0, 1].map((y): [number, number] => [x, y]))
      for (const [x, y] of [...corners, ...samples])
        expect(slowlyHas(polygons, west + Math.floor(width * x), south + Math.floor(height * y))).toBe(relation === 'inside')
    }),
    // About 7 in 100 are inside and 12 outside: 2,000 leave the guard below seven standard deviations away, 1,000 left it two.
    { numRuns: 2000 },
  )
  expect(Math.min(certain.inside, certain.outside)).toBeGreaterThan(50)
})

test('of a rectangle that no outline meets it is certain', () => {
  const diamond = polygonArea([[[0, -100, 100, 0, 0, 100, -100, 0]]])
  const relate = (west: number, south: number, east: number, north: number) =>
    diamond.relate(gridOf(west), gridOf(south), gridOf(east), gridOf(north))
  expect(relate(-49, -49, 49, 49)).toBe('inside')
  expect(relate(-50, -50, 50, 50)).toBe('crosses')
  // Within the diamond's own rectangle, but beyond its sides.
  expect(relate(51, 51, 100, 100)).toBe('outside')
  expect(relate(50, 50, 100, 100)).toBe('crosses')
  expect(polygonArea([]).relate(0, 0, 2 ** 32 - 1, 2 ** 32 - 1)).toBe('outside')
})

/** A coast around a point: a circle whose radius wanders. */
function coast(corners: number, seed: number, size: number): Ring {
  const random = mulberry32(seed)
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners
    const radius = size * (1 + 0.3 * Math.sin(7 * angle) + 0.02 * random())
    return [144_000_000 + Math.round(radius * Math.cos(angle)), 500_000_000 + Math.round(radius * Math.sin(angle))]
  }).flat()
}

test('ten thousand corners: the same answers', () => {
  const polygons = [[coast(10_000, 1, 2_000_000), coast(2000, 2, 700_000)]]
  expect(verticesOf(polygons)).toBe(12_000)
  const area = polygonArea(polygons)
  const random = mulberry32(3)
  let inside = 0
  for (let i = 0; i < 60; i++) {
    const [lon, lat] = [144_000_000 + Math.round((random() - 0.5) * 6e6), 500_000_000 + Math.round((random() - 0.5) * 6e6)]
    const has = area.has(gridOf(lon), gridOf(lat))
    inside += Number(has)
    expect(has).toBe(slowlyHas(polygons, lon, lat))
  }
  expect(inside).toBeGreaterThan(10)
  expect(inside).toBeLessThan(50)
})
