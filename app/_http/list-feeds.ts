import type { Database } from '#db/client.ts'
import { readFeeds } from '#db/read/feeds.ts'
import { env } from '#env.ts'
import type { FeedsView } from '#trips/feed.ts'

/** All feeds, and where feeds may fetch from. */
export const listFeeds = async (db: Database): Promise<FeedsView> => ({ feeds: await readFeeds(db), hosts: env().FEED_HOSTS })
