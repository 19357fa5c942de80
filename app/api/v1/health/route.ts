import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { plainHeaders } from '#app/_http/problem.ts'
import { readHealth } from '#db/read/health.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.health, async ({ db }) => {
  const health = await readHealth(db)
  return Response.json(health, { status: health.ok ? 200 : 503, headers: plainHeaders })
})
