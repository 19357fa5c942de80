import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { reconcile } from '#db/reconcile.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { filters, polygons, randomTrips, satisfies } from '#db/testing/random-trips.ts'
import { closeImport, openImport, storeChunk } from '#db/testing/store-trips.ts'
import { endImport } from '#db/write/advance-state.ts'
import { countAreas } from '#db/write/count-areas.ts'
import { deleteArea } from '#db/write/delete-area.ts'
import type { Lease } from '#db/write/lease.ts'
import { mergeChunks } from '#db/write/merge-chunks.ts'
import { saveArea } from '#db/write/save-area.ts'
import { undoNewestChunk } from '#db/write/undo-chunk.ts'
import type { TripFilters } from '#trips/filters.ts'
import { weekOfTime, weekText } from '#trips/iso-week.ts'
import type { Trip } from '#trips/trip.ts'
import { locate, readAreas } from './areas.ts'
import { readWeeklyAverage } from './weekly-average.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
beforeAll(async () => {
  fresh = await freshDatabase()
  db = fresh.db
})
afterAll(() => fresh.drop())

/** What is stored, as it was given. */
type Stored = { lease: Lease; trips: Trip[] }[]

const name = fc.constantFrom('north', 'south')
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('import'), seed: fc.nat(), count: fc.integer({ min: 20, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('undo'), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('merge'), byHour: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('save'), name, polygons }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('count'), times: fc.integer({ min: 1, max: 2 }) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

async function takeBack(lease: Lease): Promise<void> {
  await undoNewestChunk(db, lease, true)
  await endImport(db, lease, 'undone')
}

async function take(step: Step, stored: Stored): Promise<void> {
  if ('seed' in step) {
    const lease = await openImport(db)
    const trips = randomTrips(step.seed, step.count)
    await storeChunk(db, lease, 0, trips)
    await closeImport(db, lease)
    stored.push({ lease, trips })
  } else if ('which' in step) {
    const [undone] = stored.splice(step.which % Math.max(1, stored.length), 1)
    if (undone) await takeBack(undone.lease)
  } else if ('byHour' in step)
    await mergeChunks(db, {
      ...{ tripsMax: 4000, byHourTripsMin: step.byHour ? 1 : undefined, byLoadData: true, failpoint: () => {} },
    })
  else if ('polygons' in step) await saveArea(db, { name: step.name, polygons: step.polygons, replace: true })
  else for (let time = 0; time < step.times; time++) await countAreas(db)
}

const asked = fc.record({ name, filter: filters })

type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never

/** Rows of area counts, and trips, that answered. */
const seen = { counted: 0, mixed: 0 }

async function judge(stored: Stored, { name, filter: { bbox: _, area: __, ...filter } }: Asked) {
  if (!(await readAreas(db)).areas.some((area) => area.name === name)) return
  const query: TripFilters = await locate(db, { ...filter, area: [{ name }] })
  const known = { ...query, region: undefined, hours: undefined, weekdays: undefined }
  for (const each of [query, known]) {
    if (each.datasource && !stored.some(({ trips }) => trips.some(({ datasource }) => datasource === each.datasource))) continue
    if (each.region && !stored.some(({ trips }) => trips.some(({ region }) => region === each.region))) continue
    const answer = await readWeeklyAverage(db, { ...each, weeks: 'all', relations: 'one' })
    const expected = new Map<string, number>()
    for (const trip of stored.flatMap(({ trips }) => trips).filter((trip) => satisfies(trip, each))) {
      const week = weekText(weekOfTime(trip.time))
      expected.set(week, (expected.get(week) ?? 0) + 1)
    }
    const found = answer.series.filter(({ trips }) => trips > 0).map(({ week, trips }) => [week, trips])
    expect(found).toEqual([...expected].sort(([a], [b]) => a.localeCompare(b)))
    const { area_rollup_rows, trips_scanned } = answer.provenance.answered_from
    if (area_rollup_rows > 0) seen[trips_scanned > 0 ? 'mixed' : 'counted']++
  }
}

test('saved areas answer what their trips say, whatever is counted of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.array(asked, { minLength: 2, maxLength: 3 })), { minLength: 6, maxLength: 14, size: 'max' }),
      async (steps) => {
        const stored: Stored = []
        try {
          for (const [one, questions] of steps) {
            await take(one, stored)
            for (const question of questions) await judge(stored, question)
          }
          expect((await reconcile(db)).checks).toEqual([])
        } finally {
          for (const { lease } of stored) await takeBack(lease)
          for (const { name } of (await readAreas(db)).areas) await deleteArea(db, name)
        }
      },
    ),
    { numRuns: 25, seed: 7 },
  )
  expect(seen.counted).toBeGreaterThan(20)
  expect(seen.mixed).toBeGreaterThan(20)
}, 300_000)

test('the corners of the areas of a question are counted together', async () => {
  const names = ['first', 'second', 'third']
  const corners = Array.from({ length: 10_000 }, (_, i) => [i * 1000, i * i])
  for (const name of names) await saveArea(db, { name, polygons: [[corners.flat()]], replace: true })
  const ask = (...areas: string[]) => locate(db, { area: areas.map((name) => ({ name })) })
  expect((await ask('first', 'second')).area).toHaveLength(2)
  await expect(ask(...names)).rejects.toThrow('have 30,000 corners together; expected at most 20,000')
  for (const name of names) await deleteArea(db, name)
})
