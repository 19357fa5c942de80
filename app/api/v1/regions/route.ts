import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readRegions } from '#db/read/labels.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.regions, ({ ask }) => ask((db, _, bounds) => readRegions(db, bounds), {}))
