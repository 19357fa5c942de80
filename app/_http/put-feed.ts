import { saveFeed } from '#db/write/save-feed.ts'
import { env } from '#env.ts'
import { nextRun } from '#ingest/feed-schedule.ts'
import { fetchRules, refuseOtherHosts } from '#ingest/fetch-rules.ts'
import { type FeedView, feedBody } from '#trips/feed.ts'
import type { Asked } from './answer.ts'
import { jsonBody } from './json-body.ts'

/** Makes or changes a feed. Its host is judged here, for whoever sets it up, and again at each run. */
export async function putFeed({ db, request, path }: Asked<{ name: string }, object>): Promise<FeedView> {
  const body = await jsonBody(request, feedBody)
  refuseOtherHosts(new URL(body.url), fetchRules(env()))
  return saveFeed(db, path.name, body, nextRun)
}
