import { expect, test } from 'vitest'
import { heatClass } from './heat-class.ts'

test('equal steps, the largest in the last, none without colour', () => {
  expect([0, 1, 10, 11, 69, 70].map((count) => heatClass(count, 70, 7))).toEqual([undefined, 0, 0, 1, 6, 6])
  expect(heatClass(0, 0, 7)).toBeUndefined()
})
