import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readMappings } from '#db/read/mappings.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.listMappings, ({ db }) => readMappings(db))
