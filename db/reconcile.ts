import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { foldCells, foldGroups, foldRegions } from '#trips/fold.ts'
import { weekText } from '#trips/iso-week.ts'
import { tallyOwners } from '#trips/owner-tallies.ts'
import { CountReader, cellCountColumns, groupCountColumns } from '#trips/rollup-block.ts'
import { cutSegments, destination, origin } from '#trips/segment.ts'
import { sortEnds } from '#trips/sorted-end.ts'
import type { LabelHashes, StoredTrips } from '#trips/stored-trips.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import type { ReconcileView } from '#trips/views.ts'
import { indexWhens } from '#trips/when-index.ts'
import type { Database } from './client.ts'
import { readChunkTrips } from './read/chunk-trips.ts'
import { readLabelHashes } from './read/label-hashes.ts'
import { storageTables } from './write/rewrite-chunks.ts'

type Check = ReconcileView['checks'][number]
type Ledger = {
  id: number
  import_id: number
  rows_read: number
  rows_stored: number
  rows_rejected: number
  flags_listed: number
  rows_skipped: number
  digest: string
  host: number
}

/** Failed comparisons named one by one; the rest are only counted. */
const namedMax = 1000

class Comparisons {
  readonly failed: Check[] = []
  compared = 0
  ok = true

  compare(
    name: string,
    importId: number | null,
    expected: number,
    found: number,
    where: { region?: string; week?: string } = {},
  ): void {
    this.compared++
    if (expected === found) return
    this.ok = false
    if (this.failed.length < namedMax)
      this.failed.push({ name, import_id: importId, region: where.region ?? null, week: where.week ?? null, expected, found })
  }
}

/** What else is read in the same snapshot, and who hears of chunks done. */
type Also = { within?: (connection: PoolConnection) => Promise<void>; progress?: (done: number, of: number) => void }

/**
 * Compares everything that can be recomputed with what is stored, in one snapshot: each chunk's trips are unpacked and
 * folded again, and every rollup row, the ledger's counts and digest, the trips filed by destination, and the import's totals
 * must agree. Nothing is changed. About 3 s a million trips.
 */
export async function reconcile(db: Database, also: Also = {}): Promise<ReconcileView> {
  const connection = await db.$client.getConnection()
  try {
    await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
    const comparisons = new Comparisons()
    const [[{ version }]] = await connection.query<RowDataPacket[]>('SELECT version FROM dataset')
    const [chunks] = await connection.query<RowDataPacket[]>(
      'SELECT id, import_id, rows_read, rows_stored, rows_rejected, rows_skipped, flags_listed, digest, COALESCE(stored_in, id) AS host FROM import_chunks ORDER BY host, id',
    )
    const hashes = await readLabelHashes(connection)
    const regionNames = new Map(
      (await connection.query<RowDataPacket[]>('SELECT id, name FROM regions'))[0].map((row) => [row.id, row.name]),
    )
    const hosts = byHost(chunks as Ledger[])
    let trips = 0
    await also.within?.(connection)
    for (const [done, host] of hosts.entries()) {
      also.progress?.(done, hosts.length)
      trips += await reconcileHost(connection, host, hashes, regionNames, comparisons)
    }
    await reconcileImports(connection, comparisons)
    await reconcileStrays(connection, comparisons)
    return { ok: comparisons.ok, dataset_version: version, checks: comparisons.failed, compared: comparisons.compared, trips }
  } finally {
    await connection.query('ROLLBACK').catch(() => {})
    connection.release()
  }
}

/** The chunks that lie in the same rows, together. */
function byHost(chunks: readonly Ledger[]): Ledger[][] {
  const hosts: Ledger[][] = []
  for (const chunk of chunks) {
    const last = hosts.at(-1)
    if (last?.[0].host === chunk.host) last.push(chunk)
    else hosts.push([chunk])
  }
  return hosts
}

async function reconcileHost(
  connection: PoolConnection,
  chunks: readonly Ledger[],
  hashes: LabelHashes,
  regionNames: Map<number, string>,
  comparisons: Comparisons,
): Promise<number> {
  const { host } = chunks[0]
  const trips = await readChunkTrips(connection, [host], origin, hashes)
  const [stored, mirrored] = [tallyOwners(trips), tallyOwners(await readChunkTrips(connection, [host], destination, hashes))]
  for (const chunk of chunks) {
    const compare = (name: string, expected: number, found: number) =>
      comparisons.compare(`${name} of chunk ${chunk.id}`, chunk.import_id, expected, found)
    compare(
      'rows read = stored + rejected + skipped',
      chunk.rows_read,
      chunk.rows_stored + chunk.rows_rejected + chunk.rows_skipped,
    )
    for (const [name, found] of [['', stored] as const, [' by destination', mirrored] as const]) {
      const { trips = 0, digest = new TripDigest() } = found.get(chunk.id) ?? {}
      compare(`trips stored${name}`, chunk.rows_stored, trips)
      compare(`digest${name}`, 1, Number(digest.text() === chunk.digest))
      found.delete(chunk.id)
    }
    const [[{ rejected }]] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS rejected FROM rejects WHERE chunk = ?', [
      chunk.id,
    ])
    compare('rejects', chunk.rows_rejected + chunk.flags_listed, rejected)
  }
  comparisons.compare(`trips of other chunks in chunk ${host}`, null, 0, stored.size + mirrored.size)
  await reconcileRollups(connection, chunks, trips, regionNames, comparisons)
  return trips.length
}

type RegionCounts = ReturnType<typeof foldRegions>

/** Stored counts must be the folded ones: every key once, with the same numbers, and none besides. */
async function reconcileRollups(
  connection: PoolConnection,
  [{ host, import_id: importId }]: readonly Ledger[],
  trips: StoredTrips,
  regionNames: Map<number, string>,
  comparisons: Comparisons,
): Promise<void> {
  const { counts: folded, regions } = fold(trips)
  for await (const [name, trips] of storedCounts(connection, host)) {
    comparisons.compare(`rollup ${name} of chunk ${host}`, importId, folded.get(name) ?? 0, trips)
    folded.delete(name)
  }
  for (const [name, expected] of folded) comparisons.compare(`rollup ${name} of chunk ${host}`, importId, expected, 0)
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT region, week, datasource, trips, time_min, time_max FROM weekly_region_rollups WHERE chunk = ? ORDER BY region, week, datasource',
    [host],
  )
  comparisons.compare(`region rollup rows of chunk ${host}`, importId, regions.length, rows.length)
  for (const [i, expected] of regions.entries()) {
    const { region, week, datasource, trips, time_min: timeMin, time_max: timeMax } = rows[i] ?? {}
    const isSame = JSON.stringify({ region, week, datasource, trips, timeMin, timeMax }) === JSON.stringify(expected)
    comparisons.compare(`trips of region and week in chunk ${host}`, importId, expected.trips, isSame ? trips : 0, {
      region: regionNames.get(expected.region),
      week: weekText(expected.week),
    })
  }
}

function fold(trips: StoredTrips): { counts: Map<string, number>; regions: RegionCounts } {
  const counts = new Map<string, number>()
  const whens = indexWhens(trips)
  let regions: RegionCounts = []
  for (const sorted of sortEnds(trips, whens)) {
    for (const { cell, part, trips } of cutSegments(sorted)) counts.set(`segment,${sorted.end},${cell},${part}`, trips)
    for (const { level, length, cell, week, datasource, trips } of foldCells(sorted, whens))
      for (let i = 0; i < length; i++) counts.set(`cell,${sorted.end},${level},${cell[i]},${week[i]},${datasource[i]}`, trips[i])
    if (sorted.end !== origin) continue
    regions = foldRegions(sorted, whens)
    const g = foldGroups(sorted, whens)
    for (let i = 0; i < g.length; i++)
      counts.set(`group,${g.origin[i]},${g.destination[i]},${g.hour[i]},${g.week[i]},${g.datasource[i]}`, g.trips[i])
  }
  return { counts, regions }
}

/** Every stored count of a chunk by the name `fold` gives it. The row's own sums must be right too. */
async function* storedCounts(connection: PoolConnection, host: number): AsyncGenerator<[name: string, trips: number]> {
  const [segments] = await connection.query<RowDataPacket[]>(
    'SELECT trip_end, cell, part, trips FROM trip_segments WHERE chunk = ?',
    [host],
  )
  for (const { trip_end: end, cell, part, trips } of segments) yield [`segment,${end},${cell},${part}`, trips]
  const kinds = [
    { kind: 'cell', table: 'weekly_cell_rollups', prefix: "CONCAT('cell,', trip_end, ',', level)", columns: cellCountColumns },
    { kind: 'group', table: 'weekly_group_rollups', prefix: "'group'", columns: groupCountColumns },
  ] as const
  for (const { table, prefix, columns } of kinds) {
    const reader = new CountReader<string>(columns)
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT ${prefix} AS prefix, counts, trips, packed_columns AS packed FROM ${table} WHERE chunk = ?`,
      [host],
    )
    for (const row of rows) {
      const unpacked = reader.unpack({ counts: row.counts, packed: row.packed })
      let sum = 0
      for (let i = 0; i < row.counts; i++) {
        sum += unpacked.trips[i]
        yield [[row.prefix, ...columns.slice(0, -1).map((name) => unpacked[name][i])].join(), unpacked.trips[i]]
      }
      if (sum !== row.trips) yield [`sum of a row of ${table}`, row.trips]
    }
  }
}

/** An import's counts are the sums of its ledger. */
async function reconcileImports(connection: PoolConnection, comparisons: Comparisons): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT i.id, i.state, i.rows_read, i.rows_stored, i.rows_rejected, i.rows_skipped, i.bytes_done, i.bytes_total,
       CAST(COALESCE(SUM(k.rows_read), 0) AS DOUBLE) AS ledger_read, CAST(COALESCE(SUM(k.rows_stored), 0) AS DOUBLE) AS ledger_stored,
       CAST(COALESCE(SUM(k.rows_rejected), 0) AS DOUBLE) AS ledger_rejected, CAST(COALESCE(SUM(k.rows_skipped), 0) AS DOUBLE) AS ledger_skipped
     FROM imports i LEFT JOIN import_chunks k ON k.import_id = i.id
     WHERE i.state IN ('loading', 'folding', 'verifying', 'done') AND i.requested IS NULL AND i.problem_code IS NULL AND COALESCE(i.early, '') <> 'returning' GROUP BY i.id`,
  )
  for (const row of rows) {
    for (const count of ['read', 'stored', 'rejected', 'skipped'])
      comparisons.compare(`rows ${count} of import ${row.id}`, row.id, row[`ledger_${count}`], row[`rows_${count}`])
    if (row.state === 'done') comparisons.compare(`bytes of import ${row.id}`, row.id, row.bytes_total, row.bytes_done)
  }
}

/** Rows of chunks that the ledger does not know, or that lie elsewhere since they were merged. */
async function reconcileStrays(connection: PoolConnection, comparisons: Comparisons): Promise<void> {
  for (const table of [...storageTables, 'rejects']) {
    const isHost = table === 'rejects' ? 'TRUE' : 'COALESCE(k.stored_in, k.id) = k.id'
    const [[{ strays }]] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS strays FROM (SELECT DISTINCT chunk FROM ${table}) AS used LEFT JOIN import_chunks k ON k.id = used.chunk AND ${isHost} WHERE k.id IS NULL`,
    )
    comparisons.compare(`chunks in ${table} that no import has`, null, 0, strays)
  }
}
