import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { hasWork } from './has-work.ts'

/** An import with something to do, and how it stands with the workers. Seconds by the database's clock. */
export type Standing = {
  id: number
  isHeld: boolean
  /** Waits after a failure until its turn comes again. */
  isPostponed: boolean
  /** Since it came, or since whoever held it showed a sign of life. */
  secondsWaiting: number
  /** Claims since the last committed chunk. */
  attempts: number
  byteSize: number
}

export async function readStandings(db: Database): Promise<Standing[]> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT id, attempts, byte_size, lease_token IS NOT NULL AND lease_until > UTC_TIMESTAMP(3) AS is_held,
       lease_token IS NULL AND COALESCE(lease_until > UTC_TIMESTAMP(3), 0) AS is_postponed,
       TIMESTAMPDIFF(SECOND, COALESCE(lease_until, created_at), UTC_TIMESTAMP(3)) AS seconds_waiting
     FROM imports i WHERE ${hasWork} ORDER BY id`,
  )
  return rows.map((row) => ({
    id: row.id,
    isHeld: row.is_held === 1,
    isPostponed: row.is_postponed === 1,
    secondsWaiting: row.seconds_waiting,
    attempts: row.attempts,
    byteSize: row.byte_size,
  }))
}
