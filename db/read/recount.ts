import type { Connection } from 'mysql2'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { cellRollupLevels, finestLevel } from '#trips/cell.ts'
import { RowTally } from '#trips/row-tally.ts'
import { origin, segmentTripsUsual, type TripEnd, tripEnds } from '#trips/segment.ts'
import { appendSegment, type ReadSegment } from '#trips/stored-trips.ts'
import type { Database } from '../client.ts'
import { readLabelHashes } from './label-hashes.ts'

/** An import as it is stored, counted trip by trip from its origin segments. */
export type Recount = { trips: number; digest: string; equalRows: number }

/** Trips compared at a time: cells are taken together up to this many; a fuller one is read several times. */
const batchTripsMax = 524_288

/** A run of cells, and how many trips they hold at most. */
type CellBatch = { first: number; last: number; trips: number }

/**
 * Reads an import's trips back, cell by cell: their number, their digest, and how many equal an earlier one. Equal trips
 * start in the same cell, so each cell can be judged alone; a cell too full for memory is judged in several readings, each of
 * the trips with certain hashes.
 */
export async function recountImport(db: Database, importId: number): Promise<Recount> {
  const connection = await db.$client.getConnection()
  try {
    const hashes = await readLabelHashes(connection)
    const [rows] = await connection.query<RowDataPacket[]>('SELECT id FROM import_chunks WHERE import_id = ?', [importId])
    const chunks = rows.map((row) => row.id)
    const tally = new RowTally(batchTripsMax)
    for (const batch of await cellBatches(connection, chunks)) {
      const readings = Math.ceil(batch.trips / batchTripsMax)
      for (let reading = 0; reading < readings; reading++) {
        for await (const segment of readSegments(connection, chunks, batch))
          tally.add(segment.trips, (into) => appendSegment(into, { ...segment, end: origin }, hashes), readings, reading)
        tally.endCell()
      }
    }
    connection.release()
    return { trips: tally.trips, digest: tally.digest.text(), equalRows: tally.equalRows }
  } catch (error) {
    // What was being streamed ends with its connection.
    connection.destroy()
    throw error
  }
}

/** The index on chunk holds the key too: it alone tells the cells of a chunk, and seeks a run of them. */
const byChunk = 'trip_segments FORCE INDEX (trip_segments_chunk)'

async function cellBatches(connection: PoolConnection, chunks: readonly number[]): Promise<CellBatch[]> {
  if (chunks.length === 0) return []
  const [cells] = await connection.query<RowDataPacket[]>(
    `SELECT cell, COUNT(*) AS segments FROM ${byChunk} WHERE chunk IN (?) AND trip_end = 0 GROUP BY cell ORDER BY cell`,
    [chunks],
  )
  const batches: CellBatch[] = []
  for (const { cell, segments } of cells) {
    const trips = segments * segmentTripsUsual
    const batch = batches.at(-1)
    if (batch && batch.trips + trips <= batchTripsMax) {
      batch.last = cell
      batch.trips += trips
    } else batches.push({ first: cell, last: cell, trips })
  }
  return batches
}

function readSegments(
  connection: PoolConnection,
  chunks: readonly number[],
  { first, last }: CellBatch,
): AsyncIterable<ReadSegment> {
  // The promise API has no streams; the connection beneath it, typed as itself, has.
  const streaming = connection.connection as unknown as Connection
  return streaming
    .query(
      `SELECT trips, near_columns AS near, far_columns AS far FROM ${byChunk}
       WHERE chunk IN (?) AND trip_end = 0 AND cell BETWEEN ? AND ?`,
      [chunks, first, last],
    )
    .stream({ highWaterMark: 64 })
}

/**
 * An import's trips as each table has them: all must equal what the ledger says. A level of the cell rollups counts what lies in
 * finer segments, so those that are not finer are added to it.
 */
export async function sumRollups(db: Database, importId: number): Promise<{ name: string; trips: number }[]> {
  // One statement a table, each from the index on chunk: none is silent for long.
  const sum = async (table: string, group: string) => {
    const [rows] = await db.$client.query<RowDataPacket[]>(
      `SELECT ${group} AS name, CAST(SUM(trips) AS DOUBLE) AS trips FROM ${table}
       WHERE chunk IN (SELECT id FROM import_chunks WHERE import_id = ?) GROUP BY name`,
      [importId],
    )
    return new Map(rows.map((row) => [String(row.name), Number(row.trips)]))
  }
  const ofSegments = await sum(byChunk, "CONCAT(trip_end, ' ', cell DIV 1099511627776)")
  const ofCells = await sum('weekly_cell_rollups', "CONCAT(trip_end, ' ', level)")
  const sums = (['region', 'group'] as const).map(async (name) => ({
    name: `${name} rollups`,
    trips: (await sum(`weekly_${name}_rollups`, "''")).get('') ?? 0,
  }))
  const upTo = (end: TripEnd, level: number) =>
    Array.from({ length: level + 1 }, (_, i) => ofSegments.get(`${end} ${i}`) ?? 0).reduce((total, trips) => total + trips, 0)
  const ofEnds = tripEnds.flatMap((end) => [
    { name: `segments of end ${end}`, trips: upTo(end, finestLevel) },
    ...cellRollupLevels.map((level) => ({
      name: `cell rollups of end ${end} at level ${level} and coarser segments`,
      trips: upTo(end, level) + (ofCells.get(`${end} ${level}`) ?? 0),
    })),
  ])
  return [...ofEnds, ...(await Promise.all(sums))]
}
