import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowTally } from './row-tally.ts'
import type { StoredTrips } from './stored-trips.ts'
import { TripDigest } from './trip-digest.ts'

/** Appends trips that differ in nothing but their time, whose hashes often collide. */
const at = (times: readonly number[]) => (trips: StoredTrips) => {
  for (const time of times) {
    trips.time[trips.length] = time
    trips.hashLow[trips.length] = time % 7
    trips.hashHigh[trips.length++] = time % 5
  }
}

test('trips, digest and equal rows of a cell, however many readings it takes and however little is held', () => {
  const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
  fc.assert(
    fc.property(
      fc.array(times, { maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(1, 10, 1000),
      (parts, readings, capacity) => {
        const tally = new RowTally(capacity)
        const digest = new TripDigest()
        for (const cell of [1, 2]) {
          for (let reading = 0; reading < readings; reading++) {
            for (const part of parts) tally.add(part.length, at(part), readings, reading)
            tally.endCell()
          }
          for (const time of parts.flat()) digest.add(time % 7, time % 5)
          expect(tally.trips).toBe(cell * parts.flat().length)
          expect(tally.equalRows).toBe(cell * (parts.flat().length - new Set(parts.flat()).size))
        }
        expect(tally.digest.text()).toBe(digest.text())
      },
    ),
  )
})
