import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Area, areaWithout, boxArea, cellsArea, unionArea } from './area.ts'
import { type Box, boxHas, wholeWorld } from './box.ts'
import { cellAddress, cellOfGrid, gridBoxOfAddress, gridOf } from './cell.ts'
import { cellsInside } from './cover.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

// On a lattice of few values, so that edges often coincide.
const lons = [-lonMaxE7, -lonMaxE7 + 1, -20, -1, 0, 1, 20, lonMaxE7 - 1, lonMaxE7]
const lats = [-latMaxE7, -latMaxE7 + 1, -20, -1, 0, 1, 20, latMaxE7 - 1, latMaxE7]
const lon = fc.constantFrom(...lons)
const lat = fc.constantFrom(...lats)
const box: fc.Arbitrary<Box> = fc.record({ west: lon, south: lat, east: lon, north: lat })

/** The points of the lattice in a rectangle, of which the area has all, none or some. */
function sampled(area: Area, west: number, south: number, east: number, north: number) {
  const points = lons
    .filter((x) => x >= west && x <= east)
    .flatMap((x) => lats.filter((y) => y >= south && y <= north).map((y) => area.has(gridOf(x), gridOf(y))))
  return { all: !points.includes(false), some: points.includes(true) }
}

const relateE7 = (area: Area, west: number, south: number, east: number, north: number) =>
  area.relate(gridOf(west), gridOf(south), gridOf(east), gridOf(north))

test('an area has the points of its boxes, edges and the antimeridian included', () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 4 }), (boxes) => {
      const area = unionArea(boxes.map(boxArea))
      for (const x of lons)
        for (const y of lats) {
          const [u, v] = [gridOf(x), gridOf(y)]
          expect(area.has(u, v)).toBe(boxes.some((one) => boxHas(one, x, y)))
        }
    }),
    { numRuns: 300 },
  )
})

test('a rectangle is never called inside or outside wrongly', () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 4 }), lon, lat, lon, lat, (boxes, x0, y0, x1, y1) => {
      const area = unionArea(boxes.map(boxArea))
      const rectangle = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)] as const
      const { all, some } = sampled(area, ...rectangle)
      const relation = relateE7(area, ...rectangle)
      if (relation === 'inside') expect(all).toBe(true)
      if (relation === 'outside') expect(some).toBe(false)
    }),
    { numRuns: 1000 },
  )
})

test('of one rectangle it is certain', () => {
  const area = boxArea({ west: -10, south: -10, east: 10, north: 10 })
  expect(relateE7(area, -10, -10, 10, 10)).toBe('inside')
  expect(relateE7(area, -11, -10, 10, 10)).toBe('crosses')
  expect(relateE7(area, 11, -10, 20, 10)).toBe('outside')
  expect(relateE7(boxArea({ west: 0, south: 1, east: 5, north: 0 }), -180, -90, 180, 90)).toBe('outside')
})

test('the whole world is the whole grid', () => {
  expect(boxArea(wholeWorld).relate(0, 0, 2 ** 32 - 1, 2 ** 32 - 1)).toBe('inside')
})

test('an area and the whole cells in it, and what it has besides: each point is in one of the two, and no cell is called wrongly', () => {
  const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  const edge = fc.integer({ min: 0, max: 40 }).map((at) => Math.min(2 ** 32 - 1, at * 107_374_183))
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.tuple(edge, edge, edge, edge),
      fc.array(fc.tuple(u32, u32), { maxLength: 30 }),
      fc.integer({ min: 0, max: 8 }),
      (level, [a, b, c, d], points, cellLevel) => {
        const [u0, u1, v0, v1] = [Math.min(a, b), Math.max(a, b), Math.min(c, d), Math.max(c, d)]
        const e7 = (unit: number, max: number) => Math.max(-max, Math.min(max, unit - 2 ** 31))
        const area = boxArea({ west: e7(u0, lonMaxE7), east: e7(u1, lonMaxE7), south: e7(v0, latMaxE7), north: e7(v1, latMaxE7) })
        const core = cellsArea(level, cellsInside(area, level))
        const outskirts = areaWithout(area, core)
        for (const [u, v] of points) {
          expect([core.has(u, v), outskirts.has(u, v)].filter(Boolean).length).toBe(Number(area.has(u, v)))
          const cell = gridBoxOfAddress(cellAddress(level, cellOfGrid(u, v, level)))
          if (area.relate(cell.u0, cell.v0, cell.u1, cell.v1) === 'inside') expect(core.has(u, v)).toBe(true)
          const other = gridBoxOfAddress(cellAddress(cellLevel, cellLevel === 0 ? 0 : cellOfGrid(u, v, cellLevel)))
          for (const one of [core, outskirts]) {
            const relation = one.relate(other.u0, other.v0, other.u1, other.v1)
            expect(relation === (one.has(u, v) ? 'outside' : 'inside')).toBe(false)
          }
        }
      },
    ),
    { numRuns: 1000 },
  )
})
