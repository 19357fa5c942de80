import { and, eq, gte, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { MySqlColumn } from 'drizzle-orm/mysql-core'
import { cellRollupLevels, groupBlockLevels } from '#trips/cell.ts'
import { inRuns } from '#trips/count-below.ts'
import { blockRanges, type CountFilter, CountScan, weeksOf } from '#trips/count-scan.ts'
import type { LevelRange } from '#trips/cover.ts'
import { type DayRange, type Part, type SegmentPart, type TripQuestion, type WeekRange, weekMax } from '#trips/grain.ts'
import { hoursAsked } from '#trips/hours-asked.ts'
import { ofAll } from '#trips/region-hours.ts'
import {
  areaCountColumns,
  cellCountColumns,
  flowCountColumns,
  groupCountColumns,
  hourCountColumns,
  regionCountColumns,
  regionHourCountColumns,
} from '#trips/rollup-block.ts'
import type { TripEnd } from '#trips/segment.ts'
import {
  cellFlowRollups,
  weeklyAreaRollups,
  weeklyCellRollups,
  weeklyGroupHourRollups,
  weeklyGroupRollups,
  weeklyHourRollups,
  weeklyRegionHourRollups,
  weeklyRegionRollups,
} from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

type CellTable = typeof weeklyCellRollups | typeof weeklyHourRollups | typeof cellFlowRollups
type GroupTable = typeof weeklyGroupRollups | typeof weeklyGroupHourRollups
type PackedTable = CellTable | GroupTable | typeof weeklyRegionRollups | typeof weeklyRegionHourRollups | typeof weeklyAreaRollups

export type CountPart = Exclude<Part, SegmentPart>

/** The columns of each kind of counts. */
const columnsOf = {
  region_rollups: regionCountColumns,
  cell_rollups: cellCountColumns,
  hour_rollups: hourCountColumns,
  region_hour_rollups: regionHourCountColumns,
  total_hour_rollups: regionHourCountColumns,
  area_rollups: areaCountColumns,
  group_rollups: groupCountColumns,
  group_hour_rollups: groupCountColumns,
  flow_rollups: flowCountColumns,
} as const satisfies Record<CountPart['source'], readonly string[]>

type CountsOf<P extends CountPart> = P extends CountPart ? Record<(typeof columnsOf)[P['source']][number], Uint32Array> : never

/** Takes the matching counts of one row: `rows[0 … count)` are their numbers in `columns`, valid during the call. */
export type TakeCounts<P extends CountPart> = (columns: CountsOf<P>, rows: Uint32Array, count: number, chunk: number) => void

/** Reads the rows of counts that a part names, and hands over those that match. */
export async function scanCounts(
  snapshot: Snapshot,
  question: TripQuestion,
  part: CountPart,
  take: TakeCounts<CountPart>,
): Promise<void> {
  const { table, where, filter, tally, cells, between } = rowsOf(question, part)
  const scan = new CountScan<string>(columnsOf[part.source], filter)
  const level = 'level' in table ? sql`, ${table.level}` : sql``
  await snapshot.stream<{ level?: number; chunk: number; counts: number; packed: Uint8Array }>(
    sql`SELECT ${table.chunk}, ${table.counts}, ${table.packed} AS packed${level} FROM ${table} WHERE ${and(...where) ?? sql`TRUE`}`,
    (row) => {
      let count = scan.select(row, cells?.get(row.level ?? -1))
      snapshot.answeredFrom[tally] += count
      if (between) count = keepBetween(scan, count, between)
      if (count > 0) take(scan.columns as CountsOf<CountPart>, scan.rows, count, row.chunk)
    },
  )
}

/** Keeps the counts of trips that lead from some cells to some of them. */
function keepBetween(
  { columns: { origin, destination }, rows }: CountScan<string>,
  count: number,
  isAmong: (cell: number) => boolean,
): number {
  let kept = 0
  for (let k = 0; k < count; k++) if (isAmong(origin[rows[k]]) && isAmong(destination[rows[k]])) rows[kept++] = rows[k]
  return kept
}

/** The rows that a part names, and which of their counts are taken. */
type Rows = {
  table: PackedTable
  where: (SQL | undefined)[]
  filter: CountFilter
  tally: Exclude<keyof Snapshot['answeredFrom'], 'segments' | 'trips_scanned'>
  /** Ascending runs of cells, by their level. */
  cells?: ReadonlyMap<number, LevelRange[]>
  /** Whether a cell is one of those that both ends of a group must be in. */
  between?: (cell: number) => boolean
}

function rowsOf(question: TripQuestion, part: CountPart): Rows {
  const { region, datasource, hours } = question
  const atHours = (days: readonly DayRange[] | null): CountFilter => ({ datasource, asked: hoursAsked(question, days) })
  switch (part.source) {
    case 'region_rollups': {
      const [{ weeks }, table] = [part, weeklyRegionRollups]
      const where = [isOne(table.region, region), isOne(table.datasource, datasource), inWeeks(table, weeks)]
      return { table, where, filter: { weeks }, tally: 'region_rollup_rows' }
    }
    case 'region_hour_rollups':
    case 'total_hour_rollups': {
      const [{ days, source }, table] = [part, weeklyRegionHourRollups]
      const which = source === 'total_hour_rollups' ? ofAll : region
      const where = [isOne(table.region, which) ?? ne(table.region, ofAll), onDays(table, days)]
      return { table, where, filter: atHours(days), tally: 'hour_rollup_rows' }
    }
    case 'cell_rollups': {
      const [{ weeks, chunks }, table] = [part, weeklyCellRollups]
      const where = [inBlocks(table, part), inWeeks(table, weeks), chunks === 'all' ? undefined : ofChunks(chunks.ids)]
      return { table, where, filter: { weeks, datasource }, tally: 'cell_rollup_rows', cells: byLevel(part.ranges) }
    }
    case 'hour_rollups': {
      const [{ days }, table] = [part, weeklyHourRollups]
      const where = [inBlocks(table, part), onDays(table, days)]
      return { table, where, filter: atHours(days), tally: 'hour_rollup_rows', cells: byLevel(part.ranges) }
    }
    case 'flow_rollups': {
      const table = cellFlowRollups
      return { table, where: [inBlocks(table, part)], filter: { hours }, tally: 'group_rollup_rows', cells: byLevel(part.ranges) }
    }
    case 'area_rollups': {
      const [{ weeks }, table] = [part, weeklyAreaRollups]
      const where = [eq(table.area, part.area), eq(table.tripEnd, part.end), inWeeks(table, weeks)]
      return { table, where, filter: { weeks, datasource }, tally: 'area_rollup_rows' }
    }
    case 'group_rollups': {
      const [{ weeks, cells }, table] = [part, weeklyGroupRollups]
      const where = [fromBlocks(cells), inWeeks(table, weeks)]
      const filter = { weeks, datasource, hours }
      return { table, where, filter, tally: 'group_rollup_rows', between: cells ? inRuns(cells) : undefined }
    }
    case 'group_hour_rollups': {
      const [{ days, cells }, table] = [part, weeklyGroupHourRollups]
      const where = [fromBlocks(cells), onDays(table, days)]
      return { table, where, filter: atHours(days), tally: 'hour_rollup_rows', between: cells ? inRuns(cells) : undefined }
    }
  }
}

const byLevel = (ranges: readonly LevelRange[]): Rows['cells'] =>
  new Map(cellRollupLevels.map((level) => [level, ranges.filter((range) => range.level === level)]))

const isOne = (column: MySqlColumn, id: number | undefined): SQL | undefined => (id === undefined ? undefined : eq(column, id))

/** Rows whose weeks meet the asked ones. */
export const inWeeks = (table: PackedTable, { first, last }: WeekRange): SQL | undefined =>
  first === 0 && last === weekMax ? undefined : and(lte(table.weekMin, last), gte(table.weekMax, first))

/** Rows with weeks that some of the days are of: two ends of a date range may lie far from each other. */
const onDays = (table: PackedTable, days: readonly DayRange[] | null): SQL | undefined =>
  days ? or(...days.map((range) => inWeeks(table, weeksOf(range)) ?? sql`TRUE`)) : undefined

/** Rows of one end with the cells. As text, see scan-trips.ts. */
const inBlocks = (table: CellTable, { end, ranges }: { end: TripEnd; ranges: readonly LevelRange[] }): SQL | undefined => {
  const blocks = blockRanges(ranges).map(({ level, from, to }) => `(level = ${level} AND block BETWEEN ${from} AND ${to})`)
  return and(eq(table.tripEnd, end), sql.raw(`(${blocks.join(' OR ')})`))
}

/** Rows with groups from the cells. */
const fromBlocks = (cells: readonly LevelRange[] | null): SQL | undefined => {
  const blocks = cells && blockRanges(cells, groupBlockLevels).map(({ from, to }) => `origin_block BETWEEN ${from} AND ${to}`)
  return blocks ? sql.raw(`(${blocks.join(' OR ')})`) : undefined
}

/**
 * Rows of some chunks, compared one by one: as a range to look in, each chunk would be sought for each cell, and with more than some
 * hundred the server gives up and reads the table.
 */
export const ofChunks = (chunks: readonly number[]): SQL => sql.raw(`chunk + 0 IN (${chunks.join(', ')})`)
