import { isDeepStrictEqual } from 'node:util'
import { eq, sql } from 'drizzle-orm'
import type { FeedBody, FeedView } from '#trips/feed.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { readFeed } from '../read/feeds.ts'
import { feeds } from '../schema/feeds.ts'

/** The database's clock, on which feeds run. */
export async function readNow(db: Database): Promise<Date> {
  const [rows] = await db.execute(sql`SELECT UTC_TIMESTAMP(3) AS now`)
  const [{ now }] = rows as unknown as { now: string }[]
  return new Date(`${now.replace(' ', 'T')}Z`)
}

/** As the column takes it. */
export const storedInstant = (instant: Date): string => instant.toISOString().replace('T', ' ').replace('Z', '')

/** When a schedule is next due, strictly after an instant. */
export type NextRun = (schedule: string, after: Date) => Date

/**
 * Makes a feed, or changes one. Where another file is meant it is fetched afresh, and a run that is under way writes nothing
 * down any more. Throws what `nextRun` throws of a schedule that it does not understand.
 */
export async function saveFeed(db: Database, name: string, body: FeedBody, nextRun: NextRun): Promise<FeedView> {
  const next = nextRun(body.schedule, await readNow(db))
  const [known] = await db.select().from(feeds).where(eq(feeds.name, name))
  const isSameFile = known?.url === body.url && isDeepStrictEqual(known.options, body.options)
  const set = {
    ...body,
    nextRunAt: body.enabled ? storedInstant(next) : null,
    ...(!isSameFile && { etag: null, lastModified: null, sha256: null, leaseToken: null, leaseUntil: null }),
  }
  await db
    .insert(feeds)
    .values({ name, ...set })
    .onDuplicateKeyUpdate({ set })
  return readFeed(db, name)
}

/** Throws UserProblem not_found. What it has imported stays. */
export async function removeFeed(db: Database, name: string): Promise<void> {
  const [removed] = await db.delete(feeds).where(eq(feeds.name, name))
  if (removed.affectedRows === 0)
    throw new UserProblem('not_found', `There is no feed "${name}"`, { parameter: 'name', found: name })
}

/** Asks the worker to fetch a feed now, also a paused one. Asking again changes nothing. Throws UserProblem not_found. */
export async function requestFeedRun(db: Database, name: string): Promise<FeedView> {
  await db.update(feeds).set({ nextRunAt: sql`UTC_TIMESTAMP(3)` }).where(eq(feeds.name, name))
  return readFeed(db, name)
}
