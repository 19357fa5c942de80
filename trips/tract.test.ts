import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellAddress, cellRollupLevels, codeOfCell, finestLevel } from './cell.ts'
import { foldCells, foldHours } from './fold-cells.ts'
import { foldFlows, foldGroups } from './fold-groups.ts'
import { mulberry32 } from './mulberry32.ts'
import { RegionSums } from './region-sums.ts'
import {
  type CountBlock,
  CountReader,
  cellBlocks,
  cellCountColumns,
  flowBlocks,
  flowCountColumns,
  groupBlocks,
  groupCountColumns,
  hourBlocks,
  hourCountColumns,
} from './rollup-block.ts'
import { cutSegments, origin, segmentTripsUsual } from './segment.ts'
import { type SortedEnd, sortEnds } from './sorted-end.ts'
import { createStoredTrips, type StoredTrips } from './stored-trips.ts'
import { groupTracts, placesOf, type Tract, TractCounts, world } from './tract.ts'
import { indexWhens } from './when-index.ts'

type OneTrip = { [Column in Exclude<keyof StoredTrips, 'length' | 'owner'>]: number }

/** Trips around some places, near and far from one another, some at just the same. */
function makeTrips(seed: number, count: number): OneTrip[] {
  const random = mulberry32(seed)
  const places = Array.from({ length: 1 + Math.floor(random() * 5) }, () => [random(), random(), random() ** 4])
  const point = (): [number, number] => {
    const [x, y, spread] = places[Math.floor(random() * places.length)]
    const near = (at: number) => Math.floor(Math.min(0.999999, Math.max(0, at + (random() - 0.5) * spread * 0.01)) * 2 ** 32)
    return [near(x), near(y)]
  }
  return Array.from({ length: count }, () => {
    const [[originU, originV], [destinationU, destinationV]] = [point(), point()]
    return {
      ...{ originU, originV, destinationU, destinationV },
      time: 1_525_000_000 + Math.floor(random() * 5_000_000),
      region: 1 + Math.floor(random() * 3),
      datasource: 1 + Math.floor(random() * 2),
      hashLow: 0,
      hashHigh: 0,
    }
  })
}

function stored(list: readonly OneTrip[]): StoredTrips {
  const trips = createStoredTrips(list.length)
  trips.length = list.length
  for (const [i, trip] of list.entries())
    for (const [name, value] of Object.entries(trip)) trips[name as keyof OneTrip][i] = value
  return trips
}

function filed(list: readonly OneTrip[], end: SortedEnd['end']) {
  const trips = stored(list)
  const whens = indexWhens(trips)
  for (const sorted of sortEnds(trips, whens, undefined, undefined, [end])) return { sorted, whens }
  throw new Error('an end was not filed')
}

const placeOf = (trip: OneTrip, end: SortedEnd['end']): number =>
  end === origin
    ? codeOfCell(trip.originU >>> 12, trip.originV >>> 12)
    : codeOfCell(trip.destinationU >>> 12, trip.destinationV >>> 12)

/** What is stored of trips that are worked on tract by tract. */
class Stored {
  readonly segments: string[] = []
  readonly counts: string[] = []
  readonly regions = new RegionSums()
  private readonly cells = cellRollupLevels.map(() => cellBlocks())
  private readonly hours = cellRollupLevels.map(() => hourBlocks())
  private readonly flows = flowBlocks()
  private readonly groups = groupBlocks()
  private readonly keys = new Set<string>()

  add(list: readonly OneTrip[], end: SortedEnd['end'], tracts: readonly Tract[], isLast: boolean): void {
    const { sorted, whens } = filed(list, end)
    for (const { cell, part, trips } of cutSegments(sorted, tracts)) this.segments.push([cell, part, trips].join())
    for (const counts of foldCells(sorted, whens, tracts))
      this.addBlocks(
        `level ${counts.level}`,
        cellCountColumns,
        this.cells[cellRollupLevels.indexOf(counts.level)].add(counts, isLast),
      )
    for (const counts of foldHours(sorted, whens, tracts))
      this.addBlocks(
        `hours at ${counts.level}`,
        hourCountColumns,
        this.hours[cellRollupLevels.indexOf(counts.level)].add(counts, isLast),
      )
    this.addBlocks('flows', flowCountColumns, this.flows.add(foldFlows(sorted, tracts), isLast))
    this.regions.add(sorted, whens)
    this.addBlocks('groups', groupCountColumns, this.groups.add(foldGroups(sorted, whens), isLast))
  }

  private addBlocks(kind: string, names: readonly string[], blocks: Iterable<CountBlock>): void {
    const reader = new CountReader<string>(names)
    for (const row of blocks) {
      // A row's key: it may be stored once only.
      const key = `${kind} ${row.block} ${row.part}`
      expect(this.keys.has(key)).toBe(false)
      this.keys.add(key)
      const columns = reader.unpack(row)
      for (let i = 0; i < row.counts; i++) this.counts.push([kind, ...names.map((name) => columns[name][i])].join())
    }
  }
}

const sorted = (lines: readonly string[]) => [...lines].sort()

test('trips stored tract by tract are cut and counted as if all were stored at once', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: segmentTripsUsual, max: 800 }),
      fc.constantFrom<SortedEnd['end']>(0, 1),
      (seed, count, tripsMax, end) => {
        const list = makeTrips(seed, count)
        const whole = new Stored()
        whole.add(list, end, [world], true)

        // Stored before in three chunks, as far as the plan can tell.
        const counts = new TractCounts()
        for (let chunk = 0; chunk < 3; chunk++)
          for (const { cell, trips } of cutSegments(
            filed(
              list.filter((_, i) => i % 3 === chunk),
              end,
            ).sorted,
          ))
            counts.add(cell, trips)
        const { tracts, coarse } = counts.cut(tripsMax)
        const parts = new Stored()
        let taken = 0
        for (const group of groupTracts(tracts, tripsMax)) {
          const [from, to] = [placesOf(group.tracts[0]).from, placesOf(group.tracts[group.tracts.length - 1]).to]
          const its = list.filter((trip) => placeOf(trip, end) >= from && placeOf(trip, end) <= to)
          expect(group.tracts.length === 1 || group.trips <= tripsMax).toBe(true)
          taken += group.tracts.length
          parts.add(its, end, group.tracts, taken === tracts.length)
        }
        expect(sorted(parts.segments)).toEqual(sorted(whole.segments))
        expect(sorted(parts.counts)).toEqual(sorted(whole.counts))
        expect(parts.regions.rows()).toEqual(whole.regions.rows())
        const isCoarse = new Set(coarse.map(({ address }) => address))
        for (const segment of parts.segments) expect(isCoarse.has(Number(segment.split(',')[0]))).toBe(false)
      },
    ),
    { numRuns: 60 },
  )
})

test('tracts lie end to end from the first place to the last, and none that can be cut holds too many trips', () => {
  const counts = new TractCounts()
  const random = mulberry32(5)
  for (let i = 0; i < 5000; i++) {
    const level = Math.floor(random() * (finestLevel + 1))
    counts.add(cellAddress(level, Math.floor(random() ** 6 * 4 ** level)), Math.floor(random() * 100))
  }
  const { tracts, coarse } = counts.cut(3000)
  let next = 0
  for (const tract of tracts) {
    expect(placesOf(tract).from).toBe(next)
    next = placesOf(tract).to + 1
    expect(tract.level === finestLevel || tract.trips <= 3000).toBe(true)
  }
  expect(next).toBe(4 ** finestLevel)
  expect(coarse.length).toBeGreaterThan(10)
})

test('trips outside of all tracts are never left out silently', () => {
  const { sorted } = filed(makeTrips(1, 50), origin)
  expect(() => [...cutSegments(sorted, [{ level: 1, code: 0, trips: 0 }])]).toThrow(/trips lie in no tract/)
})
