import type { RowDataPacket } from 'mysql2/promise'
import { cellRollupLevels, finestLevel } from '#trips/cell.ts'
import { ofAll } from '#trips/region-hours.ts'
import { type TripEnd, tripEnds } from '#trips/segment.ts'
import type { Database } from '../client.ts'

/** The index on chunk holds the key and the trips too: it alone answers. */
const byChunk = 'trip_segments FORCE INDEX (trip_segments_chunk)'

/**
 * An import's trips as each table has them: all must equal what the ledger says. A level of the cell rollups counts what lies in
 * finer segments, so those that are not finer are added to it.
 */
export async function sumRollups(db: Database, importId: number): Promise<{ name: string; trips: number }[]> {
  // One statement a table, each from the index on chunk: none is silent for long. Grouped by numbers: by text took twice as long.
  const sum = async (table: string, end: string, level: string) => {
    const [rows] = await db.$client.query<RowDataPacket[]>(
      `SELECT ${end} AS of_end, ${level} AS of_level, CAST(SUM(trips) AS DOUBLE) AS trips FROM ${table}
       WHERE chunk IN (SELECT id FROM import_chunks WHERE import_id = ?) GROUP BY of_end, of_level`,
      [importId],
    )
    return new Map(rows.map((row) => [`${row.of_end} ${row.of_level}`, Number(row.trips)]))
  }
  const ofSegments = await sum(byChunk, 'trip_end', 'cell DIV 1099511627776')
  const ofCells = await sum('weekly_cell_rollups', 'trip_end', 'level')
  const sums = (['region', 'group'] as const).map(async (name) => ({
    name: `${name} rollups`,
    trips: (await sum(`weekly_${name}_rollups`, '0', '0')).get('0 0') ?? 0,
  }))
  // A chunk from before there were such counts has none.
  const [[ofHours]] = await db.$client.query<RowDataPacket[]>(
    `SELECT CAST(SUM(COALESCE((SELECT SUM(trips) FROM weekly_region_hour_rollups w WHERE w.region = ${ofAll} AND w.chunk = k.id), k.rows_stored)) AS DOUBLE) AS trips
     FROM import_chunks k WHERE k.import_id = ?`,
    [importId],
  )
  const upTo = (end: TripEnd, level: number) =>
    Array.from({ length: level + 1 }, (_, i) => ofSegments.get(`${end} ${i}`) ?? 0).reduce((total, trips) => total + trips, 0)
  const ofEnds = tripEnds.flatMap((end) => [
    { name: `segments of end ${end}`, trips: upTo(end, finestLevel) },
    ...cellRollupLevels.map((level) => ({
      name: `cell rollups of end ${end} at level ${level} and coarser segments`,
      trips: upTo(end, level) + (ofCells.get(`${end} ${level}`) ?? 0),
    })),
  ])
  return [...ofEnds, ...(await Promise.all(sums)), { name: 'rollups of all by hour', trips: ofHours.trips ?? 0 }]
}
