import type { PoolConnection } from 'mysql2/promise'
import type { NewColumn } from '#trips/column-pool.ts'
import { foldCells, foldGroups, foldRegions } from '#trips/fold.ts'
import { type CountBlock, cutCellBlocks, cutGroupBlocks } from '#trips/rollup-block.ts'
import { cutSegments, origin } from '#trips/segment.ts'
import { type SortedEnd, sortEnds } from '#trips/sorted-end.ts'
import type { StoredTrips } from '#trips/stored-trips.ts'
import { indexWhens, type WhenIndex } from '#trips/when-index.ts'
import { loadRows, type StoredValue } from './load-rows.ts'

export type LoadOptions = {
  /** Rows flagged here are left out. */
  left?: Uint8Array
  byLoadData: boolean
  failpoint?: (name: string) => void
  /** Makes the columns the packing takes; they are free again when the trips are stored. */
  make?: NewColumn
}

/** Stores the trips of a chunk, inside the caller's transaction: segments by both ends, and every rollup. */
export async function loadTrips(
  connection: PoolConnection,
  chunk: number,
  trips: StoredTrips,
  { left, byLoadData, make, failpoint = () => {} }: LoadOptions,
): Promise<void> {
  const load = (target: { table: string; columns: string[] }, rows: Iterable<StoredValue[]>) =>
    loadRows(connection, target, rows, byLoadData)
  const whens = indexWhens(trips, make)
  for (const sorted of sortEnds(trips, whens, left, make)) {
    await load(trips.owner ? ownedSegmentTarget : segmentTarget, segmentRows(chunk, sorted))
    failpoint(sorted.end === origin ? 'after_origins' : 'after_destinations')
    await load(cellTarget, cellRows(chunk, sorted, whens))
    if (sorted.end !== origin) continue
    failpoint('after_cells')
    await load(regionTarget, regionRows(chunk, sorted, whens))
    await load(groupTarget, groupRows(chunk, sorted, whens))
    failpoint('after_groups')
  }
}

const segmentTarget = {
  table: 'trip_segments',
  columns: ['trip_end', 'cell', 'chunk', 'part', 'trips', 'time_min', 'time_max', 'near_columns', 'far_columns'],
}
const ownedSegmentTarget = { ...segmentTarget, columns: [...segmentTarget.columns, 'owner_columns'] }
const countColumns = ['chunk', 'part', 'counts', 'trips', 'week_min', 'week_max', 'packed_columns']
const cellTarget = { table: 'weekly_cell_rollups', columns: ['trip_end', 'level', 'block', ...countColumns] }
const regionTarget = {
  table: 'weekly_region_rollups',
  columns: ['region', 'week', 'datasource', 'chunk', 'trips', 'time_min', 'time_max'],
}
const groupTarget = { table: 'weekly_group_rollups', columns: ['origin_block', ...countColumns] }

function* segmentRows(chunk: number, sorted: SortedEnd): Generator<StoredValue[]> {
  for (const { end, cell, part, trips, timeMin, timeMax, near, far, owners } of cutSegments(sorted))
    yield [end, cell, chunk, part, trips, timeMin, timeMax, near, far, ...(owners ? [owners] : [])]
}

function* cellRows(chunk: number, sorted: SortedEnd, whens: WhenIndex): Generator<StoredValue[]> {
  for (const counts of foldCells(sorted, whens))
    for (const block of cutCellBlocks(counts)) yield [sorted.end, counts.level, block.block, ...countValues(chunk, block)]
}

function* regionRows(chunk: number, sorted: SortedEnd, whens: WhenIndex): Generator<StoredValue[]> {
  for (const { region, week, datasource, trips, timeMin, timeMax } of foldRegions(sorted, whens))
    yield [region, week, datasource, chunk, trips, timeMin, timeMax]
}

function* groupRows(chunk: number, sorted: SortedEnd, whens: WhenIndex): Generator<StoredValue[]> {
  for (const block of cutGroupBlocks(foldGroups(sorted, whens))) yield [block.block, ...countValues(chunk, block)]
}

const countValues = (chunk: number, { part, counts, trips, weekMin, weekMax, packed }: CountBlock): StoredValue[] => [
  chunk,
  part,
  counts,
  trips,
  weekMin,
  weekMax,
  packed,
]
