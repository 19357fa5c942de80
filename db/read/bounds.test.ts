import { sql } from 'drizzle-orm'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { UserProblem } from '#trips/user-problem.ts'
import { connect, type Database } from '../client.ts'
import { reconcile } from '../reconcile.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { randomTrips } from '../testing/random-trips.ts'
import { openImport, storeChunk } from '../testing/store-trips.ts'
import type { Bounds } from './bounds.ts'
import { readHourOfWeek } from './hour-of-week.ts'
import { inSnapshot } from './snapshot.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
/** Another account's eyes: what the server is doing. */
let watching: Database
beforeAll(async () => {
  fresh = await freshDatabase()
  db = connect(fresh.url, { connections: 3 })
  watching = fresh.db
  await storeChunk(watching, await openImport(watching), 0, randomTrips(3, 3000))
})
afterAll(async () => {
  await db.$client.end()
  await fresh.drop()
})

/** 268 million rows; and a statement that looks at as many and finds none. */
const endless = sql`SELECT a.i FROM ordinals a JOIN ordinals b`
const silent = sql`SELECT a.i FROM ordinals a JOIN ordinals b WHERE CONCAT(a.i, b.i) = 'none'`

async function running(): Promise<number> {
  const [rows] = await watching.$client.query<RowDataPacket[]>(
    "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT a.i FROM ordinals a JOIN%'",
  )
  return rows.length
}

/** What came of the question; afterwards nothing of it runs, and the pool gives what was there before. */
async function outcome(statement: typeof endless, bounds: Bounds): Promise<unknown> {
  const error = await inSnapshot(db, (snapshot) => snapshot.stream(statement, () => {}), bounds).catch((reason) => reason)
  await vi.waitFor(async () => expect(await running()).toBe(0), 10_000)
  for (let i = 0; i < 4; i++) expect(await readHourOfWeek(db, { relation: 'starts' })).toMatchObject({ total_trips: 3000 })
  return error
}

test.each([
  ['rows that are on their way', endless],
  ['a statement that is still looking', silent],
])('whoever leaves ends %s', async (_, statement) => {
  const leaving = new AbortController()
  const gone = outcome(statement, { signal: leaving.signal })
  await vi.waitFor(async () => expect(await running()).toBe(1), 10_000)
  leaving.abort(new Error('the client has left'))
  expect(await gone).toEqual(new Error('the client has left'))
})

test('who has left before does not ask', async () => {
  expect(await outcome(endless, { signal: AbortSignal.abort(new Error('gone')) })).toEqual(new Error('gone'))
})

test.each([
  ['seconds', endless, { secondsMax: 0.2 }, 'at most 0.2 seconds'],
  ['seconds', silent, { secondsMax: 0.2 }, 'at most 0.2 seconds'],
  ['rows', endless, { rowsMax: 100_000 }, 'at most 100,000 rows'],
  ['bytes', endless, { bytesMax: 1_000_000 }, 'at most 1,000,000 bytes'],
] as const)('a question may take so many %s', async (bound, statement, bounds, expected) => {
  const problem = await outcome(statement, bounds)
  expect(problem).toBeInstanceOf(UserProblem)
  expect(problem).toMatchObject({ code: 'unprocessable', where: { bound, expected, found: expect.stringContaining(bound) } })
  expect((problem as Error).message).toContain(expected)
})

test('an answer that stays within its bounds is the same, and keeps its connection', async () => {
  const idsOf = async () => {
    const [[{ id }]] = await one.$client.query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id')
    return id
  }
  const one = connect(fresh.url, { connections: 1 })
  const before = await idsOf()
  const { signal } = new AbortController()
  const bounds = { signal, secondsMax: 60, rowsMax: 6000, bytesMax: 10_000_000 }
  expect(await readHourOfWeek(one, { relation: 'starts' }, bounds)).toMatchObject({ total_trips: 3000 })
  expect(await idsOf()).toBe(before)
  await one.$client.end()
})

test('a check that nobody waits for any more ends', async () => {
  const leaving = new AbortController()
  const progress = () => leaving.abort(new Error('the client has left'))
  await expect(reconcile(db, { signal: leaving.signal, progress })).rejects.toThrow('the client has left')
  expect(await reconcile(db, { signal: new AbortController().signal })).toMatchObject({ ok: true, trips: 3000 })
})
