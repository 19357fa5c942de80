import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readRejects } from '#db/read/rejects.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.listRejects, ({ db, path, query }) => readRejects(db, path.id, query))
