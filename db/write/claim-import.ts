import { randomUUID } from 'node:crypto'
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { hasWork } from '../read/has-work.ts'
import { type Lease, leaseSeconds } from './lease.ts'

/** Who works: a process is recognised as dead only on its own machine. */
export type Worker = { host: string; pid: number; isAlive: (pid: number) => boolean }

type Candidate = { id: number; lease_token: string | null; lease_host: string | null; lease_pid: number | null; free: number }

/**
 * Takes the oldest import that has something to do, that nobody living holds and that is not to wait; undefined when there is
 * none. Compare and set on the token: of two workers that want the same import exactly one gets it. Times are the database's.
 */
export async function claimImport(db: Database, worker: Worker, only?: number): Promise<Lease | undefined> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT i.id, i.lease_token, i.lease_host, i.lease_pid, (i.lease_until IS NULL OR i.lease_until < UTC_TIMESTAMP(3)) AS free
     FROM imports i
     WHERE ${hasWork} AND (? IS NULL OR i.id = ?)
     ORDER BY i.id LIMIT 1000`,
    [only ?? null, only ?? null],
  )
  for (const row of rows as Candidate[]) {
    const orphaned = row.lease_host === worker.host && row.lease_pid !== null && !worker.isAlive(row.lease_pid)
    if (!row.free && !(row.lease_token !== null && orphaned)) continue
    const token = randomUUID()
    const [result] = await db.$client.query<ResultSetHeader>(
      `UPDATE imports SET lease_token = ?, lease_host = ?, lease_pid = ?, lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND,
         attempts = LEAST(attempts + 1, 1000), waiting_for = NULL, version = version + 1, started_at = COALESCE(started_at, UTC_TIMESTAMP(3))
       WHERE id = ? AND lease_token <=> ?`,
      [token, worker.host, worker.pid, leaseSeconds, row.id, row.lease_token],
    )
    if (result.affectedRows === 1) return { importId: row.id, token }
  }
  return undefined
}

/** Whether some import has something to do and nobody holds it, or is to be taken back by whoever does: what it waits for may be locked here. */
export async function isAnyWaiting(db: Database): Promise<boolean> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT 1 FROM imports i WHERE ${hasWork}
       AND (i.requested IS NOT NULL OR i.lease_until IS NULL OR i.lease_until < UTC_TIMESTAMP(3)) LIMIT 1`,
  )
  return rows.length > 0
}

/** A sign of life. False when the lease is lost. */
export async function renewLease(db: Database, { importId, token }: Lease): Promise<boolean> {
  const [result] = await db.$client.query<ResultSetHeader>(
    'UPDATE imports SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = ? AND lease_token = ?',
    [leaseSeconds, importId, token],
  )
  return result.affectedRows === 1
}

/** Gives the import back, so that another worker need not wait for the lease to run out. */
export async function releaseLease(db: Database, { importId, token }: Lease): Promise<void> {
  await db.$client.query(
    'UPDATE imports SET lease_token = NULL, lease_host = NULL, lease_pid = NULL, lease_until = NULL WHERE id = ? AND lease_token = ?',
    [importId, token],
  )
}

/** The longest an import waits after a failure of ours, so that one which always fails leaves the others their turn. */
const postponedSecondsMax = 300
/** A hold-up that is no fault of the import, such as a full disk, never makes it fail, however long it lasts. */
const foreignAttemptsMax = 10

/**
 * Gives an import back that nobody can go on with right now: it waits longer after each failure without a chunk in between, 1 s
 * to 5 min, and says why. False when it is not this worker's any more.
 */
export async function postponeImport(
  db: Database,
  { importId, token }: Lease,
  { sentence, isForeign }: { sentence: string; isForeign: boolean },
): Promise<boolean> {
  const [result] = await db.$client.query<ResultSetHeader>(
    `UPDATE imports SET lease_token = NULL, lease_host = NULL, lease_pid = NULL, waiting_for = ?, version = version + 1,
       lease_until = UTC_TIMESTAMP(3) + INTERVAL LEAST(?, POW(2, GREATEST(attempts, 1) - 1)) SECOND, attempts = LEAST(attempts, ?)
     WHERE id = ? AND lease_token = ?`,
    [sentence, postponedSecondsMax, isForeign ? foreignAttemptsMax : 1000, importId, token],
  )
  return result.affectedRows === 1
}
