import { and, eq, gte, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { cellRollupLevels, groupBlockLevels } from '#trips/cell.ts'
import { blockRanges, CountScan, weeksOf } from '#trips/count-scan.ts'
import type { LevelRange } from '#trips/cover.ts'
import {
  type AreaPart,
  type ChunkList,
  type DayRange,
  type GroupPart,
  type RegionHourPart,
  type WeekRange,
  weekMax,
} from '#trips/grain.ts'
import { hoursAsked } from '#trips/hours-asked.ts'
import { ofAll } from '#trips/region-hours.ts'
import {
  areaCountColumns,
  cellCountColumns,
  groupCountColumns,
  hourCountColumns,
  regionCountColumns,
  regionHourCountColumns,
} from '#trips/rollup-block.ts'
import type { TripEnd } from '#trips/segment.ts'
import {
  weeklyAreaRollups,
  weeklyCellRollups,
  weeklyGroupHourRollups,
  weeklyGroupRollups,
  weeklyHourRollups,
  weeklyRegionHourRollups,
  weeklyRegionRollups,
} from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

type PackedRow = { level: number; chunk: number; counts: number; packed: Uint8Array }

type PackedTable =
  | typeof weeklyCellRollups
  | typeof weeklyHourRollups
  | typeof weeklyRegionRollups
  | typeof weeklyRegionHourRollups
  | typeof weeklyGroupRollups
  | typeof weeklyGroupHourRollups
  | typeof weeklyAreaRollups

/** Rows whose weeks meet the asked ones. */
export const inWeeks = (table: PackedTable, { first, last }: WeekRange): SQL | undefined =>
  first === 0 && last === weekMax ? undefined : and(lte(table.weekMin, last), gte(table.weekMax, first))

/** Days, and what counts of them. */
type HourFilter = { days: readonly DayRange[] | null; hours?: readonly number[]; weekdays?: readonly number[] }

/** Rows with weeks that some of the days are of: two ends of a date range may lie far from each other. */
const onDays = (table: PackedTable, days: HourFilter['days']): SQL | undefined =>
  days ? or(...days.map((range) => inWeeks(table, weeksOf(range)) ?? sql`TRUE`)) : undefined

/**
 * Rows of some chunks, compared one by one: as a range to look in, each chunk would be sought for each cell, and with more than some
 * hundred the server gives up and reads the table.
 */
export const ofChunks = (chunks: readonly number[]): SQL => sql.raw(`chunk + 0 IN (${chunks.join(', ')})`)

/** A scan of rows that have these columns and perhaps others. */
type Scans<Name extends string> = Pick<CountScan<Name>, 'select' | 'rows' | 'columns'>
type OfWeeks = { weeks: WeekRange; datasource?: number }
type Cells = { end: TripEnd; ranges: readonly LevelRange[] }
type CellCounts = OfWeeks & Cells & { chunks?: 'all' | ChunkList }
type TellOfCell = (cell: number, week: number, trips: number, hour: number, datasource: number, chunk: number) => void

/** Reads the cell rollups of one end in the ranges (ascending at each level) and tells of every matching count. */
export async function scanCellCounts(snapshot: Snapshot, counts: CellCounts, tell: TellOfCell): Promise<void> {
  const { chunks = 'all', weeks } = counts
  const which = and(inWeeks(weeklyCellRollups, weeks), chunks === 'all' ? undefined : ofChunks(chunks.ids))
  const scan = new CountScan(cellCountColumns, { weeks, datasource: counts.datasource })
  const rows = { ...counts, table: weeklyCellRollups, which }
  snapshot.answeredFrom.cell_rollup_rows += await scanBlocks(snapshot, rows, scan, tell)
}

/** The same of the hour rollups. */
export async function scanHourCounts(
  snapshot: Snapshot,
  { days, datasource: source, ...asked }: { datasource?: number } & Cells & HourFilter,
  tell: TellOfCell,
): Promise<void> {
  const scan = new CountScan(hourCountColumns, { datasource: source, asked: hoursAsked(asked, days) })
  const rows = { ...asked, table: weeklyHourRollups, which: onDays(weeklyHourRollups, days) }
  snapshot.answeredFrom.hour_rollup_rows += await scanBlocks(snapshot, rows, scan, tell)
}

/** Returns how many counts there were. */
async function scanBlocks(
  snapshot: Snapshot,
  { table, end, ranges, which }: Cells & { table: typeof weeklyCellRollups | typeof weeklyHourRollups; which: SQL | undefined },
  scan: Scans<'cell' | 'week' | 'datasource' | 'trips'> & { readonly columns: { hour?: Uint32Array } },
  tell: TellOfCell,
): Promise<number> {
  // As text, see scan-trips.ts.
  const blocks = sql.raw(
    `(${blockRanges(ranges)
      .map(({ level, from, to }) => `(level = ${level} AND block BETWEEN ${from} AND ${to})`)
      .join(' OR ')})`,
  )
  const ofLevel = cellRollupLevels.map((level) => ranges.filter((range) => range.level === level))
  let told = 0
  await snapshot.stream<PackedRow>(
    sql`SELECT level, chunk, counts, packed_columns AS packed FROM ${table} WHERE ${and(eq(table.tripEnd, end), blocks, which)}`,
    (row) => {
      const count = scan.select(row, ofLevel[cellRollupLevels.indexOf(row.level)])
      const { rows, columns } = scan
      const { cell, week, trips, hour, datasource } = columns
      for (let k = 0; k < count; k++) {
        const i = rows[k]
        tell(cell[i], week[i], trips[i], hour ? hour[i] : 0, datasource[i], row.chunk)
      }
      told += count
    },
  )
  return told
}

/** Tells of the counts of a row that match; returns how many there were. */
function eachWeek(scan: Scans<'week' | 'trips'>, row: PackedRow, tell: (week: number, trips: number) => void): number {
  const count = scan.select(row)
  const { rows, columns } = scan
  for (let k = 0; k < count; k++) tell(columns.week[rows[k]], columns.trips[rows[k]])
  return count
}

/** Reads the rollups of a region and a datasource, or of all of them, and tells of the counts of some weeks. */
export async function scanRegionCounts(
  snapshot: Snapshot,
  { region, datasource, weeks }: OfWeeks & { region?: number },
  tell: (week: number, trips: number) => void,
): Promise<void> {
  const table = weeklyRegionRollups
  const scan = new CountScan(regionCountColumns, { weeks })
  const where = and(
    region === undefined ? undefined : eq(table.region, region),
    datasource === undefined ? undefined : eq(table.datasource, datasource),
    inWeeks(table, weeks),
  )
  await snapshot.stream<PackedRow>(
    sql`SELECT counts, packed_columns AS packed FROM ${table} WHERE ${where ?? sql`TRUE`}`,
    (row) => {
      snapshot.answeredFrom.region_rollup_rows += eachWeek(scan, row, tell)
    },
  )
}

/** Reads the hour rollups of a region, of each of them, or of all together, and tells of every matching count. */
export async function scanRegionHours(
  snapshot: Snapshot,
  { source, region, datasource, days, ...asked }: RegionHourPart & { region?: number; datasource?: number } & HourFilter,
  tell: (week: number, trips: number, hour: number) => void,
): Promise<void> {
  const table = weeklyRegionHourRollups
  const scan = new CountScan(regionHourCountColumns, { datasource, asked: hoursAsked(asked, days) })
  const which = source === 'total_hour_rollups' ? ofAll : region
  const where = and(which === undefined ? ne(table.region, ofAll) : eq(table.region, which), onDays(table, days))
  await snapshot.stream<PackedRow>(sql`SELECT ${table.counts}, ${table.packed} AS packed FROM ${table} WHERE ${where}`, (row) => {
    const count = scan.select(row)
    const { rows, columns } = scan
    for (let k = 0; k < count; k++) tell(columns.week[rows[k]], columns.trips[rows[k]], columns.hour[rows[k]])
    snapshot.answeredFrom.hour_rollup_rows += count
  })
}

/** Reads the rollups of a saved area and tells of every matching count. */
export async function scanAreaCounts(
  snapshot: Snapshot,
  { area, end, ...filter }: OfWeeks & Pick<AreaPart, 'area' | 'end'>,
  tell: (week: number, trips: number) => void,
): Promise<void> {
  const table = weeklyAreaRollups
  const scan = new CountScan(areaCountColumns, filter)
  await snapshot.stream<PackedRow>(
    sql`SELECT counts, packed_columns AS packed FROM ${table} WHERE ${and(eq(table.area, area), eq(table.tripEnd, end), inWeeks(table, filter.weeks))}`,
    (row) => {
      snapshot.answeredFrom.area_rollup_rows += eachWeek(scan, row, tell)
    },
  )
}

type TellOfGroup = (origin: number, destination: number, hour: number, trips: number, week: number) => void

/** Reads the group rollups, all or those between some cells (at groupRollupLevel), and tells of every matching count. */
export async function scanGroupCounts(
  snapshot: Snapshot,
  { cells, ...filter }: OfWeeks & Pick<GroupPart, 'cells'> & { hours?: readonly number[] },
  tell: TellOfGroup,
): Promise<void> {
  const scan = new CountScan(groupCountColumns, filter)
  const rows = { table: weeklyGroupRollups, cells, which: inWeeks(weeklyGroupRollups, filter.weeks) }
  snapshot.answeredFrom.group_rollup_rows += await scanGroups(snapshot, rows, scan, tell)
}

/** The same of those by hour of the week. */
export async function scanGroupHours(
  snapshot: Snapshot,
  { cells, datasource, days, ...asked }: { datasource?: number } & Pick<GroupPart, 'cells'> & HourFilter,
  tell: TellOfGroup,
): Promise<void> {
  const scan = new CountScan(groupCountColumns, { datasource, asked: hoursAsked(asked, days) })
  const rows = { table: weeklyGroupHourRollups, cells, which: onDays(weeklyGroupHourRollups, days) }
  snapshot.answeredFrom.hour_rollup_rows += await scanGroups(snapshot, rows, scan, tell)
}

type GroupRows = Pick<GroupPart, 'cells'> & {
  table: typeof weeklyGroupRollups | typeof weeklyGroupHourRollups
  which: SQL | undefined
}

/** Returns how many counts there were, also of trips that lead elsewhere. */
async function scanGroups(
  snapshot: Snapshot,
  { table, cells, which }: GroupRows,
  scan: CountScan<(typeof groupCountColumns)[number]>,
  tell: TellOfGroup,
): Promise<number> {
  // As text, see scan-trips.ts.
  const blocks =
    cells &&
    sql.raw(
      `(${blockRanges(cells, groupBlockLevels)
        .map(({ from, to }) => `origin_block BETWEEN ${from} AND ${to}`)
        .join(' OR ')})`,
    )
  const isAmong = cells && cellsIn(cells)
  let told = 0
  await snapshot.stream<PackedRow>(
    sql`SELECT ${table.counts}, ${table.packed} AS packed FROM ${table} WHERE ${and(blocks ?? undefined, which) ?? sql`TRUE`}`,
    (row) => {
      const count = scan.select(row)
      const { rows, columns } = scan
      const { origin, destination, hour, trips, week } = columns
      for (let k = 0; k < count; k++) {
        const i = rows[k]
        if (isAmong && !(isAmong(origin[i]) && isAmong(destination[i]))) continue
        tell(origin[i], destination[i], hour[i], trips[i], week[i])
      }
      told += count
    },
  )
  return told
}

/** Whether a code lies in one of some ascending runs. */
function cellsIn(runs: readonly LevelRange[]): (code: number) => boolean {
  const known = new Map<number, boolean>()
  return (code) => {
    const answer = known.get(code) ?? runs.some(({ from, to }) => code >= from && code <= to)
    known.set(code, answer)
    return answer
  }
}
