import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Box, boxHas, wholeWorld } from './box.ts'
import { cellOfGrid, gridOf, segmentLevel } from './cell.ts'
import { type Cover, coverBox, segmentRanges } from './cover.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

const lon = fc.integer({ min: -lonMaxE7, max: lonMaxE7 })
const lat = fc.integer({ min: -latMaxE7, max: latMaxE7 })
/** Boxes of every size, anywhere, also across the antimeridian, of no width, and along cell borders. */
const box: fc.Arbitrary<Box> = fc
  .record({
    west: fc.oneof(
      lon,
      fc.integer({ min: -6800, max: 6800 }).map((cell) => cell * 262_144),
    ),
    south: fc.oneof(
      lat,
      fc.integer({ min: -3400, max: 3400 }).map((cell) => cell * 262_144),
    ),
    width: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000_000 }), fc.integer({ min: 0, max: 2 * lonMaxE7 })),
    height: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000_000 }), fc.integer({ min: 0, max: 2 * latMaxE7 })),
  })
  .map(({ west, south, width, height }) => {
    const east = west + width > lonMaxE7 ? west + width - 2 * lonMaxE7 : west + width
    return { west, south, east, north: Math.min(latMaxE7, south + height) }
  })

/** How often the cover counts a point: by an inner rollup cell, or by comparing it in a rim cell. */
function timesCounted({ inside, rim }: Cover, area: Box, lonE7: number, latE7: number): number {
  const at = (level: number) => cellOfGrid(gridOf(lonE7), gridOf(latE7), level)
  const byCell = inside.filter(({ level, from, to }) => at(level) >= from && at(level) <= to).length
  const inRim = rim.filter(({ from, to }) => at(segmentLevel) >= from && at(segmentLevel) <= to).length
  return byCell + (boxHas(area, lonE7, latE7) ? inRim : 0)
}

/** Points where mistakes would show: corners, edges, just outside, anywhere. */
const nearEdges = (area: Box) => {
  const near = (value: number, max: number) => [-1, 0, 1].map((step) => Math.max(-max, Math.min(max, value + step)))
  const lons = [...near(area.west, lonMaxE7), ...near(area.east, lonMaxE7)]
  const lats = [...near(area.south, latMaxE7), ...near(area.north, latMaxE7)]
  return lons.flatMap((x) => lats.map((y): [number, number] => [x, y]))
}

test('every point inside is counted once, every point outside never', () => {
  fc.assert(
    fc.property(box, fc.array(fc.tuple(lon, lat), { maxLength: 20 }), (area, anywhere) => {
      const cover = coverBox(area)
      for (const [x, y] of [...nearEdges(area), ...anywhere])
        expect(timesCounted(cover, area, x, y)).toBe(boxHas(area, x, y) ? 1 : 0)
    }),
    { numRuns: 300 },
  )
})

test('without rollups everything is rim, and inner cells as segments are the same area', () => {
  fc.assert(
    fc.property(box, (area) => {
      const { inside, rim } = coverBox(area)
      const all = coverBox(area, []).rim
      const cells = (ranges: { from: number; to: number }[]) => ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)
      expect(cells(segmentRanges(inside)) + cells(rim)).toBe(cells(all))
    }),
    { numRuns: 100 },
  )
})

test('the whole world is rollup cells alone; a box with south above north is nothing', () => {
  expect(coverBox(wholeWorld)).toEqual({ inside: [{ level: 8, from: 0, to: 65_535 }], rim: [] })
  expect(coverBox({ west: 0, south: 1, east: 5, north: 0 })).toEqual({ inside: [], rim: [] })
})

test('a narrow gap in a box around the globe is not counted twice', () => {
  const area = { west: 1_790_000_000, south: -10_000_000, east: 1_789_900_000, north: 600_000_000 }
  const cover = coverBox(area)
  for (const [x, y] of nearEdges(area)) expect(timesCounted(cover, area, x, y)).toBe(boxHas(area, x, y) ? 1 : 0)
})
