import { setTimeout as pause } from 'node:timers/promises'
import type { PoolConnection } from 'mysql2/promise'
import type { Database } from '../client.ts'

/**
 * Errors after which the same transaction may simply be run again: deadlock, lock wait timeout, and a table that was packed since a
 * snapshot began.
 */
const passing = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_TABLE_DEF_CHANGED'])
const attemptsMax = 10
/** The pause before another attempt, at random up to so much times the attempt: those that met would else meet again. */
const pauseMsMax = 40

/**
 * Runs `work` in one transaction on one connection: committed as a whole or not at all. READ COMMITTED, so that a DELETE that
 * scans takes no gap locks against other imports. Deadlocks and lock waits are run again after a pause; a connection that failed
 * is thrown away, never reused.
 */
export async function inTransaction<Result>(
  db: Database,
  work: (connection: PoolConnection) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const connection = await db.$client.getConnection()
    try {
      await connection.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED')
      await connection.beginTransaction()
      const result = await work(connection)
      await connection.commit()
      connection.release()
      return result
    } catch (error) {
      // Ends the server's side too: an open transaction dies with its connection.
      connection.destroy()
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!passing.has(code) || attempt >= attemptsMax) throw error
      await pause(Math.random() * pauseMsMax * attempt)
    }
  }
}
