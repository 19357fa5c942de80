import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fewCells } from './origin-cells.ts'

const cells = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 ** 10 - 1 }), fc.integer({ min: 5000, max: 5400 })), {
  maxLength: 600,
})

test('cells are kept as they are where they are few, else the finest ones that hold them and are few', () => {
  fc.assert(
    fc.property(cells, fc.integer({ min: 1, max: 300 }), (list, most) => {
      const at = (level: number) => [...new Set(list.map((code) => Math.floor(code / 4 ** (10 - level))))].sort((a, b) => a - b)
      const found = fewCells({ level: 10, cells: list }, most)
      expect([...found.cells]).toEqual(at(found.level))
      expect(found.cells.length).toBeLessThanOrEqual(most)
      if (found.level < 10) expect(at(found.level + 1).length).toBeGreaterThan(most)
    }),
  )
})

test('the world is one cell', () => {
  expect(fewCells({ level: 10, cells: [0, 4 ** 10 - 1] }, 1)).toEqual({ level: 0, cells: Uint32Array.of(0) })
})
