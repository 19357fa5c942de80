import { expect, test } from 'vitest'
import { ColumnPacker } from './packed-columns.ts'
import { CountReader, countsUsual, regionCountColumns } from './rollup-block.ts'

test('a row of more counts than usual is unpacked whole, and a short one behind it', () => {
  const counts = countsUsual + 7
  const week = Uint32Array.from({ length: counts }, (_, i) => i)
  const packed = new ColumnPacker().pack([week, week], 0, counts).slice()
  const reader = new CountReader(regionCountColumns)
  expect(reader.unpack({ counts, packed }).trips.slice(0, counts)).toEqual(week)
  const few = new ColumnPacker().pack([Uint32Array.of(5, 6), Uint32Array.of(7, 8)], 0, 2)
  expect(reader.unpack({ counts: 2, packed: few }).trips.slice(0, 2)).toEqual(Uint32Array.of(7, 8))
})
