import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseMerge, mergeFanout } from './choose-merge.ts'

const hosts = (...trips: number[]) => trips.map((n, i) => ({ id: i + 1, trips: n }))

test('chunks of one size are merged once there are enough of them, the smallest size first', () => {
  expect(chooseMerge(hosts(10, 11, 12, 13, 14, 15, 16), 1000)).toEqual([])
  expect(chooseMerge(hosts(10, 11, 12, 13, 14, 15, 16, 17), 1000)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(chooseMerge(hosts(...Array(8).fill(100), ...Array(8).fill(3)), 10_000)).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
})

test('smaller ones go along, those that fit', () => {
  expect(chooseMerge(hosts(1, ...Array(4).fill(100), 20, ...Array(4).fill(100)), 10_000)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(chooseMerge(hosts(...Array(8).fill(100), 20, 7), 810)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10])
})

test('no more are taken than fit, and none that is half full', () => {
  expect(chooseMerge(hosts(...Array(9).fill(300)), 1000)).toEqual([1, 2, 3])
  expect(chooseMerge(hosts(...Array(9).fill(600)), 1000)).toEqual([])
})

test('merging again and again ends, with few chunks, and moves a trip a few times', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 300 }), (sizes) => {
      const tripsMax = 10_000
      let left = hosts(...sizes)
      let moved = 0
      for (let chosen = chooseMerge(left, tripsMax); chosen.length > 0; chosen = chooseMerge(left, tripsMax)) {
        const trips = left.filter(({ id }) => chosen.includes(id)).reduce((sum, host) => sum + host.trips, 0)
        expect(trips).toBeLessThanOrEqual(tripsMax)
        left = [...left.filter(({ id }) => !chosen.includes(id)), { id: chosen[0], trips }]
        moved += trips
      }
      const total = sizes.reduce((sum, n) => sum + n, 0)
      expect(left.length).toBeLessThanOrEqual(total / (tripsMax / 2) + 5 * mergeFanout)
      expect(moved).toBeLessThanOrEqual(5 * total)
    }),
  )
})
