import { sql } from 'drizzle-orm'
import { MySqlDialect } from 'drizzle-orm/mysql-core'
import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { ColumnPool } from '#trips/column-pool.ts'
import type { CellRange } from '#trips/cover.ts'
import type { OwnerTallies } from '#trips/owner-tallies.ts'
import { destination, origin, type TripEnd } from '#trips/segment.ts'
import { sortEnds } from '#trips/sorted-end.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import { indexWhens } from '#trips/when-index.ts'
import type { Database } from '../client.ts'
import { hostOf } from '../stored/hosts.ts'
import { inRanges } from '../stored/in-ranges.ts'
import { readLabelHashes } from '../stored/label-hashes.ts'
import { readTracts } from '../stored/tract-trips.ts'
import { EndLoader } from './load-trips.ts'

/** Tables whose rows belong to the chunk that holds the trips. */
export const storageTables = [
  'trip_segments',
  'weekly_cell_rollups',
  'weekly_hour_rollups',
  'weekly_region_rollups',
  'weekly_region_hour_rollups',
  'weekly_group_rollups',
  'weekly_group_hour_rollups',
  'cell_flow_rollups',
  'weekly_area_rollups',
] as const
export type StorageTable = (typeof storageTables)[number]

/**
 * With so many trips stored together their hours of the week are counted too, and their flows: of ten million in twelve cities and half a year a count
 * stands for some ten. In a chunk as it is read it would stand for one.
 */
const byHourTripsMin = 4_000_000

/** Segments go tract by tract, and the others last: others may wait for their rows. */
const deletedLater: ReadonlySet<StorageTable> = new Set(['trip_segments', 'weekly_region_rollups', 'weekly_area_rollups'])

/** A chunk of the ledger, and the one in whose rows its trips lie. */
export type HostedChunk = { id: number; host: number; rowsStored: number; digest: string }

/**
 * The chunks of the ledger whose trips lie in the rows of `hosts`, locked until the transaction ends: by their index, for a statement that
 * looks through the ledger waits at every row that others hold.
 */
export async function lockChunksIn(connection: PoolConnection, hosts: readonly number[]): Promise<HostedChunk[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT id, ${hostOf()} AS host, rows_stored, digest FROM import_chunks FORCE INDEX (import_chunks_stored_in)
     WHERE stored_in IN (?) OR (id IN (?) AND stored_in IS NULL) ORDER BY id FOR UPDATE`,
    [hosts, hosts],
  )
  return rows.map((row) => ({ id: row.id, host: row.host, rowsStored: Number(row.rows_stored), digest: row.digest }))
}

/** Rows deleted by one statement: one that goes on for minutes without a word would be taken for a broken connection. */
const deletedMax = 20_000
/**
 * Chunks whose rows are deleted by one statement. The server passes over those deleted before as long as somebody's snapshot keeps them:
 * of 64 chunks with 132,000 rows each, up to 8.4 million in each of 420 statements.
 */
const deletedChunksMax = 8

/** Deletes what is stored in the rows of some chunks, inside the caller's transaction. */
export async function deleteStored(
  connection: PoolConnection,
  hosts: readonly number[],
  tables: readonly string[] = storageTables,
): Promise<void> {
  for (const table of tables)
    for (let at = 0; at < hosts.length; at += deletedChunksMax) {
      const some = hosts.slice(at, at + deletedChunksMax)
      for (let deleted = deletedMax; deleted === deletedMax; ) {
        const statement = `DELETE FROM ${table} WHERE chunk IN (?) LIMIT ${deletedMax}`
        const [result] = await connection.query<ResultSetHeader>(statement, [some])
        deleted = result.affectedRows
      }
    }
}

export type RewriteOptions = {
  /** Chunks of the ledger whose trips are left out. */
  without?: readonly number[]
  byLoadData: boolean
  /** Trips in memory at once, and whether to refuse what would be more (PlaceTooFull). */
  tractTripsMax?: number
  isBounded?: boolean
  /** So many trips are counted by hour of the week too. */
  byHourTripsMin?: number
  /** Is called between tracts; when it throws, so does the rewriting. */
  between?: () => Promise<void>
}

/**
 * Stores the trips of some chunks anew, inside the caller's transaction: together in the rows of one of them, without those of the
 * chunks `without`, rollups folded again from the trips. Every trip keeps its chunk, so an undo stays exact. Throws, and nothing
 * is changed, when the trips of a chunk are not those that the ledger knows by number and digest: damage is never stored anew.
 */
export async function rewriteChunks(
  db: Database,
  connection: PoolConnection,
  hosts: readonly number[],
  options: RewriteOptions,
): Promise<void> {
  const ledger = await lockChunksIn(connection, hosts)
  const kept = ledger.map((chunk) => chunk.id).filter((id) => !options.without?.includes(id))
  if (kept.length === 0) return deleteStored(connection, hosts)
  await deleteStored(
    connection,
    hosts,
    storageTables.filter((table) => !deletedLater.has(table)),
  )
  const isMerged = kept.length > 1
  const trips = ledger.filter(({ id }) => kept.includes(id)).reduce((sum, { rowsStored }) => sum + rowsStored, 0)
  const byHour = trips >= (options.byHourTripsMin ?? byHourTripsMin)
  // Tracts have smaller columns of their own; those of chunks that are not at work would be beside them.
  if (isMerged) ColumnPool.clear()
  const reader = await beginReading(db)
  try {
    // By origin last: then come the region rollups, whose rows others wait for as they add their own.
    for (const end of [destination, origin] as const)
      checkAgainst(ledger, await rewriteEnd({ reader, connection, hosts, end, chunk: kept[0] }, { ...options, isMerged, byHour }))
  } finally {
    reader.destroy()
  }
  // Last: whoever saves an area anew waits for these rows. Counts of areas are made again when there is time (count-areas.ts).
  await deleteStored(connection, hosts, ['weekly_area_rollups'])
  await connection.query('UPDATE import_chunks SET stored_in = ? WHERE id IN (?)', [isMerged ? kept[0] : null, kept])
}

/** Longer than a lock is waited for, and finite: a frozen worker's snapshot must end. */
const readerSeconds = 300

/** A connection of its own that sees what is stored as it is now: the next tract is read while one is stored. */
async function beginReading(db: Database): Promise<PoolConnection> {
  const reader = await db.$client.getConnection()
  // It waits for the other, which may wait for a lock.
  await reader.query(`SET SESSION wait_timeout = ${readerSeconds}`)
  await reader.query('START TRANSACTION WITH CONSISTENT SNAPSHOT')
  return reader
}

type Rewriting = { reader: PoolConnection; connection: PoolConnection; hosts: readonly number[]; end: TripEnd; chunk: number }

/** Stores the trips of one end anew, tract by tract, in the rows of a chunk; returns what was read. */
async function rewriteEnd(
  { reader, connection, hosts, end, chunk }: Rewriting,
  {
    without = [],
    byLoadData,
    tractTripsMax,
    between,
    isBounded,
    isMerged,
    byHour,
  }: RewriteOptions & { isMerged: boolean; byHour: boolean },
): Promise<OwnerTallies> {
  const tallies: OwnerTallies = new Map()
  const loader = new EndLoader(connection, { chunk, end, byLoadData, byHour })
  const hashes = await readLabelHashes(connection)
  const reading = { hashes, tripsMax: tractTripsMax, without: new Set(without), isBounded, tallies }
  for await (const { trips, tracts, cells, make, isLast } of oneAhead(readTracts(reader, hosts, end, reading))) {
    await deleteSegments(connection, hosts, end, cells)
    if (isLast && end === origin) await deleteStored(connection, hosts, ['weekly_region_rollups'])
    const stored = isMerged ? trips : { ...trips, owner: undefined }
    const whens = indexWhens(stored, make)
    for (const sorted of sortEnds(stored, whens, undefined, make, [end])) await loader.load({ sorted, whens, tracts, isLast })
    await between?.()
  }
  return tallies
}

/** The same values, each asked for while the one before is worked on. */
async function* oneAhead<Value>(source: AsyncGenerator<Value>): AsyncGenerator<Value> {
  let next = source.next()
  try {
    for (;;) {
      const { value, done } = await next
      if (done) return
      next = source.next()
      // Heard of when it is awaited.
      next.catch(() => {})
      yield value
    }
  } finally {
    await next.catch(() => {})
    await source.return(undefined)
  }
}

const dialect = new MySqlDialect()

/** Through the key, where they lie side by side; the server would take the index on chunk and look each of them up. */
async function deleteSegments(
  connection: PoolConnection,
  hosts: readonly number[],
  end: TripEnd,
  cells: readonly CellRange[],
): Promise<void> {
  const statement = dialect.sqlToQuery(sql`DELETE s FROM trip_segments AS s FORCE INDEX (PRIMARY)
    WHERE trip_end = ${end} AND chunk IN (${sql.raw(hosts.join(', '))}) AND ${inRanges(cells)}`)
  await connection.query(statement.sql, statement.params)
}

/** Trips that are not those of the ledger. */
export class DamagedTrips extends Error {}

/** Throws when chunks of the ledger, and no others, were not found with the trips that it knows. */
function checkAgainst(ledger: readonly HostedChunk[], found: OwnerTallies): void {
  for (const { id, rowsStored, digest } of ledger) {
    const tally = found.get(id) ?? { trips: 0, digest: new TripDigest() }
    if (tally.trips !== rowsStored || tally.digest.text() !== digest)
      throw new DamagedTrips(
        `chunk ${id} holds ${tally.trips} trips of digest ${tally.digest.text()}, the ledger says ${rowsStored} of ${digest}`,
      )
    found.delete(id)
  }
  if (found.size > 0) throw new DamagedTrips(`trips of chunks that the ledger does not have: ${[...found.keys()].join(', ')}`)
}
