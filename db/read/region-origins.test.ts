import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImport, storeChunk } from '#db/testing/store-trips.ts'
import type { Trip } from '#trips/trip.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { readGroups } from './groups.ts'

const columns = 60
const degree = 10_000_000
/** Places a few degrees apart, each in a cell of its own at the level that origins are known at. */
const scattered = (region: string, count: number): Trip[] =>
  Array.from({ length: count }, (_, i) => tripAt(region, (i % columns) * 4 - 130, Math.floor(i / columns) * 3 - 60, i))
const dense = Array.from({ length: 3000 }, (_, i) => tripAt('city', 12 + (i % 50) / 1000, -49.5 + (i % 61) / 1000, i))

function tripAt(region: string, lon: number, lat: number, i: number): Trip {
  const [lonE7, latE7] = [Math.round(lon * degree), Math.round(lat * degree)]
  return {
    ...{ region, originLonE7: lonE7, originLatE7: latE7, destinationLonE7: lonE7 + 100, destinationLatE7: latE7 },
    ...{ time: 1_525_152_277 + i, datasource: `source ${i % 5}` },
  }
}

let fresh: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  fresh = await freshDatabase()
  const lease = await openImport(fresh.db)
  await storeChunk(fresh.db, lease, 0, [...scattered('strays', 500), ...scattered('everywhere', 1500), ...dense])
})
afterAll(() => fresh.drop())

const groupsOf = (region: string) =>
  readGroups(fresh.db, { region, relation: 'starts', level: 10, time: 'none', sort: 'trips', min_trips: 1, limit: 10 })

test('a region with some hundred places far from one another is read in their cells', async () => {
  const { total_trips, of_total, provenance } = await groupsOf('strays')
  expect([total_trips, of_total]).toEqual([500, 500])
  expect(provenance.answered_from.trips_scanned).toBeLessThanOrEqual(2000)
})

test('one with more of them in coarser cells, every trip once', async () => {
  const { total_trips, of_total } = await groupsOf('everywhere')
  expect([total_trips, of_total]).toEqual([1500, 1500])
})
