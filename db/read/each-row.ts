import type { SQL } from 'drizzle-orm'
import { MySqlDialect } from 'drizzle-orm/mysql-core'
import type { Connection } from 'mysql2'
import type { Snapshot } from './snapshot.ts'

const dialect = new MySqlDialect()

/**
 * Hands a statement's rows over one by one, under their column names, as they are read from the socket: however many there are, none is
 * kept. (A stream of objects awaited one at a time takes several microseconds more for each, and Drizzle's own iterator keeps
 * some 400 bytes of every row until the last.) When `take` throws, so does this, and the connection is of no more use, for the
 * rest is still on its way: `inSnapshot` gives it up.
 */
export function eachRow<Row>(snapshot: Snapshot, statement: SQL, take: (row: Row) => void): Promise<void> {
  const { sql, params } = dialect.sqlToQuery(statement)
  // The promise API hands out whole results only; the connection beneath it, typed as itself, rows.
  const connection = snapshot.connection.connection as unknown as Connection
  return new Promise((resolve, reject) => {
    let hasFailed = false
    connection
      .query(sql, params)
      .on('result', (row) => {
        if (hasFailed) return
        try {
          take(row as unknown as Row)
        } catch (error) {
          hasFailed = true
          reject(error)
        }
      })
      .on('error', reject)
      .on('end', resolve)
  })
}
