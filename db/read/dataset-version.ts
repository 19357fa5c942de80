import type { Database } from '../client.ts'
import { dataset } from '../schema/trips.ts'

/** Grows with every committed change of the trips: two answers of one version are one answer. */
export async function readDatasetVersion(db: Database): Promise<number> {
  const [row] = await db.select({ version: dataset.version }).from(dataset)
  return row.version
}
