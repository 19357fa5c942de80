import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxArea, unionArea } from './area.ts'
import { type Box, boxHas, wholeWorld } from './box.ts'
import { cellAddress, cellBlockLevels, codeOfCell, finestLevel, gridOf } from './cell.ts'
import { CellSplits, hasSplit } from './cell-splits.ts'
import {
  addressesBelow,
  addressesOf,
  blocksCrossed,
  type CellRange,
  type Cover,
  cellsMeeting,
  coverArea,
  rangesWithin,
  rangesWithout,
} from './cover.ts'
import { polygonArea } from './polygon.ts'
import { slowlyHas } from './testing/slow-polygon.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

const lon = fc.integer({ min: -lonMaxE7, max: lonMaxE7 })
const lat = fc.integer({ min: -latMaxE7, max: latMaxE7 })
const twoOf = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }))
  .map((two) => [...two].sort((a, b) => a - b))
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

/** Boxes that are whole cells, or end where the world does: nothing crosses their outline from some level on. */
const alignedBox: fc.Arbitrary<Box> = fc
  .record({ size: fc.integer({ min: 16, max: 31 }).map((bits) => 2 ** bits), lons: twoOf, lats: twoOf })
  .map(({ size, lons, lats }) => {
    const edges = ([from, to]: number[], max: number) =>
      [Math.floor((from * max) / size) * size, (Math.floor((to * max) / size) + 1) * size - 1].map((edge) =>
        Math.max(-max, Math.min(max, edge)),
      )
    const [[west, east], [south, north]] = [edges(lons, lonMaxE7), edges(lats, latMaxE7)]
    return { west, south, east, north }
  })
const anyBox = fc.oneof({ weight: 3, arbitrary: box }, { weight: 1, arbitrary: alignedBox })

const codeAt = (lonE7: number, latE7: number, level: number): number =>
  codeOfCell(Math.floor(gridOf(lonE7) / 2 ** (32 - level)), Math.floor(gridOf(latE7) / 2 ** (32 - level)))

/**
 * How often the cover counts a point whose segment was cut at a level: by rollup cells that count finer segments, or by comparing
 * it in a cell whose segments are read.
 */
function timesCounted(
  { inside, scanned }: Cover,
  belongs: boolean,
  [lonE7, latE7]: readonly [number, number],
  segmentLevel: number,
): number {
  const byCell = inside.filter(({ level, from, to }) => {
    const code = codeAt(lonE7, latE7, level)
    return level < segmentLevel && code >= from && code <= to
  }).length
  const address = cellAddress(segmentLevel, codeAt(lonE7, latE7, segmentLevel))
  const compared = scanned.filter(({ from, to }) => address >= from && address <= to).length
  return byCell + (belongs ? compared : 0)
}

const levels = Array.from({ length: finestLevel + 1 }, (_, level) => level)

/** Once if it belongs, else never, whatever the level of its segment. */
function expectOnce(cover: Cover, belongs: boolean, point: readonly [number, number]): void {
  const wrong = levels.filter((level) => timesCounted(cover, belongs, point, level) !== Number(belongs))
  if (wrong.length > 0) expect([point, wrong]).toEqual([point, []])
}

/** Points where mistakes would show: corners, edges, just outside, anywhere. */
const nearEdges = (area: Box) => {
  const near = (value: number, max: number) => [-1, 0, 1].map((step) => Math.max(-max, Math.min(max, value + step)))
  const lons = [...near(area.west, lonMaxE7), ...near(area.east, lonMaxE7)]
  const lats = [...near(area.south, latMaxE7), ...near(area.north, latMaxE7)]
  return lons.flatMap((x) => lats.map((y): [number, number] => [x, y]))
}

test('every point inside is counted once, every point outside never, whatever the level of its segment', () => {
  fc.assert(
    fc.property(anyBox, fc.array(fc.tuple(lon, lat), { maxLength: 10 }), fc.boolean(), (area, anywhere, withRollups) => {
      const cover = withRollups ? coverArea(boxArea(area)) : coverArea(boxArea(area), 'byTrips')
      for (const point of [...nearEdges(area), ...anywhere]) expectOnce(cover, boxHas(area, ...point), point)
    }),
    { numRuns: 200 },
  )
})

test('where no cell was split nothing finer is looked for, and every trip is still counted once', () => {
  const trip = fc.record({ point: fc.tuple(lon, lat), segmentLevel: fc.integer({ min: 0, max: finestLevel }) })
  let [looked, lookedAnywhere] = [0, 0]
  fc.assert(
    fc.property(
      anyBox,
      fc.array(trip, { maxLength: 5 }),
      fc.array(fc.integer({ min: 0, max: finestLevel }), { minLength: 36, maxLength: 36 }),
      fc.constantFrom('byCounts' as const, 'byDays' as const, 'byHours' as const, 'byFlows' as const, 'byTrips' as const),
      (box, anywhere, levelsAtEdges, by) => {
        // In the middle cells lie inside as a whole, of every level.
        const middle = ([0.3, 0.5, 0.9] as const).map((at): [number, number] => [
          Math.round(box.west + at * (Math.max(box.west, box.east) - box.west)),
          Math.round(box.south + at * (box.north - box.south)),
        ])
        const trips = [
          ...anywhere,
          ...middle.map((point, i) => ({ point, segmentLevel: levelsAtEdges[35 - i] })),
          ...nearEdges(box)
            .filter((_, i) => i % 5 === 0)
            .map((point, i) => ({ point, segmentLevel: levelsAtEdges[i] })),
        ]
        const splits = new CellSplits()
        for (const { point, segmentLevel } of trips) splits.add(cellAddress(segmentLevel, codeAt(...point, segmentLevel)))
        const area = boxArea(box)
        const crossed = blocksCrossed(area)
        const isKnown = (level: number, block: number) =>
          crossed.some((range) => range.level === level && block >= range.from && block <= range.to)
        const cover = coverArea(
          area,
          by,
          (level, code, times) =>
            !isKnown(level, Math.floor(code / 4 ** cellBlockLevels)) || hasSplit(splits.bits(level, code, code), code, times),
        )
        for (const { point, segmentLevel } of trips)
          expect([point, segmentLevel, timesCounted(cover, boxHas(box, ...point), point, segmentLevel)]).toEqual([
            point,
            segmentLevel,
            Number(boxHas(box, ...point)),
          ])
        looked += cover.scanned.length
        lookedAnywhere += coverArea(area, by).scanned.length
      },
    ),
    { numRuns: 400 },
  )
  expect(looked).toBeLessThan(lookedAnywhere / 2)
})

test('halves and quarters of the world are counted once', () => {
  const quarters = [
    { west: 0, south: -latMaxE7, east: lonMaxE7, north: latMaxE7 },
    { west: -lonMaxE7, south: 0, east: lonMaxE7, north: latMaxE7 },
    { west: 0, south: 0, east: lonMaxE7, north: latMaxE7 },
  ]
  for (const area of quarters)
    for (const point of nearEdges(area)) expectOnce(coverArea(boxArea(area)), boxHas(area, ...point), point)
})

test('what rollup cells count, as segments, with what is compared is all that is compared without rollups', () => {
  fc.assert(
    fc.property(anyBox, (area) => {
      const { inside, scanned } = coverArea(boxArea(area))
      const all = coverArea(boxArea(area), 'byTrips').scanned
      const cells = (ranges: { from: number; to: number }[]) => ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)
      expect(cells(addressesBelow(inside)) + cells(scanned)).toBe(cells(all))
    }),
    { numRuns: 100 },
  )
})

test('the cells that an area meets hold every point of it, and their segments are theirs and those of coarser and finer cells', () => {
  fc.assert(
    fc.property(anyBox, fc.integer({ min: 1, max: 15 }), (area, level) => {
      const met = cellsMeeting(boxArea(area), level)
      const addresses = addressesOf(met)
      for (const [x, y] of nearEdges(area).filter((point) => boxHas(area, ...point))) {
        const code = codeAt(x, y, level)
        expect(met.filter(({ from, to }) => code >= from && code <= to)).toHaveLength(1)
        for (const at of levels) {
          const address = cellAddress(at, codeAt(x, y, at))
          expect(addresses.filter(({ from, to }) => address >= from && address <= to)).toHaveLength(1)
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('the whole world is rollup cells alone; a box with south above north is nothing', () => {
  const { inside, scanned } = coverArea(boxArea(wholeWorld))
  expect(inside).toEqual([{ level: 8, from: 0, to: 65_535 }])
  expect(scanned).toEqual(
    levels.slice(0, 9).map((level) => ({ from: cellAddress(level, 0), to: cellAddress(level, 4 ** level - 1) })),
  )
  expect(coverArea(boxArea({ west: 0, south: 1, east: 5, north: 0 }))).toEqual({ inside: [], scanned: [] })
})

test('a narrow gap in a box around the globe is not counted twice', () => {
  const area = { west: 1_790_000_000, south: -10_000_000, east: 1_789_900_000, north: 600_000_000 }
  const cover = coverArea(boxArea(area))
  for (const point of nearEdges(area)) expectOnce(cover, boxHas(area, ...point), point)
})

/** Triangles of every size, from a few cells to half the world, with corners on cell borders among them. */
const triangle = fc
  .record({
    lon,
    lat,
    size: fc.constantFrom(100, 30_000, 3_000_000, 500_000_000),
    turns: fc.array(lon, { minLength: 6, maxLength: 6 }),
  })
  .map(({ lon: lonE7, lat: latE7, size, turns }) =>
    turns.map((turn, i) => {
      const [centre, max] = i % 2 ? [latE7, latMaxE7] : [lonE7, lonMaxE7]
      const value = centre + Math.round((turn / lonMaxE7) * size)
      return Math.max(-max, Math.min(max, turn % 2 ? value : value - (value % 262_144)))
    }),
  )

test('a union of polygons and boxes: every point that belongs is counted once, every other never', () => {
  fc.assert(
    fc.property(fc.array(triangle, { minLength: 1, maxLength: 3 }), fc.option(box), fc.boolean(), (rings, also, withRollups) => {
      const polygons = rings.map((ring) => [ring])
      const area = unionArea([polygonArea(polygons), ...(also ? [boxArea(also)] : [])])
      const cover = withRollups ? coverArea(area) : coverArea(area, 'byTrips')
      const corners = rings.flatMap((ring) => [0, 2, 4].map((at): [number, number] => [ring[at], ring[at + 1]]))
      const middles = rings.map((ring): [number, number] => [
        Math.round((ring[0] + ring[2] + ring[4]) / 3),
        Math.round((ring[1] + ring[3] + ring[5]) / 3),
      ])
      const beside = corners.map(([x, y]): [number, number] => [Math.min(lonMaxE7, x + 1), Math.max(-latMaxE7, y - 1)])
      for (const point of [...corners, ...middles, ...beside, ...(also ? nearEdges(also) : [])])
        expectOnce(cover, slowlyHas(polygons, ...point) || (also !== null && boxHas(also, ...point)), point)
    }),
    { numRuns: 150 },
  )
})

test('runs of one list are taken from those of another, or what both have is kept', () => {
  const runs = fc
    .array(fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 0, max: 5 })), { maxLength: 8 })
    .map((steps) => {
      const found: CellRange[] = []
      for (const [gap, length] of steps) {
        const from = (found.at(-1)?.to ?? 0) + gap
        found.push({ from, to: from + length })
      }
      return found
    })
  const numbers = (list: readonly CellRange[]) =>
    list.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
  fc.assert(
    fc.property(runs, runs, (some, others) => {
      const taken = new Set(numbers(others))
      expect(numbers(rangesWithout(some, others))).toEqual(numbers(some).filter((n) => !taken.has(n)))
      expect(numbers(rangesWithin(some, others))).toEqual(numbers(some).filter((n) => taken.has(n)))
    }),
  )
})
