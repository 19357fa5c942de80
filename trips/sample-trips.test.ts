import { expect, test } from 'vitest'
import { secondsPerWeek, weekdayOfDay } from './iso-week.ts'
import { createChunkReader } from './read-chunk.ts'
import { recogniseMapping } from './recognition/recognise-mapping.ts'
import { sampleCities } from './sample-city.ts'
import { type SampleOptions, sampleTrips } from './sample-trips.ts'

function bytesOf(options: SampleOptions): Uint8Array {
  const blocks = [...sampleTrips(options)]
  const bytes = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    bytes.set(block, at)
    at += block.length
  }
  return bytes
}

function tripsOf(options: SampleOptions) {
  const found = recogniseMapping([...sampleTrips({ ...options, rows: 100 })], 'sample-trips.csv')
  if ('problem' in found) throw new Error(found.problem.message)
  const reader = createChunkReader(found.mapping)
  for (const block of sampleTrips(options)) for (const _ of reader.push(block)) throw new Error('one chunk only, here')
  const [chunk] = reader.end()
  expect(chunk.rejects).toEqual([])
  return chunk
}

test('the same options give the same bytes, another seed others', () => {
  const options = { seed: 7, rows: 5_000 }
  expect(bytesOf(options)).toEqual(bytesOf(options))
  expect(bytesOf({ ...options, seed: 8 })).not.toEqual(bytesOf(options))
  expect(new TextDecoder().decode(bytesOf({ seed: 7, rows: 2 }))).toMatch(
    /^region,origin_coord,destination_coord,datetime,datasource\n([A-Z][a-z]+,POINT \(-?\d+\.\d{7} -?\d+\.\d{7}\),POINT \(-?\d+\.\d{7} -?\d+\.\d{7}\),2024-\d\d-\d\d \d\d:\d\d:\d\d,[a-z_]+\n){2}$/,
  )
})

test('trips lie in their cities, in every week of half a year, busiest in the rush hours of working days', () => {
  const { columns, regions, datasources } = tripsOf({ seed: 1, rows: 20_000 })
  expect([columns.length, regions.labels.length, datasources.labels.length]).toEqual([20_000, 6, 4])
  const hours = new Array<number>(24).fill(0)
  const weeks = new Set<number>()
  const first = 1_704_067_200 // 2024-01-01, a Monday
  let working = 0
  for (let i = 0; i < columns.length; i++) {
    const city = sampleCities.find(({ name }) => name === regions.labels[columns.region[i]])
    for (const [lon, lat] of [
      [columns.originLon[i], columns.originLat[i]],
      [columns.destinationLon[i], columns.destinationLat[i]],
    ]) {
      expect(Math.abs(lon / 1e7 - (city?.lon ?? 0))).toBeLessThan(0.6)
      expect(Math.abs(lat / 1e7 - (city?.lat ?? 0))).toBeLessThan(0.4)
    }
    const second = columns.time[i] - first
    weeks.add(Math.floor(second / secondsPerWeek))
    hours[Math.floor(second / 3600) % 24]++
    if (weekdayOfDay(Math.floor(columns.time[i] / 86_400)) < 5) working++
  }
  expect([...weeks].sort((a, b) => a - b)).toEqual(Array.from({ length: 26 }, (_, week) => week))
  expect(hours.indexOf(Math.max(...hours))).toBe(17)
  expect(hours[8]).toBeGreaterThan(hours[11])
  expect(working / columns.length).toBeGreaterThan(0.65)
})

test('cities, first day and weeks can be chosen; points are written exactly', () => {
  const { columns, regions } = tripsOf({
    seed: 3,
    rows: 500,
    from: '2019-12-30',
    weeks: 1,
    cities: [{ name: 'Suva', lon: -0.01, lat: -0.001, weight: 1 }],
  })
  expect(regions.labels).toEqual(['Suva'])
  const times = columns.time.subarray(0, 500)
  expect(Math.min(...times)).toBeGreaterThanOrEqual(1_577_664_000)
  expect(Math.max(...times)).toBeLessThan(1_577_664_000 + secondsPerWeek)
  expect(
    columns.originLon.subarray(0, 500).some((lon) => lon > 0) && columns.originLon.subarray(0, 500).some((lon) => lon < 0),
  ).toBe(true)
})

test('weeks begin on a Monday', () => {
  expect(() => [...sampleTrips({ seed: 1, rows: 1, from: '2024-01-02' })]).toThrow(/2024-01-02/)
})
