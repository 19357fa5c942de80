import { boolean, char, datetime, index, int, json, mysqlEnum, mysqlTable, text, varchar } from 'drizzle-orm/mysql-core'
import { type FeedOptions, feedResults } from '#trips/feed.ts'

const instant = (name: string) => datetime(name, { mode: 'string', fsp: 3 })

/** One row a feed: what is fetched, when, and how the last run went. Instants are UTC, by the database's clock. */
export const feeds = mysqlTable(
  'feeds',
  {
    name: varchar('name', { length: 64 }).primaryKey(),
    url: varchar('url', { length: 2000 }).notNull(),
    /** Cron expression, in UTC. */
    schedule: varchar('schedule', { length: 100 }).notNull(),
    enabled: boolean('enabled').notNull(),
    options: json('options').$type<FeedOptions>().notNull(),
    /** NULL while paused; a run that is asked for sets it to now. */
    nextRunAt: instant('next_run_at'),
    lastRunAt: instant('last_run_at'),
    lastResult: mysqlEnum('last_result', feedResults),
    lastMessage: text('last_message'),
    lastImportId: int('last_import_id', { unsigned: true }),
    /** Of the last file that arrived whole; NULL when the feed was changed since: then it is fetched afresh. */
    etag: varchar('etag', { length: 255 }),
    lastModified: varchar('last_modified', { length: 64 }),
    sha256: char('sha256', { length: 64 }),
    /** The worker that fetches: whoever writes the result must show the token. */
    leaseToken: char('lease_token', { length: 36 }),
    leaseUntil: instant('lease_until'),
  },
  // The worker's look for what is due.
  (table) => [index('feeds_next_run_at').on(table.nextRunAt)],
)
