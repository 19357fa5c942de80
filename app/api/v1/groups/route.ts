import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { locate } from '#db/read/areas.ts'
import { readGroups } from '#db/read/groups.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.groups, async ({ db, ask, query }) => ask(readGroups, await locate(db, query)))
