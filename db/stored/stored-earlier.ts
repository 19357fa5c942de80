import { sql } from 'drizzle-orm'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { cellsAtFinest, codeOfCell, finestLevel } from '#trips/cell.ts'
import { countBelow } from '#trips/count-below.ts'
import { isEqualRow } from '#trips/equal-rows.ts'
import { KeyCounter } from '#trips/key-counter.ts'
import { origin } from '#trips/segment.ts'
import { appendSegment, createStoredTrips, type ReadSegment, type StoredTrips } from '#trips/stored-trips.ts'
import { eachRow } from './each-row.ts'
import { readLabelHashes } from './label-hashes.ts'

/** 53 of a row's 64 hash bits: one exact double. */
const hashKey = (trips: StoredTrips, row: number): number => trips.hashLow[row] * 2 ** 21 + (trips.hashHigh[row] >>> 11)

/**
 * Flags rows of a chunk that equal a row which the same import stored in an earlier chunk. Reads back only segments that
 * overlap the chunk in time, and of those only cells that it has trips in; rows of one hash are compared column by column.
 */
export async function flagStoredEarlier(
  connection: PoolConnection,
  importId: number,
  trips: StoredTrips,
  repeats: Uint8Array,
): Promise<void> {
  if (trips.length === 0) return
  const rowOfKey = new KeyCounter(trips.length)
  const rows: number[] = []
  const places = new Float64Array(trips.length)
  let [timeMin, timeMax] = [2 ** 32, 0]
  for (let row = 0; row < trips.length; row++) {
    if (repeats[row]) continue
    if (rowOfKey.add(hashKey(trips, row)) === rows.length) rows.push(row)
    places[row] = codeOfCell(trips.originU[row] >>> finestShift, trips.originV[row] >>> finestShift)
    timeMin = Math.min(timeMin, trips.time[row])
    timeMax = Math.max(timeMax, trips.time[row])
  }
  places.sort()
  const hashes = await readLabelHashes(connection)
  // One chunk a statement: none is silent for long, however many there are.
  for (const chunk of await chunksMeeting(connection, importId, timeMin, timeMax))
    await eachRow<EarlierSegment>(connection, segmentsOf(chunk, timeMin, timeMax), ({ cell, ...segment }) => {
      if (!hasBetween(places, cellsAtFinest(cell))) return
      const earlier = createStoredTrips(segment.trips)
      appendSegment(earlier, { ...segment, end: origin }, hashes)
      for (let i = 0; i < earlier.length; i++) {
        const index = rowOfKey.indexOf(hashKey(earlier, i))
        if (index >= 0 && isEqualRow(trips, rows[index], earlier, i)) repeats[rows[index]] = 1
      }
    })
}

const finestShift = 32 - finestLevel

/** Whether one of the ascending values lies in the range. */
function hasBetween(values: Float64Array, { from, to }: { from: number; to: number }): boolean {
  const at = countBelow(values, from)
  return at < values.length && values[at] <= to
}

/** Chunks of an import with trips between two times: of a file that is sorted by time, few or none. */
async function chunksMeeting(connection: PoolConnection, importId: number, timeMin: number, timeMax: number): Promise<number[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT chunk FROM weekly_region_rollups WHERE chunk IN (SELECT id FROM import_chunks WHERE import_id = ?)
     GROUP BY chunk HAVING MIN(time_min) <= ? AND MAX(time_max) >= ? ORDER BY chunk`,
    [importId, timeMax, timeMin],
  )
  return rows.map((row) => row.chunk)
}

type EarlierSegment = Pick<ReadSegment, 'trips' | 'near' | 'far'> & { cell: number }

const segmentsOf = (chunk: number, timeMin: number, timeMax: number) =>
  sql`SELECT cell, trips, near_columns AS near, far_columns AS far FROM trip_segments
    WHERE chunk = ${chunk} AND trip_end = 0 AND time_max >= ${timeMin} AND time_min <= ${timeMax}`
