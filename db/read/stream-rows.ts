import type { SQL } from 'drizzle-orm'
import { MySqlDialect } from 'drizzle-orm/mysql-core'
import type { Connection } from 'mysql2'
import type { Snapshot } from './snapshot.ts'

const dialect = new MySqlDialect()

/**
 * Streams a statement's rows, under their column names, one at a time: however many there are, few are in memory. (Drizzle's own
 * iterator keeps some 400 bytes of every row until the last.)
 */
export async function* streamRows<Row>(snapshot: Snapshot, statement: SQL): AsyncGenerator<Row> {
  const { sql, params } = dialect.sqlToQuery(statement)
  // The promise API has no streams; the connection beneath it, typed as itself, has.
  const connection = snapshot.connection.connection as unknown as Connection
  yield* connection.query(sql, params).stream({ highWaterMark: 64 }) as AsyncIterable<Row>
}
