import type { z } from 'zod'
import type { Database } from '#db/client.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import type { Answer } from '#trips/views.ts'
import { ask, askOnce, type Read } from './ask.ts'
import { askerOf, hasLeft } from './asker.ts'
import { database } from './database.ts'
import { problem, problemOf } from './problem.ts'

/** Parameters of a server action, as a URL holds them. Whatever a client sends arrives here, whatever the type says. */
export type Params = Partial<Record<string, string>>

/**
 * A server action's answer: what `read` makes of the parsed parameters, once `prepare` has put the shapes of saved areas into them, or
 * the problem the API would answer. With `keep` it is remembered.
 */
export async function answerAction<Schema extends z.ZodObject, Query, Value>(
  { name, schema, keep }: { name: string; schema: Schema; keep?: true },
  params: Params,
  prepare: (db: Database, query: z.output<Schema>) => Query | Promise<Query>,
  read: Read<Query, Value>,
): Promise<Answer<Value>> {
  try {
    const given = Object.entries(params).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as const]))
    const query = await prepare(database(), parseParameters(schema, given))
    return { ok: true, value: await (keep ? askOnce : ask)(database(), name, query, read, askerOf()) }
  } catch (error) {
    if (hasLeft(askerOf(), error)) return { ok: false, problem: problem(499, 'The client has left') }
    return { ok: false, problem: problemOf(error, `server action ${name}`) }
  }
}
