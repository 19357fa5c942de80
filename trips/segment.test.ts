import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOfCell, finestLevel } from './cell.ts'
import { ColumnPacker, PackedReader } from './packed-columns.ts'
import { cutSegments, nearColumns, segmentTripsUsual } from './segment.ts'
import { sortOrder } from './sort-order.ts'
import { type SortedEnd, sortEnds } from './sorted-end.ts'
import { createStoredTrips } from './stored-trips.ts'
import { indexWhens } from './when-index.ts'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
/** Values that share a base, so that every width from 0 to 4 bytes comes up. */
const values = fc
  .tuple(
    u32,
    fc.constantFrom(0, 255, 65_535, 16_777_215, 2 ** 32 - 1),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
  )
  .map(([base, spread, shares]) => Uint32Array.from(shares, (share) => Math.min(2 ** 32 - 1, base + Math.floor(share * spread))))

test('columns come back as they were packed', () => {
  const packer = new ColumnPacker()
  const reader = new PackedReader(2)
  fc.assert(
    fc.property(values, values, (a, b) => {
      const n = Math.min(a.length, b.length)
      const from = Math.floor(n / 3)
      reader.load(packer.pack([a, b], from, n), n - from)
      for (const [c, column] of [a, b].entries()) {
        const out = new Uint32Array(n - from)
        reader.unpack(c, out)
        expect(out).toEqual(column.subarray(from, n))
        // Every other row; the rest stays what it was.
        const rows = everyOther(n - from)
        const some = new Uint32Array(n - from).fill(7)
        reader.unpackRows(c, some, rows, rows.length)
        expect(some).toEqual(out.map((value, row) => (row % 2 === 0 ? value : 7)))
      }
    }),
  )
})

const everyOther = (n: number) => Uint32Array.from({ length: Math.ceil(n / 2) }, (_, i) => 2 * i)

test('rows are kept by the range that their value lies in', () => {
  const packer = new ColumnPacker()
  const reader = new PackedReader(1)
  const kept = { all: 0, some: 0, none: 0 }
  const limit = fc.oneof(u32, fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1))
  const near = fc.record({ by: fc.constantFrom(-1, 0, 1), of: fc.nat() })
  const limits = fc.tuple(fc.oneof(limit, near), fc.oneof(limit, near))
  fc.assert(
    fc.property(values, limits, (column, limits) => {
      // Numbers of all sizes, and those of the column with their neighbours.
      const [low, high] = limits
        .map((one) =>
          typeof one === 'number' ? one : Math.min(2 ** 32 - 1, Math.max(0, column[one.of % column.length] + one.by)),
        )
        .sort((a, b) => a - b)
      reader.load(packer.pack([column], 0, column.length), column.length)
      const rows = everyOther(column.length)
      const expected = rows.filter((row) => column[row] >= low && column[row] <= high)
      const count = reader.keepBetween(0, low, high, rows, rows.length)
      expect(rows.subarray(0, count)).toEqual(expected)
      kept[count === 0 ? 'none' : count === rows.length ? 'all' : 'some']++
    }),
    { numRuns: 2000 },
  )
  expect(Math.min(...Object.values(kept))).toBeGreaterThan(30)
})

test('rows are selected by what a table says of their value', () => {
  const packer = new ColumnPacker()
  const reader = new PackedReader(1)
  const unit = 3600
  const table = Uint8Array.from({ length: Math.ceil(2 ** 32 / unit) }, (_, i) => Number(i % 7 < 3))
  const rows = new Uint32Array(50)
  fc.assert(
    fc.property(values, (column) => {
      reader.load(packer.pack([column], 0, column.length), column.length)
      const count = reader.selectBy(0, unit, table, rows)
      expect([...rows.subarray(0, count)]).toEqual([...column.keys()].filter((row) => Math.floor(column[row] / unit) % 7 < 3))
    }),
  )
})

test('bytes that are cut or too long are refused, not read as trips', () => {
  const bytes = new ColumnPacker().pack([Uint32Array.of(1, 500)], 0, 2)
  const reader = new PackedReader(1)
  expect(() => reader.load(bytes.subarray(0, bytes.length - 1), 2)).toThrow('damaged columns')
  expect(() => reader.load(bytes, 3)).toThrow('damaged columns')
})

test('the order is that of a comparison sort', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof(fc.constantFrom(0, 1, 65_536), u32), fc.constantFrom(0, 1, 2 ** 31)), { maxLength: 200 }),
      (rows) => {
        const keys = [Uint32Array.from(rows, (row) => row[0]), Uint32Array.from(rows, (row) => row[1])]
        const expected = rows.map((_, i) => i).sort((i, j) => rows[i][0] - rows[j][0] || rows[i][1] - rows[j][1] || i - j)
        expect([...sortOrder(keys, rows.length)]).toEqual(expected)
      },
    ),
  )
})

/** Trips at these places, by origin, in the order they were given a time: the i-th starts at second i. */
function filed(places: { u: number; v: number }[]): SortedEnd {
  const trips = createStoredTrips(places.length)
  trips.length = places.length
  places.forEach(({ u, v }, i) => {
    trips.originU[i] = u
    trips.originV[i] = v
    trips.time[i] = i
    trips.datasource[i] = 3
    trips.region[i] = 4
  })
  for (const sorted of sortEnds(trips, indexWhens(trips))) return sorted
  throw new Error('no end')
}

/** Most of them near one another, at one place, or anywhere. */
const place = fc.oneof(
  { weight: 3, arbitrary: fc.record({ u: fc.constantFrom(7, 2 ** 31, 2 ** 32 - 1), v: fc.constantFrom(9, 2 ** 31) }) },
  { weight: 3, arbitrary: fc.record({ u: fc.integer({ min: 2 ** 31, max: 2 ** 31 + 2 ** 16 }), v: fc.constant(2 ** 31) }) },
  { weight: 1, arbitrary: fc.record({ u: u32, v: u32 }) },
)

test('a segment is of one cell, which is split only where it is too full, and every trip is in one', () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 700 }), (places) => {
      const sorted = filed(places)
      const reader = new PackedReader(nearColumns.length)
      const seen = new Set<number>()
      const parents = new Map<string, number>()
      let before = -1
      for (const { cell, part, trips, timeMin, timeMax, near } of cutSegments(sorted)) {
        const level = Math.floor(cell / 2 ** 40)
        const code = cell % 2 ** 40
        expect(cell * 1000 + part).toBeGreaterThan(before)
        before = cell * 1000 + part
        expect(trips).toBeLessThanOrEqual(segmentTripsUsual)
        if (part > 0) expect(level).toBe(finestLevel)
        const times = new Uint32Array(trips)
        reader.load(near, trips)
        reader.unpack(0, times)
        expect([Math.min(...times), Math.max(...times)]).toEqual([timeMin, timeMax])
        for (const time of times) {
          expect(seen.has(time)).toBe(false)
          seen.add(time)
          const { u, v } = places[time]
          expect(codeOfCell(Math.floor(u / 2 ** (32 - level)), Math.floor(v / 2 ** (32 - level)))).toBe(code)
        }
        const parent = `${level - 1},${Math.floor(code / 4)}`
        if (level > 0) parents.set(parent, 0)
      }
      expect(seen.size).toBe(places.length)
      // Whatever was split had to be.
      for (const { u, v } of places)
        for (const key of parents.keys()) {
          const [level, code] = key.split(',').map(Number)
          const shift = 2 ** (32 - level)
          if (codeOfCell(Math.floor(u / shift), Math.floor(v / shift)) === code) parents.set(key, (parents.get(key) ?? 0) + 1)
        }
      for (const trips of parents.values()) expect(trips).toBeGreaterThan(segmentTripsUsual)
    }),
    { numRuns: 60 },
  )
})

test('a trip of merged chunks keeps its own', () => {
  const sorted = filed([
    { u: 1, v: 2 },
    { u: 1, v: 2 },
  ])
  expect([...cutSegments(sorted)].map(({ owners }) => owners)).toEqual([null])
  const [segment] = cutSegments({ ...sorted, owner: Uint32Array.of(70_000, 70_001) })
  const owners = new Uint32Array(segment.trips)
  const reader = new PackedReader(1)
  reader.load(segment.owners ?? new Uint8Array(), segment.trips)
  reader.unpack(0, owners)
  expect([...owners]).toEqual([70_000, 70_001])
})
