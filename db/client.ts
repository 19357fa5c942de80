import type { Socket } from 'node:net'
import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2'
import mysql from 'mysql2/promise'
import { socketWithin } from './silence.ts'

export type Database = MySql2Database & { $client: mysql.Pool }

export type ConnectOptions = {
  connections?: number
  loadData?: boolean
  /** A connection on which no byte moves for so long is given up, with ETIMEDOUT. Default: never. */
  silenceMs?: number
  /**
   * The server ends a connection that says nothing for so long and rolls its transaction back: locks of a process that froze
   * must not outlast its lease. Unused connections are closed well before. Default: the server's, 8 hours.
   */
  idleSeconds?: number
}

/** The socket below a connection of mysql2, which keeps it to itself. */
export const socketOf = (connection: unknown): Socket => (connection as { stream: Socket }).stream

/** As mysql2 has it, which gives it only when everything is sent. */
const connectionLost = () =>
  Object.assign(new Error('Connection lost: The server closed the connection.'), {
    code: 'PROTOCOL_CONNECTION_LOST',
    fatal: true,
  })

/**
 * A pool on the database. Names, times and numbers come back as they are stored: no time zone is ever applied, BIGINT and
 * DECIMAL beyond 2^53 would come as strings. LOCAL INFILE is announced only to those who ask for it, because a server may
 * request any file of a client that does.
 */
export function connect(url: string, options: ConnectOptions = {}): Database {
  const { connections = 10, silenceMs, idleSeconds } = options
  const pool = mysql.createPool({
    uri: url,
    connectionLimit: connections,
    dateStrings: true,
    timezone: 'Z',
    charset: 'utf8mb4',
    enableKeepAlive: true,
    connectTimeout: 10_000,
    flags: options.loadData ? [] : ['-LOCAL_FILES'],
    ...(silenceMs ? { stream: socketWithin(silenceMs) } : {}),
    // mysql2 looks for unused connections only when fewer are kept than there may be.
    ...(idleSeconds ? { maxIdle: connections - 1, idleTimeout: (idleSeconds * 1000) / 3 } : {}),
  })
  pool.pool.on('connection', (connection) => {
    // A server that has closed reads no more. Else a load whose block is half sent waits for the rest to go, for ever: five of eleven
    // that MariaDB killed on a busy machine.
    const socket = socketOf(connection)
    socket.prependOnceListener('end', () => {
      if (!socket.writableEnded) socket.destroy(connectionLost())
    })
    // Snapshots need it (db/read/snapshot.ts), whatever the server's default.
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ', (error: unknown) => {
      if (error) connection.destroy()
    })
    // A connection that cannot be told this fails at its first statement, too.
    if (idleSeconds) connection.query(`SET SESSION wait_timeout = ${Math.ceil(idleSeconds)}`, () => {})
  })
  return drizzle(pool, { mode: 'planetscale' }) as Database
}
