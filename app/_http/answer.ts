import type { z } from 'zod'
import type { Database } from '#db/client.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import { ask, type Read } from './ask.ts'
import { askerOf, hasLeft } from './asker.ts'
import { database } from './database.ts'
import type { Endpoint } from './endpoint.ts'
import { foreignWrite } from './foreign-write.ts'
import { pathParameters } from './path-parameters.ts'
import { plainHeaders, problem, problemOf, problemResponse } from './problem.ts'

export type Asked<Path, Query> = {
  db: Database
  request: Request
  path: Path
  query: Query
  /** Asks a question about the trips: in its turn, within bounds, and no longer than somebody waits. */
  ask: <Asked, Value>(read: Read<Asked, Value>, query: Asked) => Promise<Value>
}

/** Nobody reads it: the client has left. */
const unread = () => new Response(null, { status: 499 })

/**
 * The route handler of an endpoint: parses the address, answers what `read` returns as JSON (or the Response it makes), and
 * turns whatever is thrown into a problem.
 */
export function answer<Path extends z.ZodObject, Query extends z.ZodObject, Value>(
  endpoint: Endpoint<Path, Query, Value>,
  read: (asked: Asked<z.output<Path>, z.output<Query>>) => Promise<Value | Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    try {
      const refusal = endpoint.method === 'GET' ? undefined : foreignWrite(request)
      if (refusal) return problemResponse(problem(403, refusal))
      const path = parseParameters(endpoint.inPath, pathParameters(endpoint.path, pathname))
      const query = parseParameters(endpoint.query, searchParams)
      const value = await read({
        db: database(),
        request,
        path,
        query,
        ask: (question, asked) => ask(database(), pathname, asked, question, askerOf(request)),
      })
      return value instanceof Response ? value : Response.json(value, { status: endpoint.status, headers: plainHeaders })
    } catch (error) {
      if (hasLeft(askerOf(request), error)) return unread()
      return problemResponse(problemOf(error, `${request.method} ${pathname}`))
    }
  }
}
