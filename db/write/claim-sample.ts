import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { claimImport } from './claim-import.ts'
import type { Lease } from './lease.ts'

/**
 * Takes the sample, so as to undo it, under the name of the worker that asks; undefined when there is none. Throws while
 * another worker has it in hand: its trips would count among real ones.
 */
export async function claimSample(db: Database, worker: { host: string; pid: number }): Promise<Lease | undefined> {
  const [[sample]] = await db.$client.query<RowDataPacket[]>(
    "SELECT id FROM imports WHERE is_sample AND state NOT IN ('failed', 'cancelled', 'undone') LIMIT 1",
  )
  if (!sample) return undefined
  await db.$client.query(
    "UPDATE imports SET requested = IF(state = 'done', 'undo', 'cancel'), version = version + 1 WHERE id = ? AND requested IS NULL",
    [sample.id],
  )
  const lease = await claimImport(db, { ...worker, isAlive: () => true }, sample.id)
  if (!lease) throw new Error('another worker has the sample in hand')
  return lease
}
