import { asc, eq, sql } from 'drizzle-orm'
import type { FeedView } from '#trips/feed.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { feeds } from '../schema/feeds.ts'
import { isoInstant } from './imports.ts'

type FeedRow = typeof feeds.$inferSelect & { running: number | boolean }

const columns = { row: feeds, running: sql<number>`COALESCE(${feeds.leaseUntil} > UTC_TIMESTAMP(3), 0)` }

const feedViewOf = ({ running, ...row }: FeedRow): FeedView => ({
  name: row.name,
  url: row.url,
  schedule: row.schedule,
  enabled: row.enabled,
  options: row.options,
  running: Boolean(running),
  next_run_at: row.nextRunAt && isoInstant(row.nextRunAt),
  last_run_at: row.lastRunAt && isoInstant(row.lastRunAt),
  last_result: row.lastResult,
  last_message: row.lastMessage,
  last_import_id: row.lastImportId,
})

/** All of them, by name. */
export async function readFeeds(db: Database): Promise<FeedView[]> {
  const rows = await db.select(columns).from(feeds).orderBy(asc(feeds.name))
  return rows.map(({ row, running }) => feedViewOf({ ...row, running }))
}

/** Throws UserProblem not_found. */
export async function readFeed(db: Database, name: string): Promise<FeedView> {
  const [found] = await db.select(columns).from(feeds).where(eq(feeds.name, name))
  if (found) return feedViewOf({ ...found.row, running: found.running })
  throw new UserProblem('not_found', `There is no feed "${name}"`, { parameter: 'name', found: name })
}
