import { problem, problemResponse } from '#app/_http/problem.ts'

export const dynamic = 'force-dynamic'

/** Addresses that do not exist answer a problem too, not the page for lost people. */
const lost = async (request: Request): Promise<Response> =>
  problemResponse(
    problem(404, `${new URL(request.url).pathname} is not an address here; /api/v1/openapi.json lists those that are`),
  )

export { lost as DELETE, lost as GET, lost as PATCH, lost as POST, lost as PUT }
