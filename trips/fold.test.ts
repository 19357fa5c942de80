import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellOfGrid, cellRollupLevels, groupRollupLevel } from './cell.ts'
import { flagRepeats } from './equal-rows.ts'
import { endColumns, foldCells, foldGroups, foldRegions, type StoredTrips, tripEnds } from './fold.ts'
import { hourOfTime, weekOfTime } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import { sortOrder } from './sort-order.ts'
import { createStoredTrips } from './stored-trips.ts'

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
type Row = { [Column in Exclude<keyof StoredTrips, 'length' | 'hashLow' | 'hashHigh'>]: number }
const rows: fc.Arbitrary<Row[]> = fc.array(row, { minLength: 1, maxLength: 60 })

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
const keyed = <Rollup extends { trips: number }>(rollups: Iterable<Rollup>, key: (rollup: Rollup) => number[]) =>
  Object.fromEntries([...rollups].map((rollup) => [key(rollup).join(), rollup.trips]))

test('cell rollups count every trip once a level, at both ends', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const { trips, all } = stored(list)
      for (const end of tripEnds)
        for (const level of cellRollupLevels) {
          const found = [...foldCells(endColumns(trips, end), all)].filter((rollup) => rollup.level === level)
          expect(keyed(found, (r) => [r.cell, r.week, r.datasource])).toEqual(
            counted(list, (r) => [
              cellOfGrid(end ? r.destinationU : r.originU, end ? r.destinationV : r.originV, level),
              weekOfTime(r.time),
              r.datasource,
            ]),
          )
        }
    }),
  )
})

test('region and group rollups count every trip once', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const { trips, all } = stored(list)
      const regions = foldRegions(trips, all)
      expect(keyed(regions, (r) => [r.region, r.week, r.datasource])).toEqual(
        counted(list, (r) => [r.region, weekOfTime(r.time), r.datasource]),
      )
      expect(Math.min(...regions.map((r) => r.timeMin))).toBe(Math.min(...list.map((r) => r.time)))
      expect(Math.max(...regions.map((r) => r.timeMax))).toBe(Math.max(...list.map((r) => r.time)))
      const cell = (u: number, v: number) => cellOfGrid(u, v, groupRollupLevel)
      expect(keyed(foldGroups(trips, all), (r) => [r.origin, r.destination, r.hour, r.week, r.datasource])).toEqual(
        counted(list, (r) => [
          cell(r.originU, r.originV),
          cell(r.destinationU, r.destinationV),
          hourOfTime(r.time),
          weekOfTime(r.time),
          r.datasource,
        ]),
      )
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
