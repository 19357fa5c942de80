import { expect, test } from 'vitest'
import { bearingBetween, metresBetween, middleOf, placeWords, pointText, windText } from './on-the-ground.ts'

const prague: [number, number] = [14.4378, 50.0755]
const turin: [number, number] = [7.6869, 45.0703]

test('distance and direction between two cities', () => {
  expect(metresBetween(prague, turin) / 1000).toBeCloseTo(752, 0)
  expect(windText(bearingBetween(prague, turin))).toBe('south-west')
  expect(windText(bearingBetween(turin, prague))).toBe('north-east')
  expect(metresBetween([179.9, 0], [-179.9, 0]) / 1000).toBeCloseTo(22.2, 0)
  expect(windText(bearingBetween([179.9, 0], [-179.9, 0]))).toBe('east')
  expect(windText(359)).toBe('north')
})

test('a point is written as finely as its cell', () => {
  expect(pointText([14.4378, -50.0755], 0.2)).toBe('50.08°S 14.44°E')
  expect(pointText([-14.4378, 50.0755], 0.0016)).toBe('50.0755°N 14.4378°W')
  expect(middleOf({ quadkey: '0', bbox: [10, 20, 12, 30] })).toEqual([11, 25])
})

test('finer cells are nearer places', () => {
  expect([100_000, 23_000, 5000, 2900, 360, 100, 10].map(placeWords)).toEqual([
    'same part of the country',
    'same city',
    'same district',
    'same neighbourhood',
    'same few streets',
    'same block',
    'same doorstep',
  ])
})
