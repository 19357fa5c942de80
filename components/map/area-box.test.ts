import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areaBetween, areaText, movedArea, parseArea, resizedArea, unwrappedEast } from './area-box.ts'

const box = { west: 14.4, south: 50.03, east: 14.55, north: 50.1 }

test('two corners in any order are the same box, rounded to six decimals', () => {
  expect(areaBetween({ lng: 14.55, lat: 50.03 }, { lng: 14.4, lat: 50.1 })).toEqual(box)
  expect(areaText(areaBetween({ lng: 1.23456789, lat: 2 }, { lng: 3, lat: 4 }))).toBe('1.234568,2,3,4')
})

test('text and box are each other’s inverse', () => {
  expect(areaText(box)).toBe('14.4,50.03,14.55,50.1')
  const degrees = (most: number) => fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6)
  fc.assert(
    fc.property(degrees(180), degrees(180), degrees(90), degrees(90), (west, east, a, b) => {
      const area = { west, south: Math.min(a, b), east, north: Math.max(a, b) }
      const back = parseArea(areaText(area))
      expect(back && Object.values(back).map((n) => n + 0)).toEqual(Object.values(area).map((n) => n + 0))
    }),
  )
})

test.each(['', '1,2,3', '1,2,3,x', '1,4,3,2', '181,0,182,1', '0,0,1,91', '1e1,2,30,4'])('"%s" is not a box', (text) => {
  expect(parseArea(text)).toBeUndefined()
})

test('a box across the antimeridian keeps its width', () => {
  const pacific = areaBetween({ lng: 170, lat: -10 }, { lng: 190, lat: 10 })
  expect(pacific).toEqual({ west: 170, south: -10, east: -170, north: 10 })
  expect(unwrappedEast(pacific)).toBe(190)
  expect(movedArea(pacific, 15, 0)).toEqual({ west: -175, south: -10, east: -155, north: 10 })
  expect(areaBetween({ lng: -200, lat: 0 }, { lng: 200, lat: 1 })).toEqual({ west: -180, south: 0, east: 180, north: 1 })
})

test('moving stops at the pole with the height kept', () => {
  const moved = movedArea({ west: 0, south: 80, east: 10, north: 85 }, 0, 20)
  expect(moved).toEqual({ west: 0, south: 85, east: 10, north: 90 })
})

test('resizing moves east and north and never turns the box inside out', () => {
  expect(resizedArea(box, 0.05, -0.02)).toEqual({ ...box, east: 14.6, north: 50.08 })
  expect(resizedArea(box, -1, -1)).toEqual({ ...box, east: box.west, north: box.south })
})
