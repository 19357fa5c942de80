import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readDatasourceRegions } from '#db/read/labels.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.datasourceRegions, ({ ask, path }) => ask(readDatasourceRegions, path.name))
