import type { PoolConnection } from 'mysql2/promise'
import { cellRollupLevels, filingLevel } from '#trips/cell.ts'
import { CellSplits } from '#trips/cell-splits.ts'
import type { NewColumn } from '#trips/column-pool.ts'
import { foldCells, foldHours } from '#trips/fold-cells.ts'
import { byHourOfWeek, foldFlows, foldGroups } from '#trips/fold-groups.ts'
import { ColumnPacker } from '#trips/packed-columns.ts'
import { RegionHours } from '#trips/region-hours.ts'
import { type RegionRow, RegionSums } from '#trips/region-sums.ts'
import { type CountBlock, cellBlocks, flowBlocks, groupBlocks, hourBlocks, regionHourBlocks } from '#trips/rollup-block.ts'
import { cutSegments, origin, type TripEnd } from '#trips/segment.ts'
import { type SortedEnd, sortEnds } from '#trips/sorted-end.ts'
import type { StoredTrips } from '#trips/stored-trips.ts'
import { type Tract, world } from '#trips/tract.ts'
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
  { left, make, ...how }: LoadOptions,
): Promise<void> {
  const whens = indexWhens(trips, make)
  for (const sorted of sortEnds(trips, whens, left, make))
    await new EndLoader(connection, { chunk, end: sorted.end, ...how }).load({ sorted, whens, tracts: [world], isLast: true })
}

/** Trips of one end that are stored together: those of some tracts, in the order of places. */
export type LoadedTracts = { sorted: SortedEnd; whens: WhenIndex; tracts: readonly Tract[]; isLast: boolean }

/**
 * Stores the trips of a chunk by one end, inside the caller's transaction: all at once, or tract by tract in the order of places. By
 * origin the region and group rollups too.
 */
export class EndLoader {
  private readonly splits = new CellSplits()
  private readonly cells = cellRollupLevels.map(() => cellBlocks())
  private readonly hours = cellRollupLevels.map(() => hourBlocks())
  private readonly flows = flowBlocks()
  private readonly groups = groupBlocks()
  private readonly groupHours = groupBlocks()
  private readonly regions = new RegionSums()
  private readonly regionHours: RegionHours
  private readonly regionBlocks = regionHourBlocks()

  constructor(
    private readonly connection: PoolConnection,
    private readonly into: {
      chunk: number
      end: TripEnd
      byLoadData: boolean
      /** Whether the hours of the week are counted too, of cells and of groups, and flows; those of regions are where it pays, those of all trips always. */
      byHour?: boolean
      failpoint?: (name: string) => void
    },
  ) {
    this.regionHours = new RegionHours({ always: into.byHour === true })
  }

  async load({ sorted, whens, tracts, isLast }: LoadedTracts): Promise<void> {
    const { chunk, end, byLoadData, failpoint = () => {} } = this.into
    const load = (target: { table: string; columns: string[] }, rows: Iterable<StoredValue[]>) =>
      loadRows(this.connection, target, rows, byLoadData)
    await load(sorted.owner ? ownedSegmentTarget : segmentTarget, this.segmentRows(sorted, tracts))
    failpoint(end === origin ? 'after_origins' : 'after_destinations')
    await load(cellTarget, this.cellRows({ sorted, whens, tracts, isLast }))
    if (this.into.byHour) {
      await load(hourTarget, this.hourRows({ sorted, whens, tracts, isLast }))
      await load(flowTarget, this.flowRows(sorted, tracts, isLast))
    }
    if (end !== origin) return
    failpoint('after_cells')
    this.regions.add(sorted, whens)
    if (isLast) await load(regionTarget, regionRows(chunk, this.regions.rows()))
    await load(regionHourTarget, this.regionHourRows({ sorted, whens, isLast }))
    await load(groupTarget, blockRows(chunk, this.groups.add(foldGroups(sorted, whens), isLast)))
    if (this.into.byHour)
      await load(groupHourTarget, blockRows(chunk, this.groupHours.add(foldGroups(sorted, whens, byHourOfWeek), isLast)))
    failpoint('after_groups')
  }

  private *segmentRows(sorted: SortedEnd, tracts: readonly Tract[]): Generator<StoredValue[]> {
    for (const { end, cell, part, trips, timeMin, timeMax, near, far, owners } of cutSegments(sorted, tracts)) {
      this.splits.add(cell)
      yield [end, cell, this.into.chunk, part, trips, timeMin, timeMax, near, far, ...(owners ? [owners] : [])]
    }
  }

  private *cellRows({ sorted, whens, tracts, isLast }: LoadedTracts): Generator<StoredValue[]> {
    const { chunk, end } = this.into
    for (const counts of foldCells(sorted, whens, tracts))
      for (const block of this.cells[cellRollupLevels.indexOf(counts.level)].add(counts, isLast))
        yield [
          end,
          counts.level,
          block.block,
          ...countValues(chunk, block),
          ...this.splits.bits(counts.level, block.from, block.to),
        ]
  }

  private *hourRows({ sorted, whens, tracts, isLast }: LoadedTracts): Generator<StoredValue[]> {
    const { chunk, end } = this.into
    for (const counts of foldHours(sorted, whens, tracts))
      for (const block of this.hours[cellRollupLevels.indexOf(counts.level)].add(counts, isLast))
        yield [end, counts.level, block.block, ...countValues(chunk, block)]
  }

  private *flowRows(sorted: SortedEnd, tracts: readonly Tract[], isLast: boolean): Generator<StoredValue[]> {
    const { chunk, end } = this.into
    for (const block of this.flows.add(foldFlows(sorted, tracts), isLast))
      yield [end, filingLevel, block.block, ...countValues(chunk, block)]
  }

  private *regionHourRows({ sorted, whens, isLast }: Omit<LoadedTracts, 'tracts'>): Generator<StoredValue[]> {
    const { regionHours, regionBlocks: blocks } = this
    for (const counts of regionHours.add(sorted, whens, isLast)) yield* blockRows(this.into.chunk, blocks.add(counts, true))
    if (isLast) yield* blockRows(this.into.chunk, blocks.add(regionHours.takeTotals(), true))
  }
}

const segmentTarget = {
  table: 'trip_segments',
  columns: ['trip_end', 'cell', 'chunk', 'part', 'trips', 'time_min', 'time_max', 'near_columns', 'far_columns'],
}
const ownedSegmentTarget = { ...segmentTarget, columns: [...segmentTarget.columns, 'owner_columns'] }
export const countColumns = ['chunk', 'part', 'counts', 'trips', 'week_min', 'week_max', 'packed_columns']
const blockColumns = ['trip_end', 'level', 'block', ...countColumns]
const splitColumns = ['split_1', 'split_2', 'split_3', 'split_4']
const cellTarget = { table: 'weekly_cell_rollups', columns: [...blockColumns, ...splitColumns] }
const hourTarget = { table: 'weekly_hour_rollups', columns: blockColumns }
const flowTarget = { table: 'cell_flow_rollups', columns: blockColumns }
const regionTarget = {
  table: 'weekly_region_rollups',
  columns: [
    ...['region', 'datasource', 'chunk', 'counts', 'trips', 'week_min', 'week_max', 'packed_columns'],
    ...['time_min', 'time_max', 'origin_level', 'origin_cells', 'packed_origins'],
  ],
}
const regionHourTarget = { table: 'weekly_region_hour_rollups', columns: ['region', ...countColumns] }
const groupTarget = { table: 'weekly_group_rollups', columns: ['origin_block', ...countColumns] }
const groupHourTarget = { ...groupTarget, table: 'weekly_group_hour_rollups' }

function* blockRows(chunk: number, blocks: Iterable<CountBlock>): Generator<StoredValue[]> {
  for (const block of blocks) yield [block.block, ...countValues(chunk, block)]
}

function* regionRows(chunk: number, rows: readonly RegionRow[]): Generator<StoredValue[]> {
  const [weeks, places] = [new ColumnPacker(), new ColumnPacker()]
  for (const { region, datasource, trips, timeMin, timeMax, week, weekTrips, origins } of rows) {
    const { level, cells } = origins
    const packed = weeks.pack([week, weekTrips], 0, week.length)
    const packedOrigins = places.pack([cells], 0, cells.length)
    const ofWeeks = [week.length, trips, week[0], week[week.length - 1], packed]
    yield [region, datasource, chunk, ...ofWeeks, timeMin, timeMax, level, cells.length, packedOrigins]
  }
}

/** A row of counts, in the order of `countColumns`. */
export const countValues = (chunk: number, { part, counts, trips, weekMin, weekMax, packed }: CountBlock): StoredValue[] => [
  chunk,
  part,
  counts,
  trips,
  weekMin,
  weekMax,
  packed,
]
