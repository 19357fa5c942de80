import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { locate } from '#db/read/areas.ts'
import { readHourOfWeek } from '#db/read/hour-of-week.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.hourOfWeek, async ({ db, ask, query }) => ask(readHourOfWeek, await locate(db, query)))
