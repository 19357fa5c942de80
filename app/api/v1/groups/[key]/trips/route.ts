import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { locate } from '#db/read/areas.ts'
import { readGroupTrips } from '#db/read/group-trips.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.groupTrips, async ({ db, ask, path, query }) =>
  ask((asked, located, bounds) => readGroupTrips(asked, path.key, located, bounds), await locate(db, query)),
)
