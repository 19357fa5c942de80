import type { RowDataPacket } from 'mysql2/promise'
import { destination, origin } from '#trips/segment.ts'
import { appendSegment, createStoredTrips, type StoredTrips } from '#trips/stored-trips.ts'
import type { Database } from '../client.ts'
import { readLabelHashes } from './label-hashes.ts'

/**
 * The trips of one in `share` segments of a chunk, by origin and by destination: of those whose checksum leaves `remainder`. The index
 * on chunk chooses them, so that no others are read. Throws when one cannot be unpacked.
 */
export async function readSampledTrips(
  db: Database,
  chunk: number,
  { share, remainder }: { share: number; remainder: number },
): Promise<StoredTrips[]> {
  const connection = await db.$client.getConnection()
  try {
    const hashes = await readLabelHashes(connection)
    const [segments] = await connection.query<RowDataPacket[]>(
      `SELECT trip_end, trips, near_columns AS near, far_columns AS far FROM trip_segments FORCE INDEX (trip_segments_chunk)
       WHERE chunk = ? AND MOD(CRC32(CONCAT(cell, '.', part)), ?) = ?`,
      [chunk, share, remainder],
    )
    return ([origin, destination] as const).map((end) => {
      const ofEnd = segments.filter((segment) => segment.trip_end === end)
      const sample = createStoredTrips(ofEnd.reduce((sum, { trips }) => sum + trips, 0))
      for (const { trips, near, far } of ofEnd) appendSegment(sample, { end, trips, near, far }, hashes)
      return sample
    })
  } finally {
    connection.release()
  }
}
