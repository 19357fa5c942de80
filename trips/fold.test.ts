import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cellOfGrid,
  cellRollupLevels,
  codeOfCell,
  dayRollupLevel,
  filingLevel,
  flowFarLevel,
  groupRollupLevel,
  hourRollupLevels,
} from './cell.ts'
import { flagRepeats } from './equal-rows.ts'
import { foldCells, foldHours } from './fold-cells.ts'
import { byHourOfWeek, foldFlows, foldGroups, type GroupCounts } from './fold-groups.ts'
import { dayOfTime, hourOfTime, weekdayOfDay, weekOfTime } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import { ofAll, RegionHours, type RegionHoursOptions } from './region-hours.ts'
import { RegionSums } from './region-sums.ts'
import {
  CountReader,
  cellBlocks,
  cellCountColumns,
  flowBlocks,
  flowCountColumns,
  groupBlocks,
  groupCountColumns,
  hourBlocks,
  hourCountColumns,
  regionHourBlocks,
  regionHourCountColumns,
} from './rollup-block.ts'
import { segmentTripsUsual } from './segment.ts'
import { sortOrder } from './sort-order.ts'
import { type SortedEnd, sortEnds } from './sorted-end.ts'
import { createStoredTrips, type StoredTrips } from './stored-trips.ts'
import { indexWhens } from './when-index.ts'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const few = (...values: number[]) => fc.constantFrom(...values)
/** Few places and times, so that many rows share a key and some are equal. */
const row = fc.record({
  originU: fc.oneof(few(0, 2 ** 31, 2 ** 32 - 1), u32),
  originV: few(7, 2 ** 31, 2 ** 31 + 300_000),
  destinationU: few(5, 2 ** 31 + 1),
  destinationV: few(2 ** 31, 2 ** 32 - 1),
  time: fc.oneof(few(0, 604_799 - 259_200, 1_525_152_277), u32),
  region: few(1, 70_000),
  datasource: few(1, 2, 4_000_000_000),
})
type Row = { [Column in Exclude<keyof StoredTrips, 'length' | 'hashLow' | 'hashHigh' | 'owner'>]: number }
/** Some lists are repeated until places hold more trips than a segment. */
const rows: fc.Arbitrary<Row[]> = fc
  .tuple(fc.array(row, { minLength: 1, maxLength: 60 }), fc.constantFrom(1, 1, 60))
  .map(([list, times]) => Array.from({ length: times }, () => list).flat())

function stored(list: Row[]): { trips: StoredTrips; all: Uint32Array } {
  const trips = createStoredTrips(list.length)
  trips.length = list.length
  list.forEach((values, i) => {
    for (const [name, value] of Object.entries(values)) trips[name as keyof Row][i] = value
    trips.hashLow[i] = (values.time ^ values.originU) % 3
  })
  return { trips, all: Uint32Array.from(list, (_, i) => i) }
}

/** The definition: one key a row, counted in a Map. */
function counted(list: Row[], key: (row: Row) => (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of list) counts[key(item).join()] = (counts[key(item).join()] ?? 0) + 1
  return counts
}
/** Counts by key, read back from the rows they are stored in. Fails when a key comes twice or rows are out of order. */
function unpacked<Name extends string>(
  names: readonly Name[],
  blocks: Iterable<{
    block: number
    part: number
    counts: number
    trips: number
    weekMin: number
    weekMax: number
    packed: Uint8Array
  }>,
): Record<string, number> {
  const reader = new CountReader<string>(names)
  const found: Record<string, number> = {}
  for (const row of blocks) {
    const columns = reader.unpack(row)
    const weeks = [...columns.week.subarray(0, row.counts)]
    expect([row.weekMin, row.weekMax]).toEqual([Math.min(...weeks), Math.max(...weeks)])
    for (let i = 0; i < row.counts; i++) {
      const key = names.slice(0, -1).map((name) => columns[name][i])
      expect(found).not.toHaveProperty([key.join()])
      found[key.join()] = columns.trips[i]
    }
  }
  return found
}

function* filed(list: Row[]): Generator<[SortedEnd, ReturnType<typeof indexWhens>]> {
  const { trips } = stored(list)
  const whens = indexWhens(trips)
  for (const sorted of sortEnds(trips, whens)) yield [sorted, whens]
}

test('cell rollups count every trip of a split cell once a level, at both ends', () => {
  fc.assert(
    fc.property(rows, (list) => {
      for (const [sorted, whens] of filed(list)) {
        const levels = [...foldCells(sorted, whens)]
        expect(levels.map(({ level }) => level).sort((a, b) => a - b)).toEqual(cellRollupLevels)
        for (const counts of levels) {
          const cell = (r: Row) =>
            cellOfGrid(sorted.end ? r.destinationU : r.originU, sorted.end ? r.destinationV : r.originV, counts.level)
          const trips = counted(list, (r) => [cell(r)])
          expect(unpacked(cellCountColumns, cellBlocks().add(counts, true))).toEqual(
            counted(
              list.filter((r) => trips[cell(r)] > segmentTripsUsual),
              (r) => [cell(r), weekOfTime(r.time), r.datasource],
            ),
          )
        }
      }
    }),
  )
})

test('flows count every trip of a split cell once, at both ends, by the cell of the other one and the hour', () => {
  fc.assert(
    fc.property(rows, (list) => {
      for (const [sorted] of filed(list)) {
        const ends = (r: Row) => {
          const both = [
            [r.originU, r.originV],
            [r.destinationU, r.destinationV],
          ]
          return sorted.end ? both.toReversed() : both
        }
        const cell = (r: Row) => cellOfGrid(ends(r)[0][0], ends(r)[0][1], filingLevel)
        const far = (r: Row) => cellOfGrid(ends(r)[1][0], ends(r)[1][1], flowFarLevel)
        const trips = counted(list, (r) => [cell(r)])
        expect(unpacked(flowCountColumns, flowBlocks().add(foldFlows(sorted), true))).toEqual(
          counted(
            list.filter((r) => trips[cell(r)] > segmentTripsUsual),
            (r) => [cell(r), far(r), hourOfTime(r.time), 0, 0],
          ),
        )
      }
    }),
  )
})

/** Some that come together have labels of their own, more of them than a table of all hours has room for. */
const manyLabels: Row[] = Array.from({ length: 1600 }, (_, i) => ({
  ...{ originU: 2 ** 31, originV: 7, destinationU: 5, destinationV: 2 ** 31, region: 1 },
  ...{ time: 1_525_152_277 + (i % 9) * 50_000, datasource: 2 ** 31 + ((i * 7919) % 1600) },
}))

test('hour rollups count the same trips by hour of the week, 0 on Monday at midnight, and the finest by day', () => {
  fc.assert(
    fc.property(rows, (list) => {
      for (const [sorted, whens] of filed(list)) {
        const levels = [...foldHours(sorted, whens)]
        expect(levels.map(({ level }) => level).sort((a, b) => a - b)).toEqual([...hourRollupLevels, dayRollupLevel])
        for (const counts of levels) {
          const cell = (r: Row) =>
            cellOfGrid(sorted.end ? r.destinationU : r.originU, sorted.end ? r.destinationV : r.originV, counts.level)
          const trips = counted(list, (r) => [cell(r)])
          const hour = (r: Row) =>
            weekdayOfDay(dayOfTime(r.time)) * 24 + (counts.level === dayRollupLevel ? 0 : hourOfTime(r.time))
          expect(unpacked(hourCountColumns, hourBlocks().add(counts, true))).toEqual(
            counted(
              list.filter((r) => trips[cell(r)] > segmentTripsUsual),
              (r) => [cell(r), hour(r), weekOfTime(r.time), r.datasource],
            ),
          )
        }
      }
    }),
    { examples: [[manyLabels]] },
  )
})

/** What regions' hours come to, as they are stored, of trips in pieces. */
function regionHoursOf(pieces: readonly Row[][], options: RegionHoursOptions) {
  const [hours, blocks, reader] = [new RegionHours(options), regionHourBlocks(), new CountReader(regionHourCountColumns)]
  const [sums, totals, keys]: [Record<string, number>, Record<string, number>, string[]] = [{}, {}, []]
  for (const [p, list] of pieces.entries()) {
    const [[byOrigin, whens]] = filed(list)
    for (const counts of hours.add(byOrigin, whens, p === pieces.length - 1))
      for (const row of blocks.add(counts, true)) {
        keys.push(`${row.block} ${row.part}`)
        const { region, hour, week, datasource, trips } = reader.unpack(row)
        for (let i = 0; i < row.counts; i++) {
          expect(region[i]).toBe(row.block)
          const key = [region[i], hour[i], week[i], datasource[i]].join()
          sums[key] = (sums[key] ?? 0) + trips[i]
        }
      }
  }
  for (const row of blocks.add(hours.takeTotals(), true)) {
    keys.push(`${row.block} ${row.part}`)
    const { region, hour, week, datasource, trips } = reader.unpack(row)
    for (let i = 0; i < row.counts; i++) {
      expect([row.block, region[i], datasource[i]]).toEqual([ofAll, ofAll, ofAll])
      totals[[hour[i], week[i]].join()] = trips[i]
    }
  }
  expect(new Set(keys).size).toBe(keys.length)
  return { sums, totals }
}

test('hour rollups of regions count every trip once, however many there is room for; where they are few a trip, none', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 40 }), (pieces, most) => {
      const trips = pieces.flat()
      const hourOf = ({ time }: Row) => weekdayOfDay(dayOfTime(time)) * 24 + hourOfTime(time)
      const expected = counted(trips, (r) => [r.region, hourOf(r), weekOfTime(r.time), r.datasource])
      const totals = counted(trips, (r) => [hourOf(r), weekOfTime(r.time)])
      expect(regionHoursOf(pieces, { always: true, most })).toEqual({ sums: expected, totals })

      const isRoom = Object.keys(counted(trips, (r) => [r.region, weekOfTime(r.time), r.datasource])).length <= most
      const pays = Object.keys(expected).length * 2 <= trips.length
      expect(regionHoursOf(pieces, { always: false, most })).toEqual({ sums: isRoom && pays ? expected : {}, totals })
      seen.add(`${isRoom} ${pays}`)
    }),
  )
  expect(seen.size).toBe(4)
})

test('region and group rollups count every trip once', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const [[byOrigin, whens]] = filed(list)
      const sums = new RegionSums()
      sums.add(byOrigin, whens)
      const regions = sums.rows()
      const byWeek = regions.flatMap(({ region, datasource, week, weekTrips }) =>
        Array.from(week, (of, i) => [[region, of, datasource].join(), weekTrips[i]]),
      )
      expect(Object.fromEntries(byWeek)).toEqual(counted(list, (r) => [r.region, weekOfTime(r.time), r.datasource]))
      for (const { region, datasource, trips, timeMin, timeMax, week, origins } of regions) {
        const its = list.filter((r) => r.region === region && r.datasource === datasource)
        const times = its.map((r) => r.time)
        expect([...origins.cells]).toEqual(
          [...new Set(its.map((r) => cellOfGrid(r.originU, r.originV, origins.level)))].sort((a, b) => a - b),
        )
        expect([trips, timeMin, timeMax]).toEqual([times.length, Math.min(...times), Math.max(...times)])
        expect([...week]).toEqual([...new Set(times.map(weekOfTime))].sort((a, b) => a - b))
      }
      const cell = (u: number, v: number) => cellOfGrid(u, v, groupRollupLevel)
      const groupsBy = (hourOf: (time: number) => number) =>
        counted(list, (r) => [
          cell(r.originU, r.originV),
          cell(r.destinationU, r.destinationV),
          hourOf(r.time),
          weekOfTime(r.time),
          r.datasource,
        ])
      const stored = (groups: GroupCounts) => unpacked(groupCountColumns, groupBlocks().add(groups, true))
      expect(stored(foldGroups(byOrigin, whens))).toEqual(groupsBy(hourOfTime))
      const hourOfWeek = (time: number) => weekdayOfDay(dayOfTime(time)) * 24 + hourOfTime(time)
      expect(stored(foldGroups(byOrigin, whens, byHourOfWeek))).toEqual(groupsBy(hourOfWeek))
    }),
  )
})

test('trips filed by an end are all there, cell by cell, without those left out', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), (list, every) => {
      const { trips } = stored(list)
      const left = Uint8Array.from(list, (_, i) => Number(i % every === 0))
      const rowsOf = ({ length, u, v, farU, farV, time, region, datasource }: SortedEnd, flip: boolean) =>
        Array.from({ length }, (_, i) =>
          [...(flip ? [farU[i], farV[i], u[i], v[i]] : [u[i], v[i], farU[i], farV[i]]), time[i], region[i], datasource[i]].join(),
        ).sort()
      const expected = list
        .filter((_, i) => left[i] === 0)
        .map((r) => [r.originU, r.originV, r.destinationU, r.destinationV, r.time, r.region, r.datasource].join())
        .sort()
      for (const sorted of sortEnds(trips, indexWhens(trips), left)) {
        expect(rowsOf(sorted, sorted.end === 1)).toEqual(expected)
        const codes = Array.from({ length: sorted.length }, (_, i) => codeOfCell(sorted.u[i] >>> 12, sorted.v[i] >>> 12))
        expect(codes).toEqual([...codes].sort((a, b) => a - b))
        expect(codes).toEqual(Array.from({ length: sorted.length }, (_, i) => sorted.cell[i] * 256 + sorted.place[i]))
      }
    }),
  )
})

test('repeats are the rows equal in every column to one before, whatever their hashes', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const { trips, all } = stored(list)
      const repeats = new Uint8Array(list.length)
      const flagged = flagRepeats(trips, sortOrder([trips.hashLow], list.length), repeats)
      const seen = new Set<string>()
      const expected = list.map((item) => {
        const key = JSON.stringify(item)
        return Number(seen.has(key) || !seen.add(key))
      })
      expect([...repeats]).toEqual(expected)
      expect(flagged).toBe(expected.reduce((sum, n) => sum + n, 0))
      expect(all.length).toBe(list.length)
    }),
  )
})

test('a cleared key counter knows nothing and counts anew', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 60 })
  fc.assert(
    fc.property(keys, keys, (before, after) => {
      const counter = new KeyCounter(64)
      for (const key of before) counter.add(key)
      counter.clear()
      for (const key of before) expect(counter.indexOf(key)).toBe(-1)
      for (const key of after) counter.add(key)
      for (const key of after) expect(counter.get(key)).toBe(after.filter((other) => other === key).length)
      expect(counter.size).toBe(new Set(after).size)
    }),
  )
})

test('a key counter is a map of counts', () => {
  const key = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }))
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer({ min: 1, max: 9 })), { maxLength: 300 }), (additions) => {
      const counter = new KeyCounter(1)
      const expected = new Map<number, number>()
      for (const [k, n] of additions) {
        const index = counter.add(k, n)
        expect(counter.keys[index]).toBe(k)
        expected.set(k, (expected.get(k) ?? 0) + n)
      }
      expect(counter.size).toBe(expected.size)
      for (const [k, n] of expected) expect(counter.get(k)).toBe(n)
      expect(counter.indexOf(41.5)).toBe(-1)
    }),
  )
})
