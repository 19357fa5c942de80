import { sql } from 'drizzle-orm'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { cellRollupLevels, filingLevel } from '#trips/cell.ts'
import { CellSplits, unknownSplits } from '#trips/cell-splits.ts'
import { type ComparedCounts, CountSums, NamedCounts } from '#trips/compared-counts.ts'
import { foldCells, foldHours } from '#trips/fold-cells.ts'
import { byHourOfWeek, foldFlows, foldGroups } from '#trips/fold-groups.ts'
import { blockRowFaults, type KeyedCounts, ofCells, ofFlows, ofGroups, ofRegions, type RowOfCounts } from '#trips/keyed-counts.ts'
import type { OwnerTallies } from '#trips/owner-tallies.ts'
import { ofAll, RegionHours } from '#trips/region-hours.ts'
import { RegionSums } from '#trips/region-sums.ts'
import {
  CountReader,
  cellCountColumns,
  flowCountColumns,
  groupCountColumns,
  hourCountColumns,
  regionHourCountColumns,
} from '#trips/rollup-block.ts'
import { cutSegments, origin, type TripEnd, tripEnds } from '#trips/segment.ts'
import { type SortedEnd, sortEnds } from '#trips/sorted-end.ts'
import type { LabelHashes } from '#trips/stored-trips.ts'
import type { Tract } from '#trips/tract.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import type { ReconcileView } from '#trips/views.ts'
import { indexWhens, type WhenIndex } from '#trips/when-index.ts'
import type { Database } from './client.ts'
import { Comparisons } from './comparisons.ts'
import { onSnapshot } from './read/snapshot.ts'
import { AreaChecks, compareAreaRows } from './reconcile-areas.ts'
import { reconcileRegions } from './reconcile-regions.ts'
import { eachRow } from './stored/each-row.ts'
import { hostOf } from './stored/hosts.ts'
import { readLabelHashes } from './stored/label-hashes.ts'
import { readTracts, type SegmentKey, type TractTrips } from './stored/tract-trips.ts'
import { storageTables } from './write/rewrite-chunks.ts'

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

/** Who may leave before the end, what else is read in the same snapshot, and who hears of chunks done. */
type Also = {
  signal?: AbortSignal
  within?: (connection: PoolConnection) => Promise<void>
  progress?: (done: number, of: number) => void
}

/**
 * Compares everything that can be recomputed with what is stored, in one snapshot: each chunk's trips are unpacked and
 * folded again, and every rollup row, the ledger's counts and digest, the trips filed by destination, and the import's totals
 * must agree. Nothing is changed. About 3 s a million trips.
 */
export const reconcile = (db: Database, { signal, within, progress }: Also = {}): Promise<ReconcileView> =>
  onSnapshot(db, { signal }, async (connection) => {
    const comparisons = new Comparisons()
    const [[{ version }]] = await connection.query<RowDataPacket[]>('SELECT version FROM dataset')
    const [chunks] = await connection.query<RowDataPacket[]>(
      `SELECT id, import_id, rows_read, rows_stored, rows_rejected, rows_skipped, flags_listed, digest, ${hostOf()} AS host FROM import_chunks ORDER BY host, id`,
    )
    const hashes = await readLabelHashes(connection)
    const regionNames = new Map(
      (await connection.query<RowDataPacket[]>('SELECT id, name FROM regions'))[0].map((row) => [row.id, row.name]),
    )
    const hosts = byHost(chunks as Ledger[])
    let trips = 0
    await within?.(connection)
    for (const [done, host] of hosts.entries()) {
      progress?.(done, hosts.length)
      trips += await reconcileHost(connection, host, hashes, regionNames, comparisons)
    }
    await reconcileImports(connection, comparisons)
    await reconcileStrays(connection, comparisons)
    const { failures, failed: checks, compared } = comparisons
    return { ok: failures === 0, dataset_version: version, checks, of_total: failures, compared, trips }
  })

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
  for (const { id, import_id, rows_read, rows_stored, rows_rejected, rows_skipped, flags_listed } of chunks) {
    const compare = (name: string, expected: number, found: number) =>
      comparisons.compare(`${name} of chunk ${id}`, import_id, expected, found)
    compare('rows read = stored + rejected + skipped', rows_read, rows_stored + rows_rejected + rows_skipped)
    const [[{ rejected }]] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS rejected FROM rejects WHERE chunk = ?', [
      id,
    ])
    compare('rejects', rows_rejected + flags_listed, rejected)
  }
  for (const end of tripEnds) await reconcileEnd(connection, chunks, end, { hashes, regionNames, comparisons })
  return chunks.reduce((sum, { rows_stored }) => sum + rows_stored, 0)
}

type Reconciling = { hashes: LabelHashes; regionNames: Map<number, string>; comparisons: Comparisons }

/** By one end: trips, segments and counts, by origin the counts of regions and groups too. */
async function reconcileEnd(
  connection: PoolConnection,
  chunks: readonly Ledger[],
  end: TripEnd,
  { hashes, regionNames, comparisons }: Reconciling,
): Promise<void> {
  const [{ host }] = chunks
  // What several imports' trips make up together is nobody's alone.
  const importId = new Set(chunks.map(({ import_id }) => import_id)).size === 1 ? chunks[0].import_id : null
  const compare = (name: string, expected: number, found: number) =>
    comparisons.compare(`${name} of chunk ${host}`, importId, expected, found)
  const counting = { connection, host, end, hashes, has: await countsOf(connection, host) }
  const sums = new CountSums()
  const splits = new CellSplits()
  const regions = new RegionSums()
  const tallies: OwnerTallies = new Map()
  const areas = await AreaChecks.read(connection, host, end)
  await countTrips(counting, { tallies, counts: sums }, (sorted, { tracts, segments }, whens) => {
    compareSegments(segments, { sorted, tracts, splits }, compare)
    areas.expect(sorted, tracts)
    if (end === origin) regions.add(sorted, whens)
  })
  compareTallies(chunks, end, tallies, comparisons)
  await readStoredCounts(counting, (counts, row) => {
    sums.find(counts)
    comparisons.compared += counts.length
    for (const { what, expected, found } of blockRowFaults(row, counts)) compare(`rollup ${what}`, expected, found)
    if ('split_1' in row) compareSplits(row as SplitRow, counts, splits, compare)
  })
  await nameWrongCounts(counting, sums, compare)
  await areas.compare(connection, compare)
  if (end === origin) await reconcileRegions(connection, { host, importId }, regions.rows(), regionNames, comparisons)
}

/** A chunk by one end, and what counts it has. */
type Counting = {
  connection: PoolConnection
  host: number
  end: TripEnd
  hashes: LabelHashes
  has: { byHour: number; regionsByHour: number; allByHour: number; groupsByHour: number; flows: number }
}

/** Which counts a chunk has that others have not. */
async function countsOf(connection: PoolConnection, host: number): Promise<Counting['has']> {
  const isIn = (table: string, condition = 'TRUE') => `EXISTS (SELECT 1 FROM ${table} WHERE chunk = ${host} AND ${condition})`
  const [[row]] = await connection.query<RowDataPacket[]>(
    `SELECT ${isIn('weekly_hour_rollups')} AS byHour, ${isIn('weekly_region_hour_rollups', `region <> ${ofAll}`)} AS regionsByHour,
       ${isIn('weekly_region_hour_rollups', `region = ${ofAll}`)} AS allByHour, ${isIn('weekly_group_hour_rollups')} AS groupsByHour,
       ${isIn('cell_flow_rollups')} AS flows`,
  )
  return row as Counting['has']
}

/** Reads every trip of the chunk, tract by tract, and expects the counts that they should have. */
async function countTrips(
  { connection, host, end, hashes, has }: Counting,
  { tallies, counts: compared }: { tallies: OwnerTallies; counts: ComparedCounts },
  each: (sorted: SortedEnd, read: TractTrips, whens: WhenIndex) => void = () => {},
): Promise<void> {
  const regionHours = new RegionHours({ always: Boolean(has.regionsByHour) })
  for await (const read of readTracts(connection, [host], end, { hashes, tallies })) {
    const { trips, tracts, make, isLast } = read
    const whens = indexWhens(trips, make)
    for (const sorted of sortEnds(trips, whens, undefined, make, [end])) {
      each(sorted, read, whens)
      for (const counts of foldCells(sorted, whens, tracts)) compared.expect(ofCells(end, counts))
      if (has.byHour) for (const counts of foldHours(sorted, whens, tracts)) compared.expect(ofCells(end, counts))
      if (has.flows) compared.expect(ofFlows(end, foldFlows(sorted, tracts)))
      if (end !== origin) continue
      for (const counts of regionHours.add(sorted, whens, isLast)) if (has.regionsByHour) compared.expect(ofRegions(counts))
      compared.expect(ofGroups('day', foldGroups(sorted, whens)))
      if (has.groupsByHour) compared.expect(ofGroups('week', foldGroups(sorted, whens, byHourOfWeek)))
    }
  }
  if (has.allByHour) compared.expect(ofRegions(regionHours.takeTotals()))
}

/** Where sums of counts differ everything is read once more, for the counts in these sums. */
async function nameWrongCounts(counting: Counting, sums: CountSums, compare: Compare): Promise<void> {
  const wrong = sums.wrong()
  if (!wrong) return
  const named = new NamedCounts(wrong)
  await countTrips(counting, { tallies: new Map(), counts: named })
  await readStoredCounts(counting, (counts) => named.find(counts))
  for (const { name, expected, found } of named.wrong()) compare(`rollup ${name}`, expected, found)
  compare('further sums of counts that differ', 0, wrong.others)
}

/** The chunks of the ledger, and no others, have the trips that it knows by number and digest. */
function compareTallies(chunks: readonly Ledger[], end: TripEnd, tallies: OwnerTallies, comparisons: Comparisons): void {
  const filed = end === origin ? '' : ' by destination'
  for (const chunk of chunks) {
    const { trips = 0, digest = new TripDigest() } = tallies.get(chunk.id) ?? {}
    comparisons.compare(`trips stored${filed} of chunk ${chunk.id}`, chunk.import_id, chunk.rows_stored, trips)
    comparisons.compare(`digest${filed} of chunk ${chunk.id}`, chunk.import_id, 1, Number(digest.text() === chunk.digest))
    tallies.delete(chunk.id)
  }
  comparisons.compare(`trips of other chunks${filed} in chunk ${chunks[0].host}`, null, 0, tallies.size)
}

type Compare = (name: string, expected: number, found: number) => void

/** The segments of some tracts must be those that their trips are cut into, which are entered in `splits`. */
function compareSegments(
  stored: readonly SegmentKey[],
  { sorted, tracts, splits }: { sorted: SortedEnd; tracts: readonly Tract[]; splits: CellSplits },
  compare: Compare,
): void {
  const expected = new Map<string, number>()
  for (const { cell, part, trips } of cutSegments(sorted, tracts)) {
    expected.set(`segment ${sorted.end},${cell},${part}`, trips)
    splits.add(cell)
  }
  for (const { cell, part, trips } of stored) {
    const name = `segment ${sorted.end},${cell},${part}`
    compare(name, expected.get(name) ?? 0, trips)
    expected.delete(name)
  }
  for (const [name, trips] of expected) compare(name, trips, 0)
}

type StoredRow = RowOfCounts & { counts: number; packed: Uint8Array }
type SplitRow = StoredRow & { level: number; split_1: number; split_2: number; split_3: number; split_4: number }

/** Reads every stored count of the chunk, row by row: what `tell` is given is valid during the call. */
async function readStoredCounts(
  { connection, host, end }: Counting,
  tell: (counts: KeyedCounts, row: StoredRow) => void,
): Promise<void> {
  const packed = sql`counts, trips, week_min AS weekMin, week_max AS weekMax, packed_columns AS packed`
  const ofEnd = sql`WHERE chunk = ${host} AND trip_end = ${end}`
  const cells = new CountReader(cellCountColumns)
  await eachRow<SplitRow>(
    connection,
    sql`SELECT level, block, ${packed}, split_1, split_2, split_3, split_4 FROM weekly_cell_rollups ${ofEnd}`,
    (row) => tell(ofCells(end, { level: row.level, length: row.counts, ...cells.unpack(row) }), row),
  )
  const hours = new CountReader(hourCountColumns)
  await eachRow<StoredRow & { level: number }>(
    connection,
    sql`SELECT level, block, ${packed} FROM weekly_hour_rollups ${ofEnd}`,
    (row) => tell(ofCells(end, { level: row.level, length: row.counts, ...hours.unpack(row) }), row),
  )
  const flows = new CountReader(flowCountColumns)
  await eachRow<StoredRow>(
    connection,
    sql`SELECT block, ${packed} FROM cell_flow_rollups ${ofEnd} AND level = ${filingLevel}`,
    (row) => tell(ofFlows(end, { length: row.counts, ...flows.unpack(row) }), row),
  )
  if (end !== origin) return
  const regions = new CountReader(regionHourCountColumns)
  await eachRow<StoredRow>(
    connection,
    sql`SELECT region AS block, ${packed} FROM weekly_region_hour_rollups WHERE chunk = ${host}`,
    (row) => tell(ofRegions({ length: row.counts, ...regions.unpack(row) }), row),
  )
  const groups = new CountReader(groupCountColumns)
  for (const [table, by] of [
    ['weekly_group_rollups', 'day'],
    ['weekly_group_hour_rollups', 'week'],
  ] as const)
    await eachRow<StoredRow>(
      connection,
      sql`SELECT origin_block AS block, ${packed} FROM ${sql.raw(table)} WHERE chunk = ${host}`,
      (row) => tell(ofGroups(by, { length: row.counts, ...groups.unpack(row) }), row),
    )
}

/** What a row of cells says of their splits must be so. */
function compareSplits(
  row: SplitRow,
  { keys: [cell], length, rowName }: KeyedCounts,
  splits: CellSplits,
  compare: Compare,
): void {
  const found = [row.split_1, row.split_2, row.split_3, row.split_4]
  const isUnknown = found.every((bits, i) => bits === unknownSplits[i])
  // At a level that has no counts all of the row's are wrong.
  if (isUnknown || !cellRollupLevels.includes(row.level)) return
  for (const [i, expected] of splits.bits(row.level, cell[0], cell[length - 1]).entries())
    compare(`split ${i + 1} in ${rowName}, block ${row.block}`, expected, found[i])
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
    const isHost = table === 'rejects' ? 'TRUE' : `${hostOf('k')} = k.id`
    const [[{ strays }]] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS strays FROM (SELECT DISTINCT chunk FROM ${table}) AS used LEFT JOIN import_chunks k ON k.id = used.chunk AND ${isHost} WHERE k.id IS NULL`,
    )
    comparisons.compare(`chunks in ${table} that no import has`, null, 0, strays)
  }
  await compareAreaRows(connection, (name, expected, found) => comparisons.compare(name, null, expected, found))
}
