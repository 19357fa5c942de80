import { expect, test } from 'vitest'
import { type PointerAt, press, preview, release } from './draw-gesture.ts'

const at = (x: number, y: number): PointerAt => ({ x, y, point: { lng: x / 10, lat: -y / 10 } })
const box = { west: 1, south: -3, east: 4, north: -2 }

test('one drag is a box', () => {
  const down = press({}, at(10, 20))
  expect(preview(down, at(40, 30))).toEqual(box)
  expect(release(down, at(40, 30))).toEqual({ gesture: {}, area: box })
})

test('two clicks are a box, a shaking hand notwithstanding', () => {
  const first = release(press({}, at(10, 20)), at(12, 21))
  expect(first.area).toBeUndefined()
  expect(preview(first.gesture, at(40, 30))).toEqual(box)
  expect(release(press(first.gesture, at(39, 30)), at(40, 30)).area).toEqual(box)
})

test('a double click is no box', () => {
  const { gesture } = release(press({}, at(10, 20)), at(10, 20))
  const again = release(press(gesture, at(10, 20)), at(10, 20))
  expect(again).toEqual({ gesture: { anchor: at(10, 20) } })
})

test('letting go without a press does nothing', () => {
  expect(release({}, at(1, 1)).area).toBeUndefined()
})
