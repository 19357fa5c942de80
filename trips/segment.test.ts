import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ColumnPacker, checkPacked, unpackColumn } from './packed-columns.ts'
import { cutSegments, segmentTripsUsual } from './segment.ts'
import { sortOrder } from './sort-order.ts'
import type { SortedEnd } from './sorted-end.ts'

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
  fc.assert(
    fc.property(values, values, (a, b) => {
      const n = Math.min(a.length, b.length)
      const from = Math.floor(n / 3)
      const bytes = packer.pack([a, b], from, n)
      checkPacked(bytes, 2, n - from)
      for (const [c, column] of [a, b].entries()) {
        const out = new Uint32Array(n - from)
        unpackColumn(bytes, n - from, 2, c, out)
        expect(out).toEqual(column.subarray(from, n))
      }
    }),
  )
})

test('bytes that are cut or too long are refused, not read as trips', () => {
  const bytes = new ColumnPacker().pack([Uint32Array.of(1, 500)], 0, 2)
  expect(() => checkPacked(bytes.subarray(0, bytes.length - 1), 1, 2)).toThrow('damaged segment')
  expect(() => checkPacked(bytes, 1, 3)).toThrow('damaged segment')
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

test('segments are cut at cells and at the usual size, with their span of time', () => {
  const n = segmentTripsUsual + 5
  const column = (value: (i: number) => number) => Uint32Array.from({ length: n }, (_, i) => value(i))
  const sorted: SortedEnd = {
    end: 0,
    length: n,
    cell: column((i) => (i < n - 2 ? 7 : 9)),
    when: column(() => 0),
    time: column((i) => n - i),
    u: column(() => 1),
    v: column(() => 2),
    datasource: column(() => 3),
    region: column(() => 4),
    farU: column(() => 5),
    farV: column(() => 6),
  }
  const segments = [...cutSegments(sorted)]
  expect(segments.map(({ cell, part, trips, timeMin, timeMax }) => [cell, part, trips, timeMin, timeMax])).toEqual([
    [7, 0, segmentTripsUsual, n - segmentTripsUsual + 1, n],
    [7, 1, 3, 3, 5],
    [9, 0, 2, 1, 2],
  ])
  expect(segments.map(({ owners }) => owners)).toEqual([null, null, null])
  const [first] = cutSegments({ ...sorted, owner: column((i) => 70_000 + (i % 2)) })
  const owners = new Uint32Array(first.trips)
  unpackColumn(first.owners ?? new Uint8Array(), first.trips, 1, 0, owners)
  expect([...owners.subarray(0, 3)]).toEqual([70_000, 70_001, 70_000])
})
