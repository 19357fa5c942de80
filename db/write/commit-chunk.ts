import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { ColumnPool } from '#trips/column-pool.ts'
import { flagRepeats } from '#trips/equal-rows.ts'
import type { CheckTotals, DuplicatesRule } from '#trips/import-job.ts'
import type { Reject } from '#trips/reject.ts'
import { addedTotals, type CheckCounts } from '#trips/row-checks.ts'
import { sortOrder } from '#trips/sort-order.ts'
import { digestTrips, type ReadTrips, type StoredTrips, storedTrips } from '#trips/stored-trips.ts'
import type { Database } from '../client.ts'
import { flagStoredEarlier } from '../stored/stored-earlier.ts'
import { assignLabels, type LabelTable } from './assign-labels.ts'
import { inTransaction } from './in-transaction.ts'
import { type Lease, LeaseLost, leaseSeconds } from './lease.ts'
import { loadRows, type StoredValue } from './load-rows.ts'
import { loadTrips } from './load-trips.ts'

/** A chunk as it was read: its place in the file, its trips and the rows that are none. */
export type ReadChunk = {
  chunkNo: number
  byteFrom: number
  byteTo: number
  lineFrom: number
  lineTo: number
  rowsRead: number
  columns: ReadTrips
  regions: readonly string[]
  datasources: readonly string[]
  rejects: readonly Reject[]
  /** Rows that are stored with a flag, and what the checks found. */
  flagged?: readonly Reject[]
  checks?: CheckCounts
}

/** A chunk's trips as they are stored, without those that `left` flags; its columns are used again afterwards. */
export type ChunkTrips = { chunkNo: number; trips: StoredTrips; left?: Uint8Array; rowsStored: number; digest: string }

export type CommitOptions = {
  duplicates: DuplicatesRule
  byLoadData: boolean
  failpoint?: (name: string) => void
  /** Is given the trips while they are being stored; nothing is committed before it is through, or if it fails. */
  keep?: (chunk: ChunkTrips) => Promise<void>
}
export type CommittedChunk = { chunk: number; rowsStored: number; rowsSkipped: number }

/**
 * Stores a chunk: its segments, rollups, rejects, ledger row and the import's counts, in one transaction on one connection,
 * under the worker's lease. Throws LeaseLost when the lease is no longer good, and whatever the server said otherwise;
 * nothing of the chunk is then visible. A chunk that is in the ledger already is refused by its key.
 */
export async function commitChunk(db: Database, lease: Lease, chunk: ReadChunk, options: CommitOptions): Promise<CommittedChunk> {
  const failpoint = options.failpoint ?? (() => {})
  const pool = ColumnPool.take()
  return inTransaction(db, async (connection) => {
    pool.reset()
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
    const ids = {
      regionIds: await idsOf(connection, 'regions', chunk.regions, chunk.columns.region, chunk.columns.length),
      datasourceIds: await idsOf(connection, 'datasources', chunk.datasources, chunk.columns.datasource, chunk.columns.length),
    }
    const trips = storedTrips(chunk.columns, ids, pool.column)
    const repeats = options.duplicates === 'skip' ? await findRepeats(connection, lease, chunk, trips) : undefined
    const stored = { chunkNo: chunk.chunkNo, trips, left: repeats, ...digestTrips(trips, repeats) }
    await bothDone(
      loadTrips(connection, id, trips, { left: repeats, byLoadData: options.byLoadData, failpoint, make: pool.column }),
      options.keep?.(stored),
    )
    await loadRows(connection, rejectTarget, rejectRows(id, chunk.rejects, false), options.byLoadData)
    await loadRows(connection, rejectTarget, rejectRows(id, chunk.flagged ?? [], true), options.byLoadData)
    failpoint('after_rejects')
    const rowsSkipped = trips.length - stored.rowsStored
    await connection.query('UPDATE import_chunks SET rows_stored = ?, rows_skipped = ?, digest = ? WHERE id = ?', [
      stored.rowsStored,
      rowsSkipped,
      stored.digest,
      id,
    ])
    await advanceImport(connection, lease, chunk, stored.rowsStored, rowsSkipped)
    if (chunk.checks) await addChecks(connection, lease, chunk.checks)
    await connection.query('UPDATE dataset SET version = version + 1')
    failpoint('before_commit')
    return { chunk: id, rowsStored: stored.rowsStored, rowsSkipped }
  }).finally(() => pool.release())
}

/** Waits for both even when one fails: they read columns that are used again. Throws what the first of them threw. */
async function bothDone(...both: (Promise<void> | undefined)[]): Promise<void> {
  for (const outcome of await Promise.allSettled(both)) if (outcome.status === 'rejected') throw outcome.reason
}

/** Ids by label index. Labels that only rejected rows have get none: they would stay in the dictionary without a trip. */
async function idsOf(
  connection: PoolConnection,
  table: LabelTable,
  labels: readonly string[],
  column: Uint32Array,
  length: number,
): Promise<number[]> {
  const isUsed = new Uint8Array(labels.length)
  for (let row = 0; row < length; row++) isUsed[column[row]] = 1
  const used = [...labels.keys()].filter((index) => isUsed[index] === 1)
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

const rejectTarget = {
  table: 'rejects',
  columns: ['chunk', 'line', 'byte_offset', 'column_name', 'code', 'kept', 'reason', 'text'],
}

function* rejectRows(chunk: number, rejects: readonly Reject[], kept: boolean): Generator<StoredValue[]> {
  for (const { line, byteOffset, column, code, reason, text } of rejects)
    yield [chunk, line, byteOffset, column, code, Number(kept), reason, text]
}
