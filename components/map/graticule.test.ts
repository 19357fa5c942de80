import { expect, test } from 'vitest'
import { degreesLabel, graticuleLines, graticuleStep } from './graticule.ts'

test('the step is the finest whose lines stay apart', () => {
  expect(graticuleStep(96 / 0.05)).toBe(0.05)
  expect(graticuleStep(95 / 0.05)).toBe(0.1)
  expect(graticuleStep(0.1)).toBe(30)
})

test('lines are clean multiples, both ends included', () => {
  expect(graticuleLines(14.3, 14.6, 0.1)).toEqual([14.3, 14.4, 14.5, 14.6])
  expect(graticuleLines(-0.1, 0.1, 0.05)).toEqual([-0.1, -0.05, 0, 0.05, 0.1])
  expect(graticuleLines(0.01, 0.04, 0.05)).toEqual([])
})

test('labels name the side', () => {
  expect(degreesLabel(14.4, 'lon')).toBe('14.4° E')
  expect(degreesLabel(-0.05, 'lat')).toBe('0.05° S')
  expect(degreesLabel(0, 'lat')).toBe('0°')
  expect(degreesLabel(190, 'lon')).toBe('170° W')
})
