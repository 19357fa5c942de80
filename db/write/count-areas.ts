import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { AreaTally } from '#trips/area-tally.ts'
import { tripEnds } from '#trips/segment.ts'
import type { Database } from '../client.ts'
import { AreaNotCounted, countArea, countAreasTogether } from '../read/count-area.ts'
import { inSnapshot, type Snapshot } from '../read/snapshot.ts'
import { type HostOfTrips, readUncountedAreas, type UncountedArea } from '../read/uncounted-areas.ts'
import { hostOf } from '../stored/hosts.ts'
import { inTransaction } from './in-transaction.ts'
import { loadRows, type StoredValue } from './load-rows.ts'
import { countColumns, countValues } from './load-trips.ts'

export type CountOptions = {
  /** Is called between areas and before they are stored; when it throws, so does the counting, and nothing has changed. */
  between?: () => Promise<void>
  /** Aborted when what is being read is to be given up. */
  signal?: AbortSignal
  failpoint?: (name: string) => void
  /** Areas that are left alone. */
  except?: ReadonlySet<number>
  /** How many areas are counted together, and of how many trips, in all and for each of them. */
  togetherMax?: typeof togetherUsual
}

/** Somebody merges chunks that were read, or takes one back: another time. */
export class ChunksAreHeld extends Error {}

/** Areas are stored when reading them has taken so long: an import that comes takes no more of it away. */
const readMsMax = 300
/** Or, where their chunks hold few trips, as long as it takes to look at each of these for all of them, some seconds at most. */
const togetherUsual = { areas: 64, trips: 5_000_000, tripsPerArea: 90_000 }

/**
 * Counts some saved areas in the chunks that are not counted for them, and returns how many areas these were; 0 when all are counted. What is read
 * in a snapshot is stored in a transaction of its own: of chunks that still hold the same trips, and of areas that are still there.
 */
export async function countAreas(db: Database, options: CountOptions = {}): Promise<number> {
  try {
    return await countSome(db, options)
  } catch (error) {
    if (!(error instanceof NotTogether)) throw error
    return countSome(db, { ...options, togetherMax: { ...(options.togetherMax ?? togetherUsual), trips: 0 } })
  }
}

/** Some of the trips that are looked at for all areas are damaged: perhaps not those of each. */
class NotTogether extends Error {}

async function countSome(db: Database, options: CountOptions): Promise<number> {
  const { between = async () => {}, signal, failpoint = () => {}, except = new Set(), togetherMax = togetherUsual } = options
  const counted = await inSnapshot(
    db,
    async (snapshot) => {
      const uncounted = await readUncountedAreas(snapshot, togetherMax.areas, except)
      const together = alike(uncounted, togetherMax)
      if (together.length > 1) {
        await between()
        return await tallyTogether(snapshot, together).catch((error) => {
          throw isOfTrips(error, signal) ? new NotTogether('some trips are damaged', { cause: error }) : error
        })
      }
      const found: Tallied[] = []
      const begunMs = performance.now()
      for (const one of uncounted) {
        await between()
        found.push({ ...one, tallies: await tallyAlone(snapshot, one, signal) })
        if (performance.now() - begunMs > readMsMax) break
      }
      return found
    },
    { signal },
  )
  if (counted.length === 0) return 0
  await between()
  failpoint('before_area_counts')
  return inTransaction(db, async (connection) => {
    const stored = await storeCounts(connection, counted)
    failpoint('before_area_commit')
    return stored
  })
}

/** An area with its counts by either end. */
type Tallied = UncountedArea & { tallies: AreaTally[] }

/** Areas that lack the same chunks as the first one, if to look at all trips of these takes less than to ask for each area. */
function alike(uncounted: readonly UncountedArea[], most: typeof togetherUsual): UncountedArea[] {
  const [first] = uncounted
  if (!first) return []
  const same = uncounted.filter(({ chunks }) => chunks.ids.join() === first.chunks.ids.join())
  return first.trips <= Math.min(most.trips, same.length * most.tripsPerArea) ? same : []
}

async function tallyTogether(snapshot: Snapshot, uncounted: readonly UncountedArea[]): Promise<Tallied[]> {
  const shapes = uncounted.map(({ area }) => area)
  const byEnd: AreaTally[][] = []
  for (const end of tripEnds) byEnd.push(await countAreasTogether(snapshot, shapes, end, uncounted[0].chunks))
  return uncounted.map((one, i) => ({ ...one, tallies: byEnd.map((tallies) => tallies[i]) }))
}

async function tallyAlone(snapshot: Snapshot, { area, chunks }: UncountedArea, signal?: AbortSignal): Promise<AreaTally[]> {
  try {
    const tallies: AreaTally[] = []
    for (const end of tripEnds) tallies.push(await countArea(snapshot, area, end, chunks))
    return tallies
  } catch (error) {
    throw isOfTrips(error, signal) ? new AreaNotCounted(area.id, error) : error
  }
}

/** What the server or its connection says has a code; the rest is about the area, or damaged trips in it, and comes again each time. */
function isOfTrips(error: unknown, signal?: AbortSignal): boolean {
  const isOfServer = (cause: unknown): boolean => cause instanceof Error && ('code' in cause || isOfServer(cause.cause))
  return !signal?.aborted && !isOfServer(error)
}

/** Returns of how many areas something was stored. */
async function storeCounts(connection: PoolConnection, counted: readonly Tallied[]): Promise<number> {
  const hosts = new Map(counted.flatMap((one) => one.hosts.map((host) => [host.id, host])))
  const unchanged = await lockUnchanged(connection, [...hosts.values()])
  let areas = 0
  // Chunks first, then areas, then counts: in the order in which others lock them.
  for (const { area, hosts, tallies } of counted) {
    if (!(await lockArea(connection, area.id))) continue
    const already = await readStored(connection, area.id)
    const chunks = hosts.map(({ id }) => id).filter((id) => unchanged.has(id) && !already.has(id))
    await loadRows(connection, target, rowsOf(area.id, chunks, tallies), false)
    if (chunks.length > 0) areas++
  }
  return areas
}

/**
 * The chunks that hold the same trips as they did when they were read, locked: a merge or an undo locks the same rows of the ledger before it
 * changes any. Throws ChunksAreHeld where one is at work: it may go on for minutes.
 */
async function lockUnchanged(connection: PoolConnection, hosts: readonly HostOfTrips[]): Promise<Set<number>> {
  const chunks = hosts.flatMap((host) => host.chunks)
  await connection
    .query('SELECT id FROM import_chunks FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE NOWAIT', [chunks])
    .catch((error) => {
      throw isHeld(error) ? new ChunksAreHeld('chunks are being merged or taken back') : error
    })
  const ids = hosts.map(({ id }) => id)
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT ${hostOf()} AS host, id FROM import_chunks
     WHERE stored_in IN (?) OR (id IN (?) AND stored_in IS NULL) ORDER BY id`,
    [ids, ids],
  )
  const found = new Map<number, number[]>()
  for (const { host, id } of rows) found.set(host, [...(found.get(host) ?? []), id])
  return new Set(hosts.filter(({ id, chunks }) => found.get(id)?.join() === chunks.join()).map(({ id }) => id))
}

/** As MySQL and MariaDB say it. */
const isHeld = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ER_LOCK_NOWAIT', 'ER_LOCK_WAIT_TIMEOUT'].includes(String(error.code))

async function lockArea(connection: PoolConnection, id: number): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT id FROM areas WHERE id = ? FOR UPDATE', [id])
  return rows.length > 0
}

/** Chunks that somebody else has counted since. */
async function readStored(connection: PoolConnection, area: number): Promise<Set<number>> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT chunk FROM weekly_area_rollups WHERE area = ? AND trip_end = 0 AND part = 0',
    [area],
  )
  return new Set(rows.map(({ chunk }) => chunk))
}

const target = { table: 'weekly_area_rollups', columns: ['area', 'trip_end', ...countColumns] }

function* rowsOf(area: number, chunks: readonly number[], tallies: readonly AreaTally[]): Generator<StoredValue[]> {
  for (const end of tripEnds)
    for (const chunk of chunks) for (const row of tallies[end].rows(chunk)) yield [area, end, ...countValues(chunk, row)]
}
