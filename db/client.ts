import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2'
import mysql from 'mysql2/promise'

export type Database = MySql2Database & { $client: mysql.Pool }

/**
 * A pool on the database. Names, times and numbers come back as they are stored: no time zone is ever applied, BIGINT and
 * DECIMAL beyond 2^53 would come as strings. LOCAL INFILE is announced only to those who ask for it, because a server may
 * request any file of a client that does.
 */
export function connect(url: string, options: { connections?: number; loadData?: boolean } = {}): Database {
  const pool = mysql.createPool({
    uri: url,
    connectionLimit: options.connections ?? 10,
    dateStrings: true,
    timezone: 'Z',
    charset: 'utf8mb4',
    enableKeepAlive: true,
    connectTimeout: 10_000,
    flags: options.loadData ? [] : ['-LOCAL_FILES'],
  })
  return drizzle(pool, { mode: 'planetscale' }) as Database
}
