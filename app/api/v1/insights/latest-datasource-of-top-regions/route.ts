import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readLatestDatasource } from '#db/read/latest-datasource.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.latestDatasource, ({ ask }) => ask((db, _, bounds) => readLatestDatasource(db, bounds), {}))
