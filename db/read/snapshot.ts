import { sql } from 'drizzle-orm'
import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2'
import type { PoolConnection } from 'mysql2/promise'
import { filtersText } from '#trips/answer-words.ts'
import type { TripFilters } from '#trips/filters.ts'
import type { ProvenanceView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { dataset } from '../schema/trips.ts'
import { sqlCornersMax } from './area-sql.ts'
import { tripsWhere } from './doubters-sql.ts'

export type Transaction = MySql2Database

/** One state of the data, and a tally of what was read of it. */
export type Snapshot = {
  tx: Transaction
  /** The connection of `tx`, for what is streamed. */
  connection: PoolConnection
  version: number
  answeredFrom: ProvenanceView['answered_from']
  startedMs: number
  /** Which chunks have counts by hour, once it was asked. */
  byHour?: Promise<ChunksByHour>
}

/** Chunks whose hours are counted, and those that are not. */
export type ChunksByHour = { counted: number[]; others: number[] }

/**
 * Reads in one consistent snapshot: an import that commits meanwhile is seen wholly or not at all, by every statement alike. Where
 * a table was packed since the snapshot began, which leaves no older state of it, everything is read once more.
 * (Drizzle's own transaction writes the two options without the comma that MySQL wants between them, and keeps the
 * connection when beginning fails.)
 */
export async function inSnapshot<Result>(db: Database, read: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
  const startedMs = performance.now()
  for (let attempt = 1; ; attempt++)
    try {
      return await readOnce(db, startedMs, read)
    } catch (error) {
      const isPacked = error instanceof Error && 'code' in error && error.code === 'ER_TABLE_DEF_CHANGED'
      if (!isPacked || attempt >= attemptsMax) throw error
    }
}

const attemptsMax = 3

async function readOnce<Result>(db: Database, startedMs: number, read: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
  const connection = await db.$client.getConnection()
  try {
    await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
    const tx = drizzle(connection) as unknown as Transaction
    const [row] = await tx.select({ version: dataset.version }).from(dataset)
    const answeredFrom = {
      region_rollup_rows: 0,
      cell_rollup_rows: 0,
      hour_rollup_rows: 0,
      group_rollup_rows: 0,
      segments: 0,
      trips_scanned: 0,
    }
    const result = await read({ tx, connection, version: row.version, answeredFrom, startedMs })
    await connection.query('COMMIT')
    connection.release()
    return result
  } catch (error) {
    // Whatever was being streamed ends with its connection.
    connection.destroy()
    throw error
  }
}

/** The provenance of an answer read in this snapshot, so far. */
export async function provenance(
  snapshot: Snapshot,
  filters: TripFilters,
  rule: string,
  /** The same count over the raw trips, around a WHERE clause. */
  statement: (where: string) => string,
): Promise<ProvenanceView> {
  const [[row]] = (await snapshot.tx.execute(sql`SELECT COUNT(DISTINCT import_id) AS imports FROM import_chunks`)) as unknown as [
    { imports: number }[],
  ]
  const where = tripsWhere(filters)
  return {
    rule,
    filters: filtersText(filters),
    answered_from: { ...snapshot.answeredFrom },
    imports: row.imports,
    dataset_version: snapshot.version,
    took_ms: Math.round((performance.now() - snapshot.startedMs) * 100) / 100,
    sql: where === undefined ? null : statement(where),
    sql_left_out:
      where === undefined
        ? `The area has more than ${sqlCornersMax} corners; as a condition it would be longer than anybody reads`
        : null,
  }
}
