import type { z } from 'zod'
import type { Database } from '#db/client.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import type { Answer } from '#trips/views.ts'
import { database } from './database.ts'
import { problemOf } from './problem.ts'

/** Parameters of a server action, as a URL holds them. Whatever a client sends arrives here, whatever the type says. */
export type Params = Partial<Record<string, string>>

/** A server action's answer: what `read` makes of the parsed parameters, or the problem the API would answer. */
export async function answerAction<Query extends z.ZodObject, Value>(
  name: string,
  schema: Query,
  params: Params,
  read: (db: Database, query: z.output<Query>) => Promise<Value>,
): Promise<Answer<Value>> {
  try {
    const given = Object.entries(params).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as const]))
    return { ok: true, value: await read(database(), parseParameters(schema, given)) }
  } catch (error) {
    return { ok: false, problem: problemOf(error, `server action ${name}`) }
  }
}
