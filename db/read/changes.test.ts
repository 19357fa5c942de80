import fc from 'fast-check'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filters, firstDay, randomTrips, satisfies } from '#db/testing/random-trips.ts'
import { openImport, storeChunk } from '#db/testing/store-trips.ts'
import { gridOf, quadkeyOf } from '#trips/cell.ts'
import { type GroupSort, groupSorts, isByChange, type TripFilters } from '#trips/filters.ts'
import { dateText, dayOfTime, hourOfTime } from '#trips/iso-week.ts'
import { comparedPeriods, type Periods } from '#trips/periods.ts'
import { bucketOfHour, type TimeOfDay, timesOfDay } from '#trips/time-bucket.ts'
import type { Trip } from '#trips/trip.ts'
import type { GroupsView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { readGroups } from './groups.ts'

const trips = randomTrips(20181224, 1500)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
  const lease = await openImport(db)
  await storeChunk(db, lease, 0, trips.slice(0, 900))
  await storeChunk(db, lease, 1, trips.slice(900))
})
afterAll(() => fresh.drop())

/** By the definition: coverage of the data under region and datasource, and of it the periods. */
function periodsOf(filter: TripFilters): Periods | undefined {
  const { from, to, region, datasource } = filter
  const covered = trips.filter((trip) => satisfies(trip, { relation: 'starts', region, datasource }))
  const days = covered.map((trip) => dayOfTime(trip.time))
  const coverage = { from: from ?? Math.min(...days), to: to ?? Math.max(...days) }
  return coverage.from <= coverage.to ? comparedPeriods(coverage, filter) : undefined
}

type Counts = Map<string, { trips: number; previous: number }>

function countsOf(filter: TripFilters, { current, previous }: Periods, level: number, time: TimeOfDay): Counts {
  const counts: Counts = new Map()
  for (const trip of trips) {
    const isNow = satisfies(trip, { ...filter, ...current })
    if (!isNow && !satisfies(trip, { ...filter, ...previous })) continue
    const key = keyOf(trip, level, time)
    const count = counts.get(key) ?? { trips: 0, previous: 0 }
    counts.set(key, isNow ? { ...count, trips: count.trips + 1 } : { ...count, previous: count.previous + 1 })
  }
  return counts
}

function keyOf(trip: Trip, level: number, time: TimeOfDay): string {
  const at = (e7: number) => gridOf(e7) >>> (32 - level)
  const [x, y, toX, toY] = [trip.originLonE7, trip.originLatE7, trip.destinationLonE7, trip.destinationLatE7].map(at)
  const bucket = time === 'none' ? '' : bucketOfHour(time, hourOfTime(trip.time))
  return `${quadkeyOf(x, y, level)}-${quadkeyOf(toX, toY, level)}-${time}${bucket}`
}

type Asked = { level: number; time: TimeOfDay; sort: GroupSort; min_trips: number }

async function allPages(filter: TripFilters, asked: Asked, limit: number): Promise<GroupsView[]> {
  const pages: GroupsView[] = []
  for (let cursor: string | undefined; pages.length === 0 || cursor; cursor = pages.at(-1)?.next_cursor ?? undefined)
    pages.push(await readGroups(db, { ...filter, ...asked, limit, cursor }))
  return pages
}

const asked = fc.record({
  level: fc.integer({ min: 1, max: 16 }),
  time: fc.constantFrom(...timesOfDay),
  sort: fc.constantFrom<GroupSort>('rising', 'falling', 'change'),
  min_trips: fc.constantFrom(1, 2, 5),
})

test('changes of every group, page by page in their order', async () => {
  await fc.assert(
    fc.asyncProperty(filters, asked, fc.integer({ min: 40, max: 400 }), async (filter, question, limit) => {
      const periods = periodsOf(filter)
      const pages = await allPages(filter, question, limit)
      const [{ compared, total_trips, of_total }] = pages
      expect(compared === null).toBe(!periods)
      if (!periods) return void expect(of_total).toBe(0)
      expect(compared).toMatchObject({ from: dateText(periods.current.from), previous_to: dateText(periods.previous.to) })
      const counts = countsOf(filter, periods, question.level, question.time)
      const sum = (name: 'trips' | 'previous') => [...counts.values()].reduce((total, count) => total + count[name], 0)
      expect([total_trips, compared?.previous_total_trips]).toEqual([sum('trips'), sum('previous')])
      const expected = [...counts].filter(([, count]) => Math.max(count.trips, count.previous) >= question.min_trips)
      const found = pages.flatMap((page) => page.groups)
      expect(found.map(({ key, trips: now, previous_trips, change }) => [key, now, previous_trips, change]).sort()).toEqual(
        expected.map(([key, count]) => [key, count.trips, count.previous, count.trips - count.previous]).sort(),
      )
      expect(of_total).toBe(expected.length)
      const ranks = found.map(({ change }) => ({ rising: change ?? 0, falling: -(change ?? 0), change: Math.abs(change ?? 0) }))
      const rank = ranks.map((of) => of[question.sort as 'rising' | 'falling' | 'change'])
      expect(rank).toEqual([...rank].sort((a, b) => b - a))
    }),
    { numRuns: 60, seed: 7 },
  )
}, 60_000)

test('the doubter counts the same changes', async () => {
  await fc.assert(
    fc.asyncProperty(filters, asked, async (filter, question) => {
      const answer = await readGroups(db, { ...filter, ...question, sort: 'rising', min_trips: 1, limit: 10_000 })
      if (!answer.compared) return
      const [rows] = await db.$client.query<RowDataPacket[]>(answer.provenance.sql ?? '')
      expect(rows.map((row) => [Number(row.trips), Number(row.previous_trips)])).toEqual(
        answer.groups.map((group) => [group.trips, group.previous_trips]),
      )
    }),
    { numRuns: 20, seed: 8 },
  )
}, 60_000)

test('a cursor belongs to its order', async () => {
  const question = { relation: 'starts', level: 11, time: 'hour', min_trips: 1, limit: 5 } as const
  const { next_cursor } = await readGroups(db, { ...question, sort: 'rising' })
  for (const sort of ['falling', 'trips', 'key'] as const)
    await expect(readGroups(db, { ...question, sort, cursor: next_cursor ?? '' })).rejects.toMatchObject({
      code: 'bad_parameter',
      where: { parameter: 'cursor', found: next_cursor },
    })
})

test('trips that come between two pages move only the groups they belong to', async () => {
  // With dates, so that the periods stay.
  const filter: TripFilters = { relation: 'starts', from: firstDay + 20, to: firstDay + 39 }
  const begun = groupSorts.map((sort) => ({ level: 11, time: 'hour', sort, min_trips: 1 }) as const)
  const before = await Promise.all(begun.map((question) => readGroups(db, { ...filter, ...question, limit: 100 })))
  const counts = async () =>
    new Map((await allPages(filter, begun[2], 1000)).flatMap((page) => page.groups.map((group) => [group.key, group] as const)))
  const old = await counts()
  await storeChunk(db, await openImport(db), 0, randomTrips(77, 300))
  const now = await counts()
  const unchanged = [...old].filter(([key, { trips: n, change }]) => now.get(key)?.trips === n && now.get(key)?.change === change)
  expect(unchanged.length).toBeGreaterThan(300)
  for (const [i, first] of before.entries()) {
    const rest = await readGroups(db, { ...filter, ...begun[i], limit: 1000, cursor: first.next_cursor ?? '' })
    const shown = [...first.groups, ...rest.groups].map(({ key }) => key)
    // Sorted by trips, a group of the previous period alone is none.
    const wanted = unchanged.filter(([, { trips: n }]) => n > 0 || isByChange(begun[i].sort))
    for (const [key] of wanted) expect([key, shown.filter((one) => one === key).length]).toEqual([key, 1])
  }
})
