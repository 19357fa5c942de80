import type { SQL } from 'drizzle-orm'
import { MySqlDialect } from 'drizzle-orm/mysql-core'
import type { Connection } from 'mysql2'
import type { PoolConnection } from 'mysql2/promise'
import { socketOf } from '../client.ts'

const dialect = new MySqlDialect()

/**
 * Hands a statement's rows over one by one, under their column names, as they are read from the socket: however many there are, none is
 * kept. (A stream of objects awaited one at a time takes several microseconds more for each, and Drizzle's own iterator keeps
 * some 400 bytes of every row until the last.) When `take` throws, so does this, and the connection is cut, for the rest is
 * still on its way; the caller gives it up, as after any error.
 */
export function eachRow<Row>(promised: PoolConnection, statement: SQL, take: (row: Row) => void): Promise<void> {
  const { sql, params } = dialect.sqlToQuery(statement)
  // The promise API hands out whole results only; the connection beneath it, typed as itself, rows.
  const connection = promised.connection as unknown as Connection
  return new Promise<void>((resolve, reject) => {
    let hasFailed = false
    // A connection that is lost tells whoever listens to it, and not a query without a callback.
    connection.once('error', reject)
    connection
      .query(sql, params)
      .on('result', (row) => {
        // What the last read brought beside the row that failed.
        if (hasFailed) return
        try {
          take(row as unknown as Row)
        } catch (error) {
          hasFailed = true
          reject(error)
          cut(connection)
        }
      })
      .on('error', reject)
      .on('end', () => {
        connection.removeListener('error', reject)
        resolve()
      })
  })
}

/** `destroy` only says goodbye: the server would go on sending, and every row would be read. */
const cut = (connection: Connection): void => void socketOf(connection).destroy()
