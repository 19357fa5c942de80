import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readAreas } from '#db/read/areas.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.listAreas, ({ db }) => readAreas(db))
