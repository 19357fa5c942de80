import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { claimImport } from './claim-import.ts'
import type { Lease } from './lease.ts'

/** Takes the stored sample, so as to undo it, under the name of the worker that asks; undefined when there is none to take. */
export async function claimSample(db: Database, worker: { host: string; pid: number }): Promise<Lease | undefined> {
  const [[sample]] = await db.$client.query<RowDataPacket[]>("SELECT id FROM imports WHERE is_sample AND state = 'done' LIMIT 1")
  if (!sample) return undefined
  await db.$client.query(
    "UPDATE imports SET requested = 'undo', version = version + 1 WHERE id = ? AND state = 'done' AND requested IS NULL",
    [sample.id],
  )
  return claimImport(db, { ...worker, isAlive: () => true }, sample.id)
}
