import { expect, test } from 'vitest'
import { cellDegrees, densityLevel, worldPixels, worldX, worldY } from './mercator.ts'

test('the corners and the middle of the world', () => {
  expect([worldX(-180), worldX(0), worldX(180)]).toEqual([0, 0.5, 1])
  expect(worldY(0)).toBeCloseTo(0.5, 12)
  expect(worldY(85.0511287798)).toBeCloseTo(0, 9)
  expect(worldY(-90)).toBeCloseTo(1, 9)
  // OpenStreetMap's slippy-map formula gives tile row 11,101.5 at zoom 15 for 50.0755° N.
  expect(worldY(50.0755) * 2 ** 15).toBeCloseTo(
    ((1 - Math.asinh(Math.tan((50.0755 * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 15,
    6,
  )
})

test('density cells are 8 to 14 px wide wherever the level may follow the zoom', () => {
  for (let zoom = 0; zoom <= 10; zoom++) {
    const pixels = (cellDegrees(densityLevel(zoom)) / 360) * worldPixels(zoom)
    expect(pixels).toBeGreaterThan(8)
    expect(pixels).toBeLessThan(14)
  }
  expect([densityLevel(-5), densityLevel(18)]).toEqual([1, 15])
})
