import { expect, test } from 'vitest'
import type { Area } from './area.ts'
import { cellAddress } from './cell.ts'
import { ColumnPacker } from './packed-columns.ts'
import { Scan } from './scan.ts'
import { segmentTripsUsual } from './segment.ts'

/** Three trips at three places. */
const near = new ColumnPacker().pack(
  [
    Uint32Array.of(1, 2, 3),
    Uint32Array.of(10, 20, 30),
    Uint32Array.of(10, 20, 30),
    Uint32Array.of(1, 1, 1),
    Uint32Array.of(1, 1, 1),
  ],
  0,
  3,
)

test.each([
  ['inside', 3, 0],
  ['outside', 0, 0],
  ['crosses', 1, 3],
] as const)(
  'of a segment whose cell is %s a polygon %d trips are counted, and %d places compared',
  (relation, trips, compared) => {
    let places = 0
    const area: Area = {
      relate: () => relation,
      has: (u) => {
        places++
        return u === 20
      },
    }
    const part = {
      source: 'segments',
      end: 0,
      near: area,
      ranges: null,
      days: null,
      chunks: 'all',
      isMostlyInside: false,
    } as const
    const scan = new Scan({ area, relation: 'starts' }, part)
    expect(scan.needs).toEqual({ far: false, cell: true })
    expect(scan.select({ trips: 3, near, cell: cellAddress(20, 0) })).toBe(trips)
    expect(places).toBe(compared)
  },
)

test('a segment longer than usual makes room for itself', () => {
  const length = segmentTripsUsual + 12
  const rising = Uint32Array.from({ length }, (_, i) => i)
  const long = new ColumnPacker().pack([rising, rising, rising, rising, rising], 0, length)
  const part = { source: 'segments', end: 0, ranges: null, days: null, chunks: 'all', isMostlyInside: false } as const
  const scan = new Scan({ relation: 'starts' }, part, { time: true })
  expect(scan.select({ trips: 3, near })).toBe(3)
  expect(scan.select({ trips: length, near: long })).toBe(length)
  expect(scan.columns.time.slice(0, length)).toEqual(rising)
  expect(scan.rows.slice(0, length)).toEqual(rising)
})
