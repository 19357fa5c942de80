import { count, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../client.ts'
import { dataset, tripSegments } from '../schema/trips.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { randomTrips } from '../testing/random-trips.ts'
import { openImport, storeChunk } from '../testing/store-trips.ts'
import { readDatasetVersion } from './dataset-version.ts'
import { oncePer } from './once-per.ts'
import { inSnapshot, withOwnTally } from './snapshot.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

test('a chunk that is stored meanwhile is not seen, also where the server isolates less by default', async () => {
  const { db, url } = fresh
  await db.$client.query('SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED')
  const other = connect(url)
  try {
    const seen = await inSnapshot(other, async ({ tx, version, stored }) => {
      await storeChunk(db, await openImport(db), 0, randomTrips(1, 50))
      const [later] = await tx.select({ segments: count() }).from(tripSegments)
      return { version, stored, later }
    })
    expect(seen).toEqual({ version: 0, stored: { imports: 0, trips: 0, timeMin: null, timeMax: null }, later: { segments: 0 } })
    expect(await readDatasetVersion(other)).toBe(1)
    expect(await inSnapshot(other, async ({ stored }) => stored)).toMatchObject({ imports: 1, trips: 50 })
  } finally {
    await db.$client.query('SET GLOBAL TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await other.$client.end()
  }
})

test('a question that is begun again has no more seconds than it had', async () => {
  const secondsMax = 0.4
  let begun = 0
  const read = inSnapshot(
    fresh.db,
    async ({ tx }) => {
      if (begun++ === 0) {
        for (const until = performance.now() + secondsMax * 1000; performance.now() < until; );
        throw Object.assign(new Error('the table was packed'), { code: 'ER_TABLE_DEF_CHANGED' })
      }
      await tx.execute(sql`SELECT SLEEP(${secondsMax / 2})`)
    },
    { secondsMax },
  )
  await expect(read).rejects.toMatchObject({ code: 'unprocessable', where: { bound: 'seconds' } })
})

test.each([{ rowsMax: 100 }, { bytesMax: 20_000 }])('nor more rows or bytes: %o', async (bounds) => {
  let begun = 0
  const read = inSnapshot(
    fresh.db,
    async ({ stream }) => {
      await stream(sql`SELECT i, REPEAT('x', 200) FROM ordinals WHERE i < 64`, () => {})
      if (begun++ === 0) throw Object.assign(new Error('the table was packed'), { code: 'ER_TABLE_DEF_CHANGED' })
    },
    bounds,
  )
  await expect(read).rejects.toMatchObject({ code: 'unprocessable' })
  expect(begun).toBe(1)
})

test('what is read once for each key is asked of the server once, and anew in another snapshot', async () => {
  const read = oncePer(({ tx }, _key: number) => tx.select({ drawn: sql<string>`UUID()` }).from(dataset))
  const ask = () =>
    inSnapshot(fresh.db, async (snapshot) => {
      const drawn = [await read(snapshot, 1), await read(withOwnTally(snapshot), 1), await read(snapshot, 2)]
      return drawn.map(([row]) => row.drawn)
    })
  const [first, again, other] = await ask()
  expect(again).toBe(first)
  expect(new Set([first, other, ...(await ask())]).size).toBe(4)
})
