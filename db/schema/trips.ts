import {
  bigint,
  index,
  int,
  type MySqlColumnBuilderBase,
  mysqlTable,
  primaryKey,
  smallint,
  tinyint,
  uniqueIndex,
} from 'drizzle-orm/mysql-core'
import { label, mediumblob } from './columns.ts'

const unsigned = (name: string) => int(name, { unsigned: true }).notNull()
const tripEnd = () => tinyint('trip_end', { unsigned: true }).notNull()
/** With a thousand datasources over years there are more parts by hour than a smallint holds. */
const countsPart = () => unsigned('part')
const packedCounts = () => ({
  /** How many counts the row holds, and their sum. */
  counts: smallint('counts', { unsigned: true }).notNull(),
  trips: unsigned('trips'),
  /** First and last week: a date range skips rows by them. */
  weekMin: smallint('week_min', { unsigned: true }).notNull(),
  weekMax: smallint('week_max', { unsigned: true }).notNull(),
  packed: mediumblob('packed_columns').notNull(),
})

/** Region labels with small ids. */
export const regions = mysqlTable(
  'regions',
  { id: int('id', { unsigned: true }).autoincrement().primaryKey(), name: label('name').notNull() },
  (table) => [uniqueIndex('regions_name').on(table.name)],
)

export const datasources = mysqlTable(
  'datasources',
  { id: int('id', { unsigned: true }).autoincrement().primaryKey(), name: label('name').notNull() },
  (table) => [uniqueIndex('datasources_name').on(table.name)],
)

/**
 * The trips themselves (trips/segment.ts): a row holds trips of one chunk that start (trip_end 0) or end (1) in one cell.
 * Never updated. The SQL view `trips` shows them as rows.
 */
export const tripSegments = mysqlTable(
  'trip_segments',
  {
    tripEnd: tripEnd(),
    /** Which cell of which level: trips/cell.ts cellAddress. Segments of dense places are those of small cells. */
    cell: bigint('cell', { mode: 'number', unsigned: true }).notNull(),
    chunk: unsigned('chunk'),
    part: smallint('part', { unsigned: true }).notNull(),
    trips: smallint('trips', { unsigned: true }).notNull(),
    /** First and last time, wall seconds since 1970-01-01: a date range skips segments by them. */
    timeMin: unsigned('time_min'),
    timeMax: unsigned('time_max'),
    near: mediumblob('near_columns').notNull(),
    far: mediumblob('far_columns').notNull(),
    /** The chunk of each trip, packed, where chunks were merged into this one; NULL where all are of the row's own chunk. */
    owners: mediumblob('owner_columns'),
  },
  (table) => [
    // A box reads runs of cells.
    primaryKey({ name: 'trip_segments_key', columns: [table.tripEnd, table.cell, table.chunk, table.part] }),
    // Undo, merges and verification read one chunk; without it each would read every trip ever stored. It holds what verification
    // sums: through the primary key that took every page of an import, a minute at 100 million trips.
    index('trip_segments_chunk').on(table.chunk, table.tripEnd, table.cell, table.part, table.trips),
  ],
)

/** Nothing is known of rows from before there were such columns (trips/cell-splits.ts unknownSplits). */
const splitBits = (name: string) => smallint(name, { unsigned: true }).notNull().default(65_535)

const countsByCell = <Name extends string, Also extends Record<string, MySqlColumnBuilderBase>>(name: Name, also: Also) =>
  mysqlTable(
    name,
    {
      tripEnd: tripEnd(),
      level: tinyint('level', { unsigned: true }).notNull(),
      /** The ancestor of the cells, trips/cell.ts cellBlockLevels coarser than `level`. */
      block: unsigned('block'),
      chunk: unsigned('chunk'),
      part: countsPart(),
      ...packedCounts(),
      ...also,
    },
    (table) => [
      // A box reads runs of blocks.
      primaryKey({ name: `${name}_key`, columns: [table.tripEnd, table.level, table.block, table.chunk, table.part] }),
      index(`${name}_chunk`).on(table.chunk),
    ],
  )

/**
 * Trips by cell, ISO week (weeks since Monday 1969-12-29) and datasource, packed (trips/rollup-block.ts): a row holds the counts
 * of one chunk for the cells of one block. Append-only, keyed by chunk: an undo is a DELETE. The SQL view `weekly_cell_trips`
 * shows every count as a row.
 */
export const weeklyCellRollups = countsByCell('weekly_cell_rollups', {
  /** A bit for each cell of the block that was split at least so many times over (trips/cell-splits.ts). */
  split1: splitBits('split_1'),
  split2: splitBits('split_2'),
  split3: splitBits('split_3'),
  split4: splitBits('split_4'),
})

/**
 * The same by hour of the week too, at the levels hourRollupLevels, and by day at dayRollupLevel under its first hour (trips/cell.ts): of
 * chunks with many trips, when they are merged. The SQL view `weekly_hour_trips` shows every count as a row.
 */
export const weeklyHourRollups = countsByCell('weekly_hour_rollups', {})

/**
 * Trips, first and last time by region label and datasource, and packed how many in each ISO week. The SQL view
 * `weekly_region_trips` shows every count as a row.
 */
export const weeklyRegionRollups = mysqlTable(
  'weekly_region_rollups',
  {
    region: unsigned('region'),
    datasource: unsigned('datasource'),
    chunk: unsigned('chunk'),
    ...packedCounts(),
    timeMin: unsigned('time_min'),
    timeMax: unsigned('time_max'),
    /** The cells that the trips start in, packed, and their level (trips/origin-cells.ts); level 0 says nothing. */
    originLevel: tinyint('origin_level', { unsigned: true }).notNull().default(0),
    originCells: smallint('origin_cells', { unsigned: true }).notNull().default(0),
    packedOrigins: mediumblob('packed_origins').notNull(),
  },
  (table) => [
    primaryKey({ name: 'weekly_region_rollups_key', columns: [table.region, table.datasource, table.chunk] }),
    index('weekly_region_rollups_chunk').on(table.chunk),
    // The first and the last time of all, which every question asks for (db/read/snapshot.ts): without them it reads every row.
    index('weekly_region_rollups_first').on(table.timeMin),
    index('weekly_region_rollups_last').on(table.timeMax),
  ],
)

/**
 * Trips by region, hour of the week, ISO week and datasource, packed alike; and under region and datasource 0 all trips, of every chunk. One that has no others,
 * where nearly every trip would be a count of its own, is read trip by trip for a region or a datasource. The SQL view `weekly_region_hour_trips`
 * shows every count of a region as a row.
 */
export const weeklyRegionHourRollups = mysqlTable(
  'weekly_region_hour_rollups',
  {
    region: unsigned('region'),
    chunk: unsigned('chunk'),
    part: countsPart(),
    ...packedCounts(),
  },
  (table) => [
    primaryKey({ name: 'weekly_region_hour_rollups_key', columns: [table.region, table.chunk, table.part] }),
    index('weekly_region_hour_rollups_chunk').on(table.chunk),
  ],
)

const countsByGroup = <Name extends string>(name: Name) =>
  mysqlTable(
    name,
    {
      /** The ancestor of the origin cells, trips/cell.ts groupBlockLevels coarser than groupRollupLevel. */
      block: unsigned('origin_block'),
      chunk: unsigned('chunk'),
      part: countsPart(),
      ...packedCounts(),
    },
    (table) => [
      primaryKey({ name: `${name}_key`, columns: [table.block, table.chunk, table.part] }),
      index(`${name}_chunk`).on(table.chunk),
    ],
  )

/**
 * Trips by origin cell, destination cell (both at groupRollupLevel), hour of day, ISO week and datasource, packed like the cell
 * rollups. The SQL view `weekly_group_trips` shows every count as a row.
 */
export const weeklyGroupRollups = countsByGroup('weekly_group_rollups')

/**
 * The same by hour of the week, of the chunks that have counts by hour of cells. The SQL view `weekly_group_hour_trips` shows every count as
 * a row.
 */
export const weeklyGroupHourRollups = countsByGroup('weekly_group_hour_rollups')

/**
 * Trips by cell of one end (at filingLevel), cell of the other (at flowFarLevel) and hour of the day, packed alike: of the chunks that have counts by hour of
 * cells. The SQL view `cell_flow_trips` shows every count as a row.
 */
export const cellFlowRollups = countsByCell('cell_flow_rollups', {})

/**
 * Trips that start (trip_end 0) or end (1) in a saved area, by ISO week and datasource, packed (trips/rollup-block.ts): a row holds the
 * counts of one chunk. A chunk that is counted has one even where no trip of it belongs; one that has none is answered from its
 * trips. The SQL view `weekly_area_trips` shows every count as a row.
 */
export const weeklyAreaRollups = mysqlTable(
  'weekly_area_rollups',
  {
    /** The id of a row in `areas`: of one shape, for another one gets another id. */
    area: unsigned('area'),
    tripEnd: tripEnd(),
    chunk: unsigned('chunk'),
    part: smallint('part', { unsigned: true }).notNull(),
    ...packedCounts(),
  },
  (table) => [
    // A question reads an area's rows of one end.
    primaryKey({ name: 'weekly_area_rollups_key', columns: [table.area, table.tripEnd, table.chunk, table.part] }),
    // Undo and merges delete a chunk's.
    index('weekly_area_rollups_chunk').on(table.chunk),
  ],
)

/** One row: `version` grows with every committed chunk and every undone one. */
export const dataset = mysqlTable('dataset', {
  id: tinyint('id', { unsigned: true }).primaryKey(),
  version: int('version', { unsigned: true }).notNull(),
})

/** 0 … segmentTripsMax − 1: the `trips` view joins it to turn a segment into rows. */
export const ordinals = mysqlTable('ordinals', { i: smallint('i', { unsigned: true }).primaryKey() })
