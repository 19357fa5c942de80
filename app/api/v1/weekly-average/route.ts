import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { locate } from '#db/read/areas.ts'
import { readWeeklyAverage } from '#db/read/weekly-average.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.weeklyAverage, async ({ db, ask, query }) => ask(readWeeklyAverage, await locate(db, query)))
