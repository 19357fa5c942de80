import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { putFeed } from '#app/_http/put-feed.ts'
import { readFeed } from '#db/read/feeds.ts'
import { removeFeed } from '#db/write/save-feed.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.readFeed, ({ db, path }) => readFeed(db, path.name))

export const PUT = answer(endpoints.saveFeed, putFeed)

export const DELETE = answer(endpoints.removeFeed, async ({ db, path }) => {
  await removeFeed(db, path.name)
  return new Response(null, { status: 204 })
})
