import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { endColumns, foldCells, foldGroups, foldRegions, type StoredTrips, tripEnds } from '#trips/fold.ts'
import { weekOfTime, weekText } from '#trips/iso-week.ts'
import { destination, origin, type TripEnd } from '#trips/segment.ts'
import { appendSegment, createStoredTrips, type LabelHashes } from '#trips/stored-trips.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import type { ReconcileView } from '#trips/views.ts'
import type { Database } from './client.ts'
import { readLabelHashes } from './read/label-hashes.ts'

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

/**
 * Compares everything that can be recomputed with what is stored, in one snapshot: each chunk's trips are unpacked and
 * folded again, and every rollup row, the ledger's counts and digest, the trips filed by destination, and the import's totals
 * must agree. Nothing is changed. About 3 s a million trips.
 */
export async function reconcile(db: Database): Promise<ReconcileView> {
  const connection = await db.$client.getConnection()
  try {
    await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
    const comparisons = new Comparisons()
    const [[{ version }]] = await connection.query<RowDataPacket[]>('SELECT version FROM dataset')
    const [chunks] = await connection.query<RowDataPacket[]>(
      'SELECT id, import_id, rows_read, rows_stored, rows_rejected, rows_skipped, flags_listed, digest FROM import_chunks ORDER BY id',
    )
    const hashes = await readLabelHashes(connection)
    const regionNames = new Map(
      (await connection.query<RowDataPacket[]>('SELECT id, name FROM regions'))[0].map((row) => [row.id, row.name]),
    )
    let trips = 0
    for (const chunk of chunks as Ledger[]) trips += await reconcileChunk(connection, chunk, hashes, regionNames, comparisons)
    await reconcileImports(connection, comparisons)
    await reconcileStrays(connection, comparisons)
    return { ok: comparisons.ok, dataset_version: version, checks: comparisons.failed, compared: comparisons.compared, trips }
  } finally {
    await connection.query('ROLLBACK').catch(() => {})
    connection.release()
  }
}

async function reconcileChunk(
  connection: PoolConnection,
  chunk: Ledger,
  hashes: LabelHashes,
  regionNames: Map<number, string>,
  comparisons: Comparisons,
): Promise<number> {
  const trips = await readChunkTrips(connection, chunk, origin, hashes)
  const mirrored = await readChunkTrips(connection, chunk, destination, hashes)
  const compare = (name: string, expected: number, found: number) =>
    comparisons.compare(`${name} of chunk ${chunk.id}`, chunk.import_id, expected, found)
  compare(
    'rows read = stored + rejected + skipped',
    chunk.rows_read,
    chunk.rows_stored + chunk.rows_rejected + chunk.rows_skipped,
  )
  compare('trips stored', chunk.rows_stored, trips.length)
  compare('trips filed by destination', chunk.rows_stored, mirrored.length)
  compare('digest', 1, Number(digestOf(trips) === chunk.digest))
  compare('digest by destination', 1, Number(digestOf(mirrored) === chunk.digest))
  const [[{ rejected }]] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS rejected FROM rejects WHERE chunk = ?', [
    chunk.id,
  ])
  compare('rejects', chunk.rows_rejected + chunk.flags_listed, rejected)
  await reconcileRollups(connection, chunk, trips, regionNames, comparisons)
  return trips.length
}

function digestOf(trips: StoredTrips): string {
  const digest = new TripDigest()
  for (let row = 0; row < trips.length; row++) digest.add(trips.hashLow[row], trips.hashHigh[row])
  return digest.text()
}

async function readChunkTrips(
  connection: PoolConnection,
  chunk: Ledger,
  end: TripEnd,
  hashes: LabelHashes,
): Promise<StoredTrips> {
  const [segments] = await connection.query<RowDataPacket[]>(
    'SELECT trips, near_columns AS near, far_columns AS far FROM trip_segments WHERE chunk = ? AND trip_end = ? ORDER BY cell, part',
    [chunk.id, end],
  )
  const trips = createStoredTrips(segments.reduce((sum, segment) => sum + segment.trips, 0))
  for (const { trips: count, near, far } of segments) appendSegment(trips, { end, trips: count, near, far }, hashes)
  return trips
}

/** Stored rows must be the folded ones: every key once, with the same numbers, and none besides. */
async function reconcileRollups(
  connection: PoolConnection,
  chunk: Ledger,
  trips: StoredTrips,
  regionNames: Map<number, string>,
  comparisons: Comparisons,
): Promise<void> {
  const rows = Uint32Array.from({ length: trips.length }, (_, row) => row)
  const folded = new Map<string, number>()
  for (const end of tripEnds)
    for (const r of foldCells(endColumns(trips, end), rows))
      folded.set(`cell,${end},${r.level},${r.cell},${r.week},${r.datasource}`, r.trips)
  for (const r of foldGroups(trips, rows))
    folded.set(`group,${r.origin},${r.destination},${r.hour},${r.week},${r.datasource}`, r.trips)
  const read = async (statement: string) => (await connection.query<RowDataPacket[]>(statement, [chunk.id]))[0]
  const stored = [
    ...(await read(
      "SELECT CONCAT_WS(',', 'cell', trip_end, level, cell, week, datasource) AS name, trips FROM weekly_cell_rollups WHERE chunk = ?",
    )),
    ...(await read(
      "SELECT CONCAT_WS(',', 'group', origin_cell, destination_cell, hour, week, datasource) AS name, trips FROM weekly_group_rollups WHERE chunk = ?",
    )),
  ]
  for (const row of stored) {
    comparisons.compare(`rollup ${row.name} of chunk ${chunk.id}`, chunk.import_id, folded.get(row.name) ?? 0, row.trips)
    folded.delete(row.name)
  }
  for (const [name, expected] of folded) comparisons.compare(`rollup ${name} of chunk ${chunk.id}`, chunk.import_id, expected, 0)
  const regionRows = await read(
    'SELECT region, week, datasource, trips, time_min, time_max FROM weekly_region_rollups WHERE chunk = ? ORDER BY region, week, datasource',
  )
  const expected = foldRegions(trips, rows)
  comparisons.compare(`region rollup rows of chunk ${chunk.id}`, chunk.import_id, expected.length, regionRows.length)
  for (const [i, r] of expected.entries()) {
    const row = regionRows[i]
    const same =
      row &&
      row.region === r.region &&
      row.week === r.week &&
      row.datasource === r.datasource &&
      row.time_min === r.timeMin &&
      row.time_max === r.timeMax
    comparisons.compare(`trips of region and week in chunk ${chunk.id}`, chunk.import_id, r.trips, same ? row.trips : 0, {
      region: regionNames.get(r.region),
      week: weekText(weekOfTime(r.timeMin)),
    })
  }
}

/** An import's counts are the sums of its ledger. */
async function reconcileImports(connection: PoolConnection, comparisons: Comparisons): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT i.id, i.state, i.rows_read, i.rows_stored, i.rows_rejected, i.rows_skipped, i.bytes_done, i.bytes_total,
       CAST(COALESCE(SUM(k.rows_read), 0) AS DOUBLE) AS ledger_read, CAST(COALESCE(SUM(k.rows_stored), 0) AS DOUBLE) AS ledger_stored,
       CAST(COALESCE(SUM(k.rows_rejected), 0) AS DOUBLE) AS ledger_rejected, CAST(COALESCE(SUM(k.rows_skipped), 0) AS DOUBLE) AS ledger_skipped
     FROM imports i LEFT JOIN import_chunks k ON k.import_id = i.id
     WHERE i.state IN ('loading', 'folding', 'verifying', 'done') AND i.requested IS NULL AND i.problem_code IS NULL GROUP BY i.id`,
  )
  for (const row of rows) {
    for (const count of ['read', 'stored', 'rejected', 'skipped'])
      comparisons.compare(`rows ${count} of import ${row.id}`, row.id, row[`ledger_${count}`], row[`rows_${count}`])
    if (row.state === 'done') comparisons.compare(`bytes of import ${row.id}`, row.id, row.bytes_total, row.bytes_done)
  }
}

/** Rows of chunks that the ledger does not know. */
async function reconcileStrays(connection: PoolConnection, comparisons: Comparisons): Promise<void> {
  for (const table of ['trip_segments', 'weekly_cell_rollups', 'weekly_region_rollups', 'weekly_group_rollups', 'rejects']) {
    const [[{ strays }]] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS strays FROM (SELECT DISTINCT chunk FROM ${table}) AS used LEFT JOIN import_chunks k ON k.id = used.chunk WHERE k.id IS NULL`,
    )
    comparisons.compare(`chunks in ${table} that no import has`, null, 0, strays)
  }
}
