import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'

/** The index on chunk holds trips too: it alone answers. */
const byChunk = 'trip_segments FORCE INDEX (trip_segments_chunk)'

/** Each table's trips of an import, by table (and end and level): all must equal what the ledger says. */
export async function sumRollups(db: Database, importId: number): Promise<{ name: string; trips: number }[]> {
  const sums: { name: string; trips: number }[] = []
  // One statement a table, each from the index on chunk: none is silent for long.
  for (const { table, name, group } of [
    { table: byChunk, name: "CONCAT('segments of end ', trip_end)", group: 'GROUP BY trip_end' },
    {
      table: 'weekly_cell_rollups',
      name: "CONCAT('cell rollups of end ', trip_end, ' at level ', level)",
      group: 'GROUP BY trip_end, level',
    },
    { table: 'weekly_region_rollups', name: "'region rollups'", group: '' },
    { table: 'weekly_group_rollups', name: "'group rollups'", group: '' },
  ]) {
    const [rows] = await db.$client.query<RowDataPacket[]>(
      `SELECT ${name} AS name, CAST(SUM(trips) AS DOUBLE) AS trips FROM ${table}
       WHERE chunk IN (SELECT id FROM import_chunks WHERE import_id = ?) ${group}`,
      [importId],
    )
    sums.push(...rows.map((row) => ({ name: row.name, trips: Number(row.trips ?? 0) })))
  }
  return sums
}
