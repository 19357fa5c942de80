import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstDay, randomTrips, satisfies } from '#db/testing/random-trips.ts'
import { closeImport, openImport, storeChunk } from '#db/testing/store-trips.ts'
import { boxArea } from '#trips/area.ts'
import { wholeWorld } from '#trips/box.ts'
import { flowFarLevel, gridOf, groupRollupLevel } from '#trips/cell.ts'
import type { GroupsQuery } from '#trips/filters.ts'
import type { TripQuestion } from '#trips/grain.ts'
import type { GroupCounter } from '#trips/group-counter.ts'
import { hourOfTime, mondayOfWeek, weekOfDay } from '#trips/iso-week.ts'
import type { Trip } from '#trips/trip.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { mergeChunks } from '../write/merge-chunks.ts'
import { countGroups } from './count-groups.ts'
import { readGroups } from './groups.ts'
import { type HourCounts, noHours } from './hour-of-week.ts'
import { inSnapshot, type Snapshot, withOwnTally } from './snapshot.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  fresh = await freshDatabase()
  // Each trip five times, so that the finest level suits them.
  const trips = randomTrips(20181224, 300).flatMap((trip) => Array(5).fill(trip))
  await storeChunk(fresh.db, await openImport(fresh.db), 0, trips)
})
afterAll(() => fresh.drop())

const most = { read: 1000, readForFew: 2000, groups: 5_000_000 }
const count = (more: Partial<TripQuestion>, bounds = most): Promise<GroupCounter> =>
  inSnapshot(fresh.db, (snapshot) => countGroups(snapshot, { relation: 'starts', ...more }, { time: 'hour' }, { most: bounds }))

test('the level is looked for in all trips, unless those that are asked about are many', async () => {
  const monday = mondayOfWeek(weekOfDay(firstDay) + 2)
  const few = await count({ from: monday, to: monday + 13 })
  expect(few.total).toBeLessThan(most.read)
  expect(few).toMatchObject({ level: 20, judgedBy: 'all' })
  expect(await count({ from: monday, to: monday + 12 })).toMatchObject({ level: 20, judgedBy: 'all' })
  const sought = await count({ from: monday, to: monday + 13 }, { ...most, readForFew: 1200 })
  expect(sought).toMatchObject({ total: few.total, judgedBy: 'rollups' })
})

test('more trips are read only where there are no counts', async () => {
  expect(await count({ area: boxArea(wholeWorld) })).toMatchObject({ total: 1500, level: 20, judgedBy: 'all' })
  const many = await count({})
  expect(many).toMatchObject({ total: 1500, judgedBy: 'rollups' })
  expect(many.level).toBeLessThanOrEqual(groupRollupLevel)
  const limited = await count({}, { ...most, groups: 100 })
  expect(limited).toMatchObject({ total: 1500, judgedBy: 'rollups' })
  expect(limited.level).toBeLessThan(many.level)
  expect(limited.size).toBeLessThanOrEqual(100)
})

test('what is said of a level is true of the trips that it was chosen by, and cells beyond the poles have a size', async () => {
  const groups = (more: Partial<GroupsQuery>) =>
    readGroups(fresh.db, { relation: 'starts', time: 'hour', sort: 'trips', min_trips: 1, limit: 5, ...more })
  for (const level of [1, 2, 3, 6]) {
    const { cell_size_m: size } = await groups({ level })
    expect(Math.min(...size)).toBeGreaterThan(0)
  }
  const monday = mondayOfWeek(weekOfDay(firstDay) + 2)
  const share = ({ level_text: text }: { level_text: string }) => Number(/here (\d+) %/.exec(text)?.[1])
  const risen = await groups({ sort: 'rising', from: monday, to: monday + 6 })
  expect(risen.level_text).toContain('at least 30 % of the trips of both periods')
  expect(share(risen)).toBeGreaterThanOrEqual(30)
  expect((await groups({ from: monday + 7000, to: monday + 7006 })).level_text).toContain('there are no trips')
  const [trip] = randomTrips(5, 1)
  await storeChunk(fresh.db, await openImport(fresh.db), 0, [{ ...trip, datasource: 'alone' }])
  expect((await groups({ datasource: 'alone' })).level_text).toContain(
    'at no level at least 30 % of the trips share a group (here 0 %)',
  )
})

test('weekdays and days are counted from chunks that have counts by hour, and from the trips of the others', async () => {
  const { db, drop } = await freshDatabase()
  const trips = Array.from({ length: 9 }, (_, i) => randomTrips(7 + i, 100))
  for (const some of trips.slice(0, 8)) {
    const lease = await openImport(db)
    await storeChunk(db, lease, 0, some)
    await closeImport(db, lease)
  }
  expect(await mergeChunks(db, { tripsMax: 2000, byHourTripsMin: 1, byLoadData: false, failpoint: () => {} })).toBe(800)
  await storeChunk(db, await openImport(db), 0, trips[8])
  for (const filter of [
    { weekdays: [1, 3, 7] },
    { hours: [0, 8, 23], weekdays: [2, 3, 4, 5] },
    { from: firstDay + 3, to: firstDay + 9 },
    { from: firstDay + 3, hours: [11, 12, 13] },
  ])
    await inSnapshot(db, async (snapshot) => {
      expect(await found(snapshot, { relation: 'starts', ...filter }, 9)).toEqual(
        brute(
          trips.flat().filter((trip) => satisfies(trip, { relation: 'starts', ...filter })),
          9,
        ),
      )
      expect(snapshot.answeredFrom.hour_rollup_rows).toBeGreaterThan(10)
      expect(snapshot.answeredFrom.trips_scanned).toBe(100)
    })
  await drop()
})

test('an area, and everything at finer levels, is counted from flows where there are some, else from the trips', async () => {
  const { db, drop } = await freshDatabase()
  // Many at the same corner of cells, some of them elsewhere.
  const trips = Array.from({ length: 9 }, (_, i) => randomTrips(60 + i, 700))
  const imports = [trips.slice(0, 8), trips.slice(8)]
  for (const [i, some] of imports.entries()) {
    const lease = await openImport(db)
    for (const [chunkNo, list] of some.entries()) await storeChunk(db, lease, chunkNo, list)
    await closeImport(db, lease)
    if (i === 0)
      expect(await mergeChunks(db, { tripsMax: 8000, byHourTripsMin: 1, byLoadData: true, failpoint: () => {} })).toBe(5600)
  }
  const city = { west: 140_000_000, south: 495_000_000, east: 147_000_000, north: 505_000_000 }
  const corner = { west: -10_000_000, south: 495_000_000, east: 290_000_000, north: 505_000_000 }
  for (const relation of ['starts', 'ends'] as const)
    for (const bbox of [undefined, [city], [corner], [wholeWorld]])
      for (const [level, hours] of [[11], [12], [14], [14, [0, 1, 9, 23]], [3], [15]] as [number, number[]?][])
        await inSnapshot(db, async (snapshot) => {
          const area = bbox && boxArea(bbox[0])
          const its = trips.flat().filter((trip) => satisfies(trip, { relation, bbox, hours }))
          expect(await found(snapshot, { relation, area, hours }, level)).toEqual(brute(its, level))
          const byHour = noHours()
          await found(withOwnTally(snapshot), { relation, area, hours }, level, byHour)
          expect(byHour.flat().reduce((sum, n) => sum + n, 0)).toBe(its.length)
          const { group_rollup_rows: counts, trips_scanned: read } = snapshot.answeredFrom
          const isFromCounts = level <= groupRollupLevel && !bbox
          const areFlows = !isFromCounts && level <= flowFarLevel && bbox?.[0] !== city
          expect([relation, bbox, level, hours, isFromCounts ? read === 0 : counts > 50]).toEqual([
            ...[relation, bbox, level, hours],
            isFromCounts || areFlows,
          ])
        })
  await drop()
})

const cellsOf = (trip: Trip, level: number) =>
  [trip.originLonE7, trip.originLatE7, trip.destinationLonE7, trip.destinationLatE7].map((e7) => gridOf(e7) >>> (32 - level))

function brute(trips: readonly Trip[], level: number): Record<string, number> {
  const groups: Record<string, number> = {}
  for (const trip of trips) {
    const key = [...cellsOf(trip, level), hourOfTime(trip.time)].join()
    groups[key] = (groups[key] ?? 0) + 1
  }
  return groups
}

async function found(
  snapshot: Snapshot,
  question: TripQuestion,
  level: number,
  hours?: HourCounts,
): Promise<Record<string, number>> {
  const counter = await countGroups(snapshot, question, { level, time: 'hour' }, { hours })
  const groups = Array.from({ length: counter.size }, (_, i) => counter.at(i))
  return Object.fromEntries(
    groups.map(({ originX, originY, destinationX, destinationY, bucket, trips }) => [
      [originX, originY, destinationX, destinationY, bucket].join(),
      trips,
    ]),
  )
}
