import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { TripEnd } from '#trips/segment.ts'
import { appendSegment, createStoredTrips, type LabelHashes, type StoredTrips } from '#trips/stored-trips.ts'

/** The trips stored in the rows of these chunks, by one end, each with its owner; in the order of chunks, cells and parts. */
export async function readChunkTrips(
  connection: PoolConnection,
  chunks: readonly number[],
  end: TripEnd,
  hashes: LabelHashes,
): Promise<StoredTrips & { owner: Uint32Array }> {
  const [segments] = await connection.query<RowDataPacket[]>(
    `SELECT chunk, trips, near_columns AS near, far_columns AS far, owner_columns AS owners FROM trip_segments
     WHERE chunk IN (?) AND trip_end = ? ORDER BY chunk, cell, part`,
    [chunks, end],
  )
  const count = segments.reduce((sum, segment) => sum + segment.trips, 0)
  const trips = { ...createStoredTrips(count), owner: new Uint32Array(count) }
  for (const { chunk, trips: n, near, far, owners } of segments)
    appendSegment(trips, { end, chunk, trips: n, near, far, owners }, hashes)
  return trips
}
