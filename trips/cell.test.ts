import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ancestorCell,
  cellAddress,
  cellBbox,
  cellCode,
  cellColumn,
  cellOfGrid,
  cellOfQuadkey,
  cellRow,
  cellsAtFinest,
  codeOfCell,
  gridBoxOfAddress,
  gridOf,
  quadkeyOf,
} from './cell.ts'

const unit = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const level = fc.integer({ min: 1, max: 16 })

/** The definition, bit by bit. */
function interleaved(u: number, v: number, bits: number): number {
  let code = 0n
  for (let bit = 0; bit < bits; bit++) {
    code |= ((BigInt(u) >> BigInt(32 - bits + bit)) & 1n) << BigInt(2 * bit)
    code |= ((BigInt(v) >> BigInt(32 - bits + bit)) & 1n) << BigInt(2 * bit + 1)
  }
  return Number(code)
}

test('a cell code interleaves the top bits of u and v', () => {
  fc.assert(
    fc.property(unit, unit, level, (u, v, l) => {
      expect(cellOfGrid(u, v, l)).toBe(interleaved(u, v, l))
    }),
  )
})

test('column, row and code are one cell', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 65_535 }), (x, y) => {
      expect([cellColumn(cellCode(x, y)), cellRow(cellCode(x, y))]).toEqual([x, y])
    }),
  )
})

test('a coarser level is the ancestor of a finer one', () => {
  fc.assert(
    fc.property(unit, unit, level, level, (u, v, a, b) => {
      const [coarse, fine] = [Math.min(a, b), Math.max(a, b)]
      expect(ancestorCell(cellOfGrid(u, v, fine), fine - coarse)).toBe(cellOfGrid(u, v, coarse))
    }),
  )
})

test('a quadkey names its cell, one digit a level', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), unit, unit, (l, u, v) => {
      const [x, y] = [u >>> (32 - l), v >>> (32 - l)]
      expect(cellOfQuadkey(quadkeyOf(x, y, l))).toEqual({ x, y, level: l })
    }),
  )
  expect(cellOfQuadkey('0124')).toBeUndefined()
  expect(cellOfQuadkey('')).toBeUndefined()
})

test('a point lies in the rectangle of its cell', () => {
  const [lonE7, latE7] = [144_973_794, 500_013_688]
  const [x, y] = [gridOf(lonE7) >>> (32 - 14), gridOf(latE7) >>> (32 - 14)]
  const [west, south, east, north] = cellBbox(x, y, 14)
  expect(west * 1e7 <= lonE7 && lonE7 < east * 1e7 && south * 1e7 <= latE7 && latE7 < north * 1e7).toBe(true)
  expect(east - west).toBeCloseTo(0.0262144, 7)
})

test('an address tells its rectangle and the finest cells in it, at any level', () => {
  fc.assert(
    fc.property(unit, unit, fc.integer({ min: 0, max: 20 }), (u, v, l) => {
      const size = 2 ** (32 - l)
      const [x, y] = [Math.floor(u / size), Math.floor(v / size)]
      const address = cellAddress(l, codeOfCell(x, y))
      expect(codeOfCell(x, y)).toBe(interleaved(u, v, l))
      expect(gridBoxOfAddress(address)).toEqual({ u0: x * size, v0: y * size, u1: (x + 1) * size - 1, v1: (y + 1) * size - 1 })
      const { from, to } = cellsAtFinest(address)
      expect(to - from + 1).toBe(4 ** (20 - l))
      expect(interleaved(u, v, 20)).toBeGreaterThanOrEqual(from)
      expect(interleaved(u, v, 20)).toBeLessThanOrEqual(to)
    }),
  )
})
