import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPacked, packColumns, unpackColumn } from './packed-columns.ts'
import { cutSegments, type EndColumns, segmentTripsMax } from './segment.ts'
import { sortOrder } from './sort-order.ts'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
/** Values that share a base, so that every width from 0 to 4 bytes comes up. */
const values = fc
  .tuple(
    u32,
    fc.constantFrom(0, 255, 65_535, 16_777_215, 2 ** 32 - 1),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
  )
  .map(([base, spread, shares]) => Uint32Array.from(shares, (share) => Math.min(2 ** 32 - 1, base + Math.floor(share * spread))))

test('columns come back as they were packed, in the order asked for', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const n = Math.min(a.length, b.length)
      const order = Uint32Array.from({ length: n }, (_, i) => n - 1 - i)
      const bytes = packColumns([a, b], order, 0, n)
      checkPacked(bytes, 2, n)
      for (const [c, column] of [a, b].entries()) {
        const out = new Uint32Array(n)
        unpackColumn(bytes, n, 2, c, out)
        expect(out).toEqual(Uint32Array.from(order, (row) => column[row]))
      }
    }),
  )
})

test('bytes that are cut or too long are refused, not read as trips', () => {
  const bytes = packColumns([Uint32Array.of(1, 500)], Uint32Array.of(0, 1), 0, 2)
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

test('segments are cut at cells and at the largest size, with their span of time', () => {
  const n = segmentTripsMax + 5
  const column = (value: (i: number) => number) => Uint32Array.from({ length: n }, (_, i) => value(i))
  const columns: EndColumns = {
    end: 0,
    cell: column((i) => (i < n - 2 ? 7 : 9)),
    time: column((i) => i),
    u: column(() => 1),
    v: column(() => 2),
    datasource: column(() => 3),
    region: column(() => 4),
    farU: column(() => 5),
    farV: column(() => 6),
  }
  const segments = [...cutSegments(columns, sortOrder([columns.cell, columns.time], n))]
  expect(segments.map(({ cell, part, trips, timeMin, timeMax }) => [cell, part, trips, timeMin, timeMax])).toEqual([
    [7, 0, segmentTripsMax, 0, segmentTripsMax - 1],
    [7, 1, 3, segmentTripsMax, segmentTripsMax + 2],
    [9, 0, 2, segmentTripsMax + 3, segmentTripsMax + 4],
  ])
})
