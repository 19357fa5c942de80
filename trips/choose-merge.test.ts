import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseMerge, mergeFanout } from './choose-merge.ts'

const chosen = (...asked: Parameters<typeof chooseMerge>): number[] => {
  const { same, along } = chooseMerge(...asked)
  return [...same, ...along].sort((a, b) => a - b)
}

const hosts = (...trips: number[]) => trips.map((n, i) => ({ id: i + 1, trips: n }))

test('chunks of one size are merged once there are enough of them, the smallest size first', () => {
  expect(chosen(hosts(10, 11, 12, 13, 14, 15, 16), 1000)).toEqual([])
  expect(chosen(hosts(10, 11, 12, 13, 14, 15, 16, 17), 1000)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(chosen(hosts(...Array(8).fill(100), ...Array(8).fill(3)), 10_000)).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
})

test('smaller ones go along, those that fit', () => {
  expect(chosen(hosts(1, ...Array(4).fill(100), 20, ...Array(4).fill(100)), 10_000)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(chooseMerge(hosts(...Array(8).fill(100), 20, 7), 810)).toEqual({ same: [1, 2, 3, 4, 5, 6, 7, 8], along: [10] })
  expect(chooseMerge(hosts(...Array(8).fill(100), 20, 7), 1000, new Set([9])).along).toEqual([10])
})

test('no more are taken than fit, and none that is half full', () => {
  expect(chosen(hosts(...Array(9).fill(300)), 1000)).toEqual([1, 2, 3])
  expect(chosen(hosts(...Array(9).fill(600)), 1000)).toEqual([])
})

test('merging again and again ends, with few chunks, and moves a trip a few times', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 300 }), (sizes) => {
      const tripsMax = 10_000
      let left = hosts(...sizes)
      let moved = 0
      for (let ids = chosen(left, tripsMax); ids.length > 0; ids = chosen(left, tripsMax)) {
        const trips = left.filter(({ id }) => ids.includes(id)).reduce((sum, host) => sum + host.trips, 0)
        expect(trips).toBeLessThanOrEqual(tripsMax)
        left = [...left.filter(({ id }) => !ids.includes(id)), { id: ids[0], trips }]
        moved += trips
      }
      const total = sizes.reduce((sum, n) => sum + n, 0)
      expect(left.length).toBeLessThanOrEqual(total / (tripsMax / 2) + 5 * mergeFanout)
      expect(moved).toBeLessThanOrEqual(5 * total)
    }),
  )
})
