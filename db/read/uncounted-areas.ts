import { count, desc, inArray, sql } from 'drizzle-orm'
import type { RowDataPacket } from 'mysql2/promise'
import type { ChunkList } from '#trips/grain.ts'
import type { Database } from '../client.ts'
import { areas } from '../schema/areas.ts'
import { hostOf, isAtWork } from '../stored/hosts.ts'
import type { CountedArea } from './count-area.ts'
import { inSnapshot, type Snapshot } from './snapshot.ts'
import { readCountedChunks } from './uncounted-chunks.ts'

/** A chunk that rows are stored under, the chunks of the ledger whose trips they are, and how many these are. */
export type HostOfTrips = { id: number; chunks: number[]; trips: number }

/** An area and the chunks that are not counted for it, and how many trips they hold. */
export type UncountedArea = { area: CountedArea; hosts: HostOfTrips[]; trips: number; chunks: ChunkList }

/** Areas are counted in so many chunks, those with the most trips: small ones are merged before long. */
const hostsMax = 1000

/**
 * Chunks of imports that have ended, those with the most trips first: one that is being loaded soon has others beside it to be merged with,
 * and is counted then. `share` is what a number of trips is of all.
 */
async function readHosts({ tx }: Pick<Snapshot, 'tx'>): Promise<{ hosts: HostOfTrips[]; share: (trips: number) => number }> {
  const [rows] = (await tx.execute(sql`
    SELECT k.id AS id, ${sql.raw(hostOf('k'))} AS host, CAST(k.rows_stored AS DOUBLE) AS trips,
      ${sql.raw(isAtWork)} AS busy
    FROM import_chunks k JOIN imports i ON i.id = k.import_id ORDER BY k.id`)) as unknown as [LedgerRow[]]
  const byId = new Map<number, HostOfTrips & { isBusy: boolean }>()
  for (const { id, host, trips, busy } of rows) {
    const known = byId.get(host) ?? { id: host, chunks: [], trips: 0, isBusy: false }
    known.chunks.push(id)
    known.trips += trips
    known.isBusy ||= busy === 1
    byId.set(host, known)
  }
  const all = rows.reduce((sum, { trips }) => sum + trips, 0)
  const resting = [...byId.values()].filter(({ isBusy, trips }) => !isBusy && trips > 0)
  return {
    hosts: resting.sort((a, b) => b.trips - a.trips || a.id - b.id).slice(0, hostsMax),
    share: (trips) => trips / Math.max(1, all),
  }
}

type LedgerRow = { id: number; host: number; trips: number; busy: number }

/**
 * Saved areas that are not counted in some chunk, at most so many: the newest first, for somebody has just drawn them and looks; each with all
 * its chunks.
 */
export async function readUncountedAreas(
  snapshot: Snapshot,
  most: number,
  except: ReadonlySet<number>,
): Promise<UncountedArea[]> {
  const { hosts, share } = await readHosts(snapshot)
  if (hosts.length === 0) return []
  const ids = (await readUncountedIds(snapshot, hosts)).filter((id) => !except.has(id)).slice(0, most)
  if (ids.length === 0) return []
  const counted = await readCountedChunks(snapshot, ids)
  const shapes = await snapshot.tx.select().from(areas).where(inArray(areas.id, ids)).orderBy(desc(areas.id))
  return shapes.map(({ id, polygons }) => {
    const its = hosts.filter((host) => !counted.get(id)?.has(host.id))
    const trips = its.reduce((sum, host) => sum + host.trips, 0)
    return { area: { id, polygons }, hosts: its, trips, chunks: { ids: its.map((host) => host.id), share: share(trips) } }
  })
}

async function readUncountedIds({ tx }: Pick<Snapshot, 'tx'>, hosts: readonly HostOfTrips[]): Promise<number[]> {
  const ids = sql.raw(hosts.map(({ id }) => id).join(', '))
  const [rows] = (await tx.execute(sql`
    SELECT a.id AS id FROM areas a
    LEFT JOIN weekly_area_rollups w ON w.area = a.id AND w.trip_end = 0 AND w.part = 0 AND w.chunk IN (${ids})
    GROUP BY a.id HAVING COUNT(w.chunk) < ${hosts.length} ORDER BY a.id DESC`)) as unknown as [{ id: number }[]]
  return rows.map(({ id }) => id)
}

/** How many areas are saved, and how many of them are not counted in some chunk that they will be counted in. */
export const readCountingStanding = (db: Database): Promise<{ saved: number; uncounted: number }> =>
  inSnapshot(db, async (snapshot) => {
    const [{ saved }] = await snapshot.tx.select({ saved: count() }).from(areas)
    const { hosts } = await readHosts(snapshot)
    return { saved, uncounted: hosts.length === 0 ? 0 : (await readUncountedIds(snapshot, hosts)).length }
  })

/**
 * A text that changes when there may be something to count: another area, other trips, an import that has ended, a merge. Null where no
 * area is saved. Cheap enough to be asked for twice a second. (A sum: of an even number of chunks that change alike, XOR sees nothing.)
 */
export async function readCountingMark(db: Database): Promise<string | null> {
  const [[row]] = await db.$client.query<RowDataPacket[]>(
    `SELECT (SELECT MAX(id) FROM areas) AS area, (SELECT version FROM dataset) AS version,
       (SELECT COUNT(*) FROM imports i WHERE ${isAtWork}) AS imports,
       (SELECT SUM(CRC32(CONCAT(id, '.', COALESCE(stored_in, 0)))) FROM import_chunks) AS hosts`,
  )
  return row.area === null ? null : [row.area, row.version, row.imports, row.hosts].join(' ')
}
