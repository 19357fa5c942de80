import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { requestFeedRun } from '#db/write/save-feed.ts'

export const dynamic = 'force-dynamic'

export const POST = answer(endpoints.runFeed, ({ db, path }) => requestFeedRun(db, path.name))
