import { createHash } from 'node:crypto'
import type { Database } from '#db/client.ts'
import { readDatasetVersion } from '#db/read/dataset-version.ts'

/** About 100 kB an answer. */
const answersMax = 50

const answers = new Map<string, Promise<unknown>>()

/**
 * `read`, or its answer under this name to the same query while the trips have not changed: the opening question of every visitor is the
 * same, and takes a second at a million trips. Those who ask at the same time share one reading. Failures are not kept.
 */
export async function remembered<Query, Value>(
  db: Database,
  name: string,
  query: Query,
  read: (db: Database, query: Query) => Promise<Value>,
): Promise<Value> {
  // A question may hold the corners of large areas.
  const question = JSON.stringify([name, await readDatasetVersion(db), query])
  const key = createHash('sha256').update(question).digest('base64')
  const known = answers.get(key)
  const answer = (known as Promise<Value> | undefined) ?? read(db, query)
  answers.delete(key)
  answers.set(key, answer)
  if (answers.size > answersMax) answers.delete(answers.keys().next().value ?? key)
  if (!known) answer.catch(() => answers.delete(key))
  return answer
}
