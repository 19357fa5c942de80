import { expect, test } from 'vitest'
import type { PointerAt } from './draw-gesture.ts'
import { click, finish, type PolygonGesture, takeBack } from './draw-polygon-gesture.ts'

const at = (x: number, y: number): PointerAt => ({ x, y, point: { lng: x / 10, lat: y / 10 } })
const clicked = (...points: PointerAt[]): PolygonGesture =>
  points.reduce<PolygonGesture>((gesture, point) => click(gesture, point).gesture, [])
const triangle = clicked(at(0, 0), at(100, 0), at(100, 100))
const points = [{ lng: 0, lat: 0 }, { lng: 10, lat: 0 }, { lng: 10, lat: 10 }] // biome-ignore format: a triangle

test('clicks are corners; a click on the first of them ends', () => {
  expect(triangle).toHaveLength(3)
  expect(click(triangle, at(8, -9))).toEqual({ gesture: [], done: points })
  expect(click(triangle, at(30, 30)).gesture).toHaveLength(4)
})

test('a double-click ends at the corner it set', () => {
  expect(click(triangle, at(102, 98))).toEqual({ gesture: [], done: points })
})

test('fewer than three corners are no polygon, however they end', () => {
  const line = clicked(at(0, 0), at(100, 0))
  expect(finish(line)).toEqual({ gesture: line })
  expect(click(line, at(101, 1))).toEqual({ gesture: line })
  expect(click(line, at(3, 3)).gesture).toHaveLength(3)
})

test('the last corner is taken back', () => {
  expect(takeBack(triangle)).toEqual(clicked(at(0, 0), at(100, 0)))
  expect(takeBack([])).toEqual([])
})
