import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImport, storeChunk } from '#db/testing/store-trips.ts'
import type { GroupTripsQuery } from '#trips/filters.ts'
import { datetimeText } from '#trips/iso-week.ts'
import { mulberry32 } from '#trips/mulberry32.ts'
import type { GroupTripsView, TripView } from '#trips/views.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { firstDay, randomTrips } from '../testing/random-trips.ts'
import { readGroupTrips } from './group-trips.ts'
import { readGroups } from './groups.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
afterAll(() => fresh.drop())

const random = mulberry32(20)
const [place] = randomTrips(1, 1)
/** Two thousand trips of one group: half of them start in one of five seconds, many are equal in all. */
const trips = Array.from({ length: 2000 }, (_, i) => ({
  ...place,
  time: firstDay * 86_400 + (i % 2 === 0 ? i % 5 : Math.floor(random() * 3600)),
  originLonE7: place.originLonE7 + (i % 3),
}))
beforeAll(async () => {
  fresh = await freshDatabase()
  const lease = await openImport(fresh.db)
  for (const chunkNo of [0, 1]) await storeChunk(fresh.db, lease, chunkNo, trips.slice(chunkNo * 900, chunkNo === 0 ? 900 : 2000))
})

const filters = { relation: 'starts' } as const
const page = (key: string, more: Partial<GroupTripsQuery>): Promise<GroupTripsView> =>
  readGroupTrips(fresh.db, key, { ...filters, limit: 1000, ...more })

async function groupKey(): Promise<string> {
  const { groups } = await readGroups(fresh.db, { ...filters, time: 'hour', level: 8, sort: 'trips', min_trips: 1, limit: 1 })
  expect(groups[0].trips).toBe(trips.length)
  return groups[0].key
}

test.each([1000, 333, 64, 7])('pages of %i list each trip of a group once, oldest first', async (limit) => {
  const key = await groupKey()
  const found: TripView[] = []
  let pages = 0
  for (let cursor: string | undefined; pages === 0 || cursor; pages++) {
    const view = await page(key, { limit, cursor })
    expect([view.of_total, view.shown]).toEqual([trips.length, Math.min(limit, trips.length - found.length)])
    found.push(...view.trips)
    cursor = view.next_cursor ?? undefined
  }
  expect(pages).toBe(Math.ceil(trips.length / limit))
  const told = found.map(({ datetime, origin }) => `${datetime} ${Math.round(origin[0] * 1e7)}`)
  expect(told).toEqual(trips.map(({ time, originLonE7 }) => `${datetimeText(time)} ${originLonE7}`).sort())
})

test.each(['100', '1.2.3', '0x1.1', '-1.0'])('the cursor %s is of no page', async (cursor) => {
  await expect(page('0-0-hour0', { cursor })).rejects.toMatchObject({ code: 'bad_parameter', where: { parameter: 'cursor' } })
})
