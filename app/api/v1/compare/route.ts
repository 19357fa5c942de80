import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { locate } from '#db/read/areas.ts'
import { readCompare } from '#db/read/compare.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.compare, async ({ db, ask, query }) => ask(readCompare, await locate(db, query)))
