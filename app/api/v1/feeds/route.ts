import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { listFeeds } from '#app/_http/list-feeds.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.listFeeds, ({ db }) => listFeeds(db))
