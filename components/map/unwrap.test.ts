import { expect, test } from 'vitest'
import { closedAtPole, unwrapped } from './unwrap.ts'

const xs = (line: number[][]) => unwrapped(line).map(({ x }) => Number((x * 360 - 180).toFixed(6)))

test('a line across the antimeridian runs on instead of jumping back', () => {
  expect(
    xs([
      [170, 0],
      [179, 0],
      [-179, 0],
      [-170, 0],
      [178, 0],
    ]),
  ).toEqual([170, 179, 181, 190, 178])
  expect(
    xs([
      [-179, 0],
      [179, 0],
      [-178, 0],
    ]),
  ).toEqual([-179, -181, -178])
  expect(
    xs([
      [-60, 0],
      [100, 0],
    ]),
  ).toEqual([-60, 100])
})

test('a ring around the pole is closed along the lower edge, any other is left alone', () => {
  const antarctica = unwrapped([
    [-180, -70],
    [-60, -75],
    [60, -70],
    [180, -72],
    [-180, -70],
  ])
  const closed = closedAtPole(antarctica)
  expect(closed.slice(antarctica.length).map(({ y }) => y)).toEqual([1, 1])
  const island = unwrapped([
    [179, 1],
    [-179, 1],
    [-179, 2],
    [179, 1],
  ])
  expect(closedAtPole(island)).toBe(island)
})
