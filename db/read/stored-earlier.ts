import { and, eq, gte, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/mysql2'
import type { PoolConnection } from 'mysql2/promise'
import { cellOfGrid, segmentLevel } from '#trips/cell.ts'
import { isEqualRow } from '#trips/equal-rows.ts'
import { KeyCounter } from '#trips/key-counter.ts'
import { origin } from '#trips/segment.ts'
import { appendSegment, createStoredTrips, type StoredTrips } from '#trips/stored-trips.ts'
import { tripSegments } from '../schema/trips.ts'
import { readLabelHashes } from './label-hashes.ts'

/** 53 of a row's 64 hash bits: one exact double. */
const hashKey = (trips: StoredTrips, row: number): number => trips.hashLow[row] * 2 ** 21 + (trips.hashHigh[row] >>> 11)

/**
 * Flags rows of a chunk that equal a row which the same import stored in an earlier chunk. Reads back only segments that
 * overlap the chunk in time, and of those only the cells it has trips in; rows of one hash are compared column by column.
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
  const cells = new Set<number>()
  let [timeMin, timeMax] = [2 ** 32, 0]
  for (let row = 0; row < trips.length; row++) {
    if (repeats[row]) continue
    if (rowOfKey.add(hashKey(trips, row)) === rows.length) rows.push(row)
    cells.add(cellOfGrid(trips.originU[row], trips.originV[row], segmentLevel))
    timeMin = Math.min(timeMin, trips.time[row])
    timeMax = Math.max(timeMax, trips.time[row])
  }
  const hashes = await readLabelHashes(connection)
  const { tripEnd, cell: cellColumn, chunk, trips: count, near, far, timeMin: first, timeMax: last } = tripSegments
  const ofImport = sql`${chunk} IN (SELECT id FROM import_chunks WHERE import_id = ${importId})`
  const segments = drizzle(connection)
    .select({ cell: cellColumn, trips: count, near, far })
    .from(tripSegments)
    .where(and(eq(tripEnd, origin), ofImport, gte(last, timeMin), lte(first, timeMax)))
    .iterator()
  for await (const { cell, trips: count, near, far } of segments) {
    if (!cells.has(cell)) continue
    const earlier = createStoredTrips(count)
    appendSegment(earlier, { end: origin, trips: count, near, far }, hashes)
    for (let i = 0; i < count; i++) {
      const key = hashKey(earlier, i)
      const index = rowOfKey.indexOf(key)
      if (index >= 0 && isEqualRow(trips, rows[index], earlier, i)) repeats[rows[index]] = 1
    }
  }
}
