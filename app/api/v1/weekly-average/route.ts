import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readWeeklyAverage } from '#db/read/weekly-average.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.weeklyAverage, ({ db, query }) => readWeeklyAverage(db, query))
