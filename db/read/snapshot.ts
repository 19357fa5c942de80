import { type SQL, sql } from 'drizzle-orm'
import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2'
import type { PoolConnection } from 'mysql2/promise'
import { filtersText } from '#trips/answer-words.ts'
import type { TripFilters } from '#trips/filters.ts'
import type { ProvenanceView } from '#trips/views.ts'
import { type Database, socketOf } from '../client.ts'
import { importChunks } from '../schema/imports.ts'
import { dataset, weeklyRegionRollups } from '../schema/trips.ts'
import { eachRow } from '../stored/each-row.ts'
import { sqlCornersMax } from './area-sql.ts'
import { type Bounds, type Taken, Watch } from './bounds.ts'
import { tripsWhere } from './doubters-sql.ts'

export type Transaction = MySql2Database

/** One state of the data, and a tally of what was read of it. */
export type Snapshot = {
  tx: Transaction
  /** Hands a statement's rows over one by one, within the bounds of the question. */
  stream<Row>(statement: SQL, take: (row: Row) => void): Promise<void>
  version: number
  /** What nearly every answer says of it. */
  stored: Stored
  answeredFrom: ProvenanceView['answered_from']
  startedMs: number
}

/** The first and the last time of some trips; null where there are none. */
export type Times = { timeMin: number | null; timeMax: number | null }
/** Imports that have stored trips, how many, and when. */
export type Stored = Times & { imports: number; trips: number }

/**
 * Reads in one consistent snapshot: an import that commits meanwhile is seen wholly or not at all, by every statement alike. A question
 * whose bounds are reached, or that nobody waits for any more, ends on the server too: it throws an unprocessable problem, or the
 * signal's reason.
 */
export function inSnapshot<Result>(
  db: Database,
  read: (snapshot: Snapshot) => Promise<Result>,
  bounds: Bounds = {},
): Promise<Result> {
  const startedMs = performance.now()
  return onSnapshot(db, bounds, async (connection, watch) => {
    const tx = drizzle(connection) as unknown as Transaction
    const { version, ...stored } = await readStored(tx)
    const stream: Snapshot['stream'] = (statement, take) =>
      eachRow<Parameters<typeof take>[0]>(connection, statement, (read) => {
        watch.count()
        take(read)
      })
    return read({ tx, stream, version, stored, answeredFrom: nothingRead(), startedMs })
  })
}

/** What nearly every answer says or needs, in one statement: of each costs a fifth of a millisecond. */
async function readStored(tx: Transaction): Promise<Stored & { version: number }> {
  const { importId, rowsStored } = importChunks
  const { timeMin, timeMax } = weeklyRegionRollups
  const [row] = await tx
    .select({
      version: dataset.version,
      imports: sql<number>`(SELECT COUNT(DISTINCT ${importId}) FROM ${importChunks})`,
      trips: sql`(SELECT COALESCE(SUM(${rowsStored}), 0) FROM ${importChunks})`.mapWith(Number),
      timeMin: sql<number | null>`(SELECT MIN(${timeMin}) FROM ${weeklyRegionRollups})`,
      timeMax: sql<number | null>`(SELECT MAX(${timeMax}) FROM ${weeklyRegionRollups})`,
    })
    .from(dataset)
  return row
}

/** Each of nine tables may be packed while a question is asked. */
const attemptsMax = 10

/**
 * The same for who needs the connection itself. Where a table was packed since the snapshot began, which leaves no older state of it,
 * everything is read once more, within what is left of the question's bounds.
 */
export async function onSnapshot<Result>(
  db: Database,
  bounds: Bounds,
  read: (connection: PoolConnection, watch: Watch) => Promise<Result>,
): Promise<Result> {
  const taken = { sinceMs: performance.now(), rows: 0, bytes: 0 }
  for (let attempt = 1; ; attempt++)
    try {
      return await readOnce(db, bounds, taken, read)
    } catch (error) {
      if (!hasChangedTable(error) || attempt >= attemptsMax) throw error
    }
}

/** What the server says, as it says it or in Drizzle's words. */
const hasChangedTable = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && error.code === 'ER_TABLE_DEF_CHANGED') || hasChangedTable(error.cause))

/** (Drizzle's own transaction keeps the connection when beginning fails.) */
async function readOnce<Result>(
  db: Database,
  bounds: Bounds,
  taken: Taken,
  read: (connection: PoolConnection, watch: Watch) => Promise<Result>,
): Promise<Result> {
  const connection = await db.$client.getConnection()
  const watch = new Watch(connection, bounds, taken)
  try {
    // As every connection of the pool has it: at REPEATABLE READ.
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT')
    const result = await read(connection, watch)
    await connection.query('COMMIT')
    watch.end()
    connection.release()
    return result
  } catch (error) {
    watch.end()
    // Whatever was being streamed ends with its connection.
    connection.destroy()
    if (socketOf(connection.connection).destroyed) await endOnServer(db, connection.threadId)
    throw watch.reason ?? error
  }
}

const nothingRead = (): Snapshot['answeredFrom'] => ({
  region_rollup_rows: 0,
  cell_rollup_rows: 0,
  hour_rollup_rows: 0,
  group_rollup_rows: 0,
  area_rollup_rows: 0,
  segments: 0,
  trips_scanned: 0,
})

/** The same state of the data, with a tally of its own. */
export const withOwnTally = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  answeredFrom: nothingRead(),
  startedMs: performance.now(),
})

/** A server notices that a socket is gone when it next sends a row: a statement that finds none would go on for its whole length. */
async function endOnServer(db: Database, threadId: number): Promise<void> {
  // Nothing is lost when it cannot be told: the statement is over, or the server is.
  await db.$client.query(`KILL ${threadId}`).catch(() => undefined)
}

/** The provenance of an answer read in this snapshot, so far. */
export function provenance(
  snapshot: Snapshot,
  filters: TripFilters,
  rule: string,
  /** The same count over the raw trips, around a WHERE clause. */
  statement: (where: string) => string,
): ProvenanceView {
  const where = tripsWhere(filters)
  return {
    rule,
    filters: filtersText(filters),
    answered_from: { ...snapshot.answeredFrom },
    exact: true,
    imports: snapshot.stored.imports,
    trips_stored: snapshot.stored.trips,
    dataset_version: snapshot.version,
    took_ms: Math.round((performance.now() - snapshot.startedMs) * 100) / 100,
    sql: where === undefined ? null : statement(where),
    sql_left_out:
      where === undefined
        ? `The area has more than ${sqlCornersMax} corners; as a condition it would be longer than anybody reads`
        : null,
  }
}
