import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { flagRepeats } from '#trips/equal-rows.ts'
import { endColumns, foldCells, foldGroups, foldRegions, type StoredTrips, tripEnds } from '#trips/fold.ts'
import type { CheckTotals, DuplicatesRule } from '#trips/import-job.ts'
import type { Reject } from '#trips/reject.ts'
import { addedTotals, type CheckCounts } from '#trips/row-checks.ts'
import { cutSegments } from '#trips/segment.ts'
import { sortOrder } from '#trips/sort-order.ts'
import { storedTrips } from '#trips/stored-trips.ts'
import type { TripColumns } from '#trips/trip-columns.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import type { Database } from '../client.ts'
import { flagStoredEarlier } from '../read/stored-earlier.ts'
import { assignLabels, type LabelTable } from './assign-labels.ts'
import { inTransaction } from './in-transaction.ts'
import { type Lease, LeaseLost, leaseSeconds } from './lease.ts'
import { loadRows, type StoredValue } from './load-rows.ts'

/** A chunk as it was read: its place in the file, its trips and the rows that are none. */
export type ReadChunk = {
  chunkNo: number
  byteFrom: number
  byteTo: number
  lineFrom: number
  lineTo: number
  rowsRead: number
  columns: TripColumns
  regions: readonly string[]
  datasources: readonly string[]
  rejects: readonly Reject[]
  /** Rows that are stored with a flag, and what the checks found. */
  flagged?: readonly Reject[]
  checks?: CheckCounts
}

export type CommitOptions = { duplicates: DuplicatesRule; byLoadData: boolean; failpoint?: (name: string) => void }
export type CommittedChunk = { chunk: number; rowsStored: number; rowsSkipped: number }

/**
 * Stores a chunk: its segments, rollups, rejects, ledger row and the import's counts, in one transaction on one connection,
 * under the worker's lease. Throws LeaseLost when the lease is no longer good, and whatever the server said otherwise;
 * nothing of the chunk is then visible. A chunk that is in the ledger already is refused by its key.
 */
export async function commitChunk(db: Database, lease: Lease, chunk: ReadChunk, options: CommitOptions): Promise<CommittedChunk> {
  const failpoint = options.failpoint ?? (() => {})
  return inTransaction(db, async (connection) => {
    const [ledger] = await connection.query<ResultSetHeader>('INSERT INTO import_chunks SET ?', [
      {
        import_id: lease.importId,
        chunk_no: chunk.chunkNo,
        byte_from: chunk.byteFrom,
        byte_to: chunk.byteTo,
        line_from: chunk.lineFrom,
        line_to: chunk.lineTo,
        rows_read: chunk.rowsRead,
        rows_rejected: chunk.rejects.length,
        flags_listed: chunk.flagged?.length ?? 0,
        digest: '',
      },
    ])
    const id = ledger.insertId
    failpoint('after_ledger')
    const trips = storedTrips(chunk.columns, {
      regions: chunk.regions,
      datasources: chunk.datasources,
      regionIds: await idsOf(connection, 'regions', chunk.regions, chunk.columns.region, chunk.columns.length),
      datasourceIds: await idsOf(connection, 'datasources', chunk.datasources, chunk.columns.datasource, chunk.columns.length),
    })
    const repeats = options.duplicates === 'skip' ? await findRepeats(connection, lease, chunk, trips) : undefined
    const stored = await loadTrips(connection, id, trips, repeats, options.byLoadData, failpoint)
    await loadRows(connection, rejectTarget, rejectRows(id, chunk.rejects, false), options.byLoadData)
    await loadRows(connection, rejectTarget, rejectRows(id, chunk.flagged ?? [], true), options.byLoadData)
    failpoint('after_rejects')
    const rowsSkipped = trips.length - stored.trips
    await connection.query('UPDATE import_chunks SET rows_stored = ?, rows_skipped = ?, digest = ? WHERE id = ?', [
      stored.trips,
      rowsSkipped,
      stored.digest,
      id,
    ])
    await advanceImport(connection, lease, chunk, stored.trips, rowsSkipped)
    if (chunk.checks) await addChecks(connection, lease, chunk.checks)
    await connection.query('UPDATE dataset SET version = version + 1')
    failpoint('before_commit')
    return { chunk: id, rowsStored: stored.trips, rowsSkipped }
  })
}

/** Ids by label index. Labels that only rejected rows have get none: they would stay in the dictionary without a trip. */
async function idsOf(
  connection: PoolConnection,
  table: LabelTable,
  labels: readonly string[],
  column: Uint32Array,
  length: number,
): Promise<number[]> {
  const used = [...new Set(column.subarray(0, length))]
  const ids = await assignLabels(
    connection,
    table,
    used.map((index) => labels[index]),
  )
  const byIndex: number[] = []
  used.forEach((index, i) => {
    byIndex[index] = ids[i]
  })
  return byIndex
}

async function findRepeats(connection: PoolConnection, lease: Lease, chunk: ReadChunk, trips: StoredTrips): Promise<Uint8Array> {
  const repeats = new Uint8Array(trips.length)
  flagRepeats(trips, sortOrder([trips.hashLow.subarray(0, trips.length)], trips.length), repeats)
  if (chunk.chunkNo > 0) await flagStoredEarlier(connection, lease.importId, trips, repeats)
  return repeats
}

async function loadTrips(
  connection: PoolConnection,
  chunk: number,
  trips: StoredTrips,
  repeats: Uint8Array | undefined,
  byLoadData: boolean,
  failpoint: (name: string) => void,
): Promise<{ trips: number; digest: string }> {
  const keep = (order: Uint32Array) => (repeats ? order.filter((row) => repeats[row] === 0) : order)
  let rows: Uint32Array = new Uint32Array()
  for (const end of tripEnds) {
    const columns = endColumns(trips, end)
    rows = keep(sortOrder([columns.cell, columns.time, trips.hashLow], trips.length))
    await loadRows(connection, segmentTarget, segmentRows(chunk, cutSegments(columns, rows)), byLoadData)
    failpoint(end === 0 ? 'after_origins' : 'after_destinations')
    await loadRows(connection, cellTarget, cellRows(chunk, foldCells(columns, rows)), byLoadData)
  }
  failpoint('after_cells')
  await loadRows(connection, regionTarget, regionRows(chunk, foldRegions(trips, rows)), byLoadData)
  await loadRows(connection, groupTarget, groupRows(chunk, foldGroups(trips, rows)), byLoadData)
  failpoint('after_groups')
  const digest = new TripDigest()
  for (const row of rows) digest.add(trips.hashLow[row], trips.hashHigh[row])
  return { trips: rows.length, digest: digest.text() }
}

/** The fence: counts go up only while the lease is good, in the same transaction as what they count. */
async function advanceImport(
  connection: PoolConnection,
  lease: Lease,
  chunk: ReadChunk,
  stored: number,
  skipped: number,
): Promise<void> {
  const [result] = await connection.query<ResultSetHeader>(
    `UPDATE imports SET version = version + 1, attempts = 0, rows_read = rows_read + ?, rows_stored = rows_stored + ?, rows_rejected = rows_rejected + ?,
       rows_skipped = rows_skipped + ?, bytes_done = ?, lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND
     WHERE id = ? AND lease_token = ? AND state = 'loading'`,
    [chunk.rowsRead, stored, chunk.rejects.length, skipped, chunk.byteTo, leaseSeconds, lease.importId, lease.token],
  )
  if (result.affectedRows !== 1) throw new LeaseLost(lease)
}

/** Adds what the checks found in a chunk, if anything; under the lock that `advanceImport` holds on the row. */
async function addChecks(connection: PoolConnection, lease: Lease, counts: CheckCounts): Promise<void> {
  if (counts.found.every((rows) => rows === 0)) return
  const [[row]] = await connection.query<RowDataPacket[]>('SELECT check_totals FROM imports WHERE id = ?', [lease.importId])
  // MariaDB keeps JSON as text.
  const stored: unknown = row.check_totals
  const before = (typeof stored === 'string' ? JSON.parse(stored) : stored) as CheckTotals | null
  await connection.query('UPDATE imports SET check_totals = ? WHERE id = ?', [
    JSON.stringify(addedTotals(before, counts)),
    lease.importId,
  ])
}

export const segmentTarget = {
  table: 'trip_segments',
  columns: ['trip_end', 'cell', 'chunk', 'part', 'trips', 'time_min', 'time_max', 'near_columns', 'far_columns'],
}
export const cellTarget = {
  table: 'weekly_cell_rollups',
  columns: ['trip_end', 'level', 'cell', 'week', 'datasource', 'chunk', 'trips'],
}
export const regionTarget = {
  table: 'weekly_region_rollups',
  columns: ['region', 'week', 'datasource', 'chunk', 'trips', 'time_min', 'time_max'],
}
export const groupTarget = {
  table: 'weekly_group_rollups',
  columns: ['origin_cell', 'destination_cell', 'hour', 'week', 'datasource', 'chunk', 'trips'],
}
const rejectTarget = {
  table: 'rejects',
  columns: ['chunk', 'line', 'byte_offset', 'column_name', 'code', 'kept', 'reason', 'text'],
}

function* segmentRows(chunk: number, segments: ReturnType<typeof cutSegments>): Generator<StoredValue[]> {
  for (const { end, cell, part, trips, timeMin, timeMax, near, far } of segments)
    yield [end, cell, chunk, part, trips, timeMin, timeMax, near, far]
}
function* cellRows(chunk: number, rollups: ReturnType<typeof foldCells>): Generator<StoredValue[]> {
  for (const { end, level, cell, week, datasource, trips } of rollups) yield [end, level, cell, week, datasource, chunk, trips]
}
function* regionRows(chunk: number, rollups: ReturnType<typeof foldRegions>): Generator<StoredValue[]> {
  for (const { region, week, datasource, trips, timeMin, timeMax } of rollups)
    yield [region, week, datasource, chunk, trips, timeMin, timeMax]
}
function* groupRows(chunk: number, rollups: ReturnType<typeof foldGroups>): Generator<StoredValue[]> {
  for (const { origin, destination, hour, week, datasource, trips } of rollups)
    yield [origin, destination, hour, week, datasource, chunk, trips]
}
function* rejectRows(chunk: number, rejects: readonly Reject[], kept: boolean): Generator<StoredValue[]> {
  for (const { line, byteOffset, column, code, reason, text } of rejects)
    yield [chunk, line, byteOffset, column, code, Number(kept), reason, text]
}
