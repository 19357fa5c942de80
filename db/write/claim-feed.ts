import { randomUUID } from 'node:crypto'
import { and, eq, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { feedResults } from '#trips/feed.ts'
import type { Database } from '../client.ts'
import { feeds } from '../schema/feeds.ts'
import { type NextRun, readNow, storedInstant } from './save-feed.ts'

/** A worker that gives no sign of life for so long has lost its feed to the next. */
export const feedLeaseSeconds = 30

const now = sql`UTC_TIMESTAMP(3)`
const leaseUntil = sql`UTC_TIMESTAMP(3) + INTERVAL ${sql.raw(String(feedLeaseSeconds))} SECOND`

/** A feed that is due, taken by one worker. */
export type ClaimedFeed = typeof feeds.$inferSelect & { token: string }

/** Takes the feed that has been due for longest and that nobody fetches; undefined when there is none. */
export async function claimFeed(db: Database): Promise<ClaimedFeed | undefined> {
  const free = or(isNull(feeds.leaseUntil), lt(feeds.leaseUntil, now))
  const due = await db
    .select({ name: feeds.name })
    .from(feeds)
    .where(and(lte(feeds.nextRunAt, now), free))
    .orderBy(feeds.nextRunAt)
  for (const { name } of due) {
    const token = randomUUID()
    const [taken] = await db
      .update(feeds)
      .set({ leaseToken: token, leaseUntil })
      .where(and(eq(feeds.name, name), lte(feeds.nextRunAt, now), free))
    const [row] = taken.affectedRows === 1 ? await db.select().from(feeds).where(eq(feeds.leaseToken, token)) : []
    if (row) return { ...row, token }
  }
  return undefined
}

export async function renewFeed(db: Database, { name, token }: ClaimedFeed): Promise<void> {
  await db
    .update(feeds)
    .set({ leaseUntil })
    .where(and(eq(feeds.name, name), eq(feeds.leaseToken, token)))
}

export type FeedEnd = {
  result: (typeof feedResults)[number]
  message: string
  importId?: number
  /** What tells the next run whether the file has changed; left out, what is known stays. */
  seen?: { etag: string | null; lastModified: string | null; sha256: string }
}

/** Writes down what became of a run and when the next one is due. Nothing, when the feed was changed or taken meanwhile. */
export async function endFeedRun(db: Database, feed: ClaimedFeed, end: FeedEnd, nextRun: NextRun): Promise<void> {
  const { result, message, importId, seen } = end
  const own = and(eq(feeds.name, feed.name), eq(feeds.leaseToken, feed.token))
  const [{ schedule, enabled } = feed] = await db.select().from(feeds).where(own)
  // A run that was asked for while this one went on is this one.
  const next = enabled ? storedInstant(nextRun(schedule, await readNow(db))) : null
  await db
    .update(feeds)
    .set({
      ...{ lastResult: result, lastMessage: message, lastRunAt: now, nextRunAt: next },
      ...{ leaseToken: null, leaseUntil: null },
      ...(importId === undefined ? {} : { lastImportId: importId }),
      ...seen,
    })
    .where(own)
}

/** Gives a feed back that was not fetched to its end: it stays due. */
export async function releaseFeed(db: Database, { name, token }: ClaimedFeed): Promise<void> {
  await db
    .update(feeds)
    .set({ leaseToken: null, leaseUntil: null })
    .where(and(eq(feeds.name, name), eq(feeds.leaseToken, token)))
}
