import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '#db/client.ts'

const dataTables = [
  'regions',
  'datasources',
  'import_chunks',
  'rejects',
  'trip_segments',
  'weekly_cell_rollups',
  'weekly_hour_rollups',
  'weekly_region_hour_rollups',
  'weekly_region_rollups',
  'weekly_group_rollups',
  'weekly_group_hour_rollups',
  'cell_flow_rollups',
  'weekly_area_rollups',
]

/** Every data table's contents, by the server's own checksum. */
export async function tableDigests(db: Database): Promise<Record<string, string>> {
  const [rows] = await db.$client.query<RowDataPacket[]>(`CHECKSUM TABLE ${dataTables.join(', ')} EXTENDED`)
  return Object.fromEntries(rows.map((row) => [String(row.Table).split('.').at(-1), String(row.Checksum)]))
}
