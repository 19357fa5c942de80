import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { flagRepeats } from '#trips/equal-rows.ts'
import { origin } from '#trips/segment.ts'
import { sortOrder } from '#trips/sort-order.ts'
import { appendSegment, createStoredTrips } from '#trips/stored-trips.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import type { Database } from '../client.ts'
import { readLabelHashes } from './label-hashes.ts'

/** An import as it is stored, counted trip by trip from its origin segments. */
export type Recount = { trips: number; digest: string; equalRows: number }

/** Trips unpacked at a time: cells are taken together up to this many, a fuller cell alone. */
const batchTripsMax = 262_144

/**
 * Reads an import's trips back, cell by cell: their number, their digest, and how many equal an earlier one. Equal trips
 * start in the same cell, so each cell can be judged alone.
 */
export async function recountImport(db: Database, importId: number): Promise<Recount> {
  const connection = await db.$client.getConnection()
  try {
    const hashes = await readLabelHashes(connection)
    const digest = new TripDigest()
    let [trips, equalRows] = [0, 0]
    for (const { first, last, size } of await cellBatches(connection, importId)) {
      const batch = createStoredTrips(size)
      const [segments] = await connection.query<RowDataPacket[]>(
        `SELECT trips, near_columns AS near, far_columns AS far FROM trip_segments
         WHERE trip_end = 0 AND cell BETWEEN ? AND ? AND chunk IN (SELECT id FROM import_chunks WHERE import_id = ?)`,
        [first, last, importId],
      )
      for (const { trips: count, near, far } of segments) appendSegment(batch, { end: origin, trips: count, near, far }, hashes)
      trips += batch.length
      equalRows += flagRepeats(batch, sortOrder([batch.hashLow], batch.length), new Uint8Array(batch.length))
      for (let row = 0; row < batch.length; row++) digest.add(batch.hashLow[row], batch.hashHigh[row])
    }
    return { trips, digest: digest.text(), equalRows }
  } finally {
    connection.release()
  }
}

async function cellBatches(
  connection: PoolConnection,
  importId: number,
): Promise<{ first: number; last: number; size: number }[]> {
  const [cells] = await connection.query<RowDataPacket[]>(
    `SELECT cell, CAST(SUM(trips) AS DOUBLE) AS trips FROM trip_segments
     WHERE trip_end = 0 AND chunk IN (SELECT id FROM import_chunks WHERE import_id = ?) GROUP BY cell ORDER BY cell`,
    [importId],
  )
  const batches: { first: number; last: number; size: number }[] = []
  for (const { cell, trips } of cells) {
    const batch = batches.at(-1)
    if (batch && batch.size + trips <= batchTripsMax) {
      batch.last = cell
      batch.size += trips
    } else batches.push({ first: cell, last: cell, size: trips })
  }
  return batches
}

/** Each table's trips of an import, by table (and end and level): all must equal what the ledger says. */
export async function sumRollups(db: Database, importId: number): Promise<{ name: string; trips: number }[]> {
  const ofImport = 'chunk IN (SELECT id FROM import_chunks WHERE import_id = ?)'
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT CONCAT('segments of end ', trip_end) AS name, CAST(SUM(trips) AS DOUBLE) AS trips FROM trip_segments WHERE ${ofImport} GROUP BY trip_end
     UNION ALL SELECT CONCAT('cell rollups of end ', trip_end, ' at level ', level), CAST(SUM(trips) AS DOUBLE) FROM weekly_cell_rollups WHERE ${ofImport} GROUP BY trip_end, level
     UNION ALL SELECT 'region rollups', CAST(SUM(trips) AS DOUBLE) FROM weekly_region_rollups WHERE ${ofImport}
     UNION ALL SELECT 'group rollups', CAST(SUM(trips) AS DOUBLE) FROM weekly_group_rollups WHERE ${ofImport}`,
    [importId, importId, importId, importId],
  )
  return rows.map((row) => ({ name: row.name, trips: Number(row.trips ?? 0) }))
}
