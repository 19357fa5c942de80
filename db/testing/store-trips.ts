import { randomBytes } from 'node:crypto'
import type { ResultSetHeader } from 'mysql2/promise'
import type { Database } from '#db/client.ts'
import { endImport } from '#db/write/advance-state.ts'
import { type CommitOptions, type CommittedChunk, commitChunk } from '#db/write/commit-chunk.ts'
import type { Lease } from '#db/write/lease.ts'
import { settleColumns } from '#trips/stored-trips.ts'
import type { Trip } from '#trips/trip.ts'
import { createTripColumns } from '#trips/trip-columns.ts'

/** An import in `loading` that this test holds. */
export async function openImport(db: Database): Promise<Lease> {
  const token = randomBytes(18).toString('hex')
  const [result] = await db.$client.query<ResultSetHeader>(
    `INSERT INTO imports SET file_name = 'test.csv', byte_size = 0, sha256 = ?, state = 'loading', options = '{}', spool_name = ?, lease_token = ?, created_at = UTC_TIMESTAMP(3)`,
    [randomBytes(32).toString('hex'), token.slice(0, 20), token],
  )
  return { importId: result.insertId, token }
}

/** Ends an import that this test holds, as the worker would when its file is read. */
export async function closeImport(db: Database, lease: Lease): Promise<void> {
  await db.$client.query('UPDATE imports SET bytes_total = bytes_done WHERE id = ?', [lease.importId])
  await endImport(db, lease, 'done')
}

/** Commits trips as one chunk, as the worker would. */
export function storeChunk(
  db: Database,
  lease: Lease,
  chunkNo: number,
  trips: readonly Trip[],
  options: Partial<CommitOptions> = {},
): Promise<CommittedChunk> {
  const columns = createTripColumns(trips.length)
  const [regions, datasources] = [
    [...new Set(trips.map((trip) => trip.region))],
    [...new Set(trips.map((trip) => trip.datasource))],
  ]
  trips.forEach((trip, i) => {
    columns.originLon[i] = trip.originLonE7
    columns.originLat[i] = trip.originLatE7
    columns.destinationLon[i] = trip.destinationLonE7
    columns.destinationLat[i] = trip.destinationLatE7
    columns.time[i] = trip.time
    columns.region[i] = regions.indexOf(trip.region)
    columns.datasource[i] = datasources.indexOf(trip.datasource)
  })
  columns.length = trips.length
  const place = { byteFrom: chunkNo * 1000, byteTo: (chunkNo + 1) * 1000, lineFrom: 1, lineTo: 2 }
  return commitChunk(
    db,
    lease,
    {
      ...place,
      chunkNo,
      rowsRead: trips.length,
      columns: settleColumns(columns, regions, datasources),
      regions,
      datasources,
      rejects: [],
    },
    { duplicates: 'keep', byLoadData: true, ...options },
  )
}
