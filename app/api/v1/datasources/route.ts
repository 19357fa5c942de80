import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readDatasources } from '#db/read/labels.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.datasources, ({ ask }) => ask((db, _, bounds) => readDatasources(db, bounds), {}))
