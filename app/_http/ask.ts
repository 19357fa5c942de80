import { createHash } from 'node:crypto'
import type { Database } from '#db/client.ts'
import type { Bounds } from '#db/read/bounds.ts'
import { readDatasetVersion } from '#db/read/dataset-version.ts'
import { env } from '#env.ts'
import type { Asker } from './asker.ts'
import { Flights } from './flights.ts'
import { Turns } from './turns.ts'

export type Read<Query, Value> = (db: Database, query: Query, bounds: Bounds) => Promise<Value>

/** Questions that wait at most: each holds a socket and some kB, and the last would be answered after minutes. */
const waitingMax = 500
/** Kept answers at most, about 100 kB each. */
const keptMax = 50

const kept = new Map<string, unknown>()
const flights = new Flights()
let turns: Turns | undefined

/**
 * What `read` answers under this name to the query. It has its turn among all questions and its bounds; those who ask the same of the
 * same trips at the same time share one reading, and it ends on the server when all of them have left.
 */
export async function ask<Query, Value>(
  db: Database,
  name: string,
  query: Query,
  read: Read<Query, Value>,
  asker: Asker,
): Promise<Value> {
  return fly(await keyOf(db, name, query), db, query, read, asker)
}

/**
 * The same, or the answer it had before while the trips have not changed: the opening question of every visitor is the same, and
 * takes a second at a million trips. Failures are not kept.
 */
export async function askOnce<Query, Value>(
  db: Database,
  name: string,
  query: Query,
  read: Read<Query, Value>,
  asker: Asker,
): Promise<Value> {
  const key = await keyOf(db, name, query)
  const answer = kept.has(key) ? (kept.get(key) as Value) : await fly(key, db, query, read, asker)
  kept.delete(key)
  kept.set(key, answer)
  if (kept.size > keptMax) kept.delete(kept.keys().next().value ?? key)
  return answer
}

/** A look through all trips takes minutes: one at a time, beside the questions. */
const checks = new Turns(1, waitingMax)

/** The same for what reads everything and has no bounds but those who wait for it. */
export async function askForCheck<Value>(
  db: Database,
  name: string,
  check: (db: Database, signal: AbortSignal) => Promise<Value>,
  asker: Asker,
): Promise<Value> {
  const key = await keyOf(db, name, {})
  return flights.join(key, asker.signal, (signal) => checks.run(asker.name, signal, () => check(db, signal)))
}

function fly<Query, Value>(key: string, db: Database, query: Query, read: Read<Query, Value>, asker: Asker): Promise<Value> {
  const { QUESTIONS_AT_ONCE, QUESTION_SECONDS_MAX, QUESTION_ROWS_MAX, QUESTION_BYTES_MAX } = env()
  turns ??= new Turns(QUESTIONS_AT_ONCE, waitingMax)
  const waiting = turns
  const most = { secondsMax: QUESTION_SECONDS_MAX, rowsMax: QUESTION_ROWS_MAX, bytesMax: QUESTION_BYTES_MAX }
  return flights.join(key, asker.signal, (signal) => waiting.run(asker.name, signal, () => read(db, query, { signal, ...most })))
}

/** A hash, because a question may hold the corners of large areas. */
async function keyOf(db: Database, name: string, query: unknown): Promise<string> {
  const question = JSON.stringify([name, await readDatasetVersion(db), query])
  return createHash('sha256').update(question).digest('base64')
}
