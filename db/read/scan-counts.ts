import { and, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import { cellRollupLevels, groupBlockLevels } from '#trips/cell.ts'
import { blockRanges, CellCountScan, type CountFilter, GroupCountScan, RegionHourScan, weeksOf } from '#trips/count-scan.ts'
import type { LevelRange } from '#trips/cover.ts'
import { type DayRange, type WeekRange, weekMax } from '#trips/grain.ts'
import { hoursAsked } from '#trips/hours-asked.ts'
import type { TripEnd } from '#trips/segment.ts'
import { weeklyCellRollups, weeklyGroupRollups, weeklyHourRollups, weeklyRegionHourRollups } from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

type PackedRow = { level: number; counts: number; packed: Uint8Array }

type PackedTable =
  | typeof weeklyCellRollups
  | typeof weeklyHourRollups
  | typeof weeklyRegionHourRollups
  | typeof weeklyGroupRollups

/** Rows whose weeks meet the asked ones. */
const inWeeks = (table: PackedTable, { first, last }: WeekRange): SQL | undefined =>
  first === 0 && last === weekMax ? undefined : and(lte(table.weekMin, last), gte(table.weekMax, first))

type CellCounts = CountFilter & { end: TripEnd; ranges: readonly LevelRange[] }

/** Reads the cell rollups of one end in the ranges (ascending at each level) and tells of every matching count. */
export async function scanCellCounts(
  snapshot: Snapshot,
  counts: CellCounts,
  tell: (cell: number, week: number, trips: number) => void,
): Promise<void> {
  snapshot.answeredFrom.cell_rollup_rows += await scanBlocks(snapshot, weeklyCellRollups, counts, new CellCountScan(counts), tell)
}

/** Days, and what counts of them. */
type HourFilter = { days: readonly DayRange[] | null; hours?: readonly number[]; weekdays?: readonly number[] }

/** The same of the hour rollups. */
export async function scanHourCounts(
  snapshot: Snapshot,
  { days, ...asked }: Omit<CellCounts, 'weeks'> & HourFilter,
  tell: (cell: number, week: number, trips: number, hour: number) => void,
): Promise<void> {
  const counts = { ...asked, weeks: weeksOf(days) }
  const scan = new CellCountScan(counts, hoursAsked(asked, days))
  snapshot.answeredFrom.hour_rollup_rows += await scanBlocks(snapshot, weeklyHourRollups, counts, scan, tell)
}

async function scanBlocks(
  snapshot: Snapshot,
  table: typeof weeklyCellRollups | typeof weeklyHourRollups,
  { end, ranges, weeks }: CellCounts,
  scan: CellCountScan,
  tell: (cell: number, week: number, trips: number, hour: number) => void,
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
    sql`SELECT level, counts, packed_columns AS packed FROM ${table} WHERE ${and(eq(table.tripEnd, end), blocks, inWeeks(table, weeks))}`,
    (row) => {
      told += scan.read(row, ofLevel[cellRollupLevels.indexOf(row.level)], tell)
    },
  )
  return told
}

/** Reads the hour rollups of a region, or of all, and tells of every matching count. */
export async function scanRegionHours(
  snapshot: Snapshot,
  { region, datasource, days, ...asked }: { region?: number; datasource?: number } & HourFilter,
  tell: (week: number, trips: number, hour: number) => void,
): Promise<void> {
  const table = weeklyRegionHourRollups
  const scan = new RegionHourScan(hoursAsked(asked, days), datasource)
  const where = and(region === undefined ? undefined : eq(table.region, region), inWeeks(table, weeksOf(days))) ?? sql`TRUE`
  await snapshot.stream<PackedRow>(sql`SELECT ${table.counts}, ${table.packed} AS packed FROM ${table} WHERE ${where}`, (row) => {
    snapshot.answeredFrom.hour_rollup_rows += scan.read(row, tell)
  })
}

/** Reads the group rollups, all or those from some cells (at groupRollupLevel), and tells of every matching count. */
export async function scanGroupCounts(
  snapshot: Snapshot,
  { origins, ...filter }: CountFilter & { hours?: readonly number[]; origins?: readonly LevelRange[] },
  tell: (origin: number, destination: number, hour: number, trips: number, week: number) => void,
): Promise<void> {
  const table = weeklyGroupRollups
  const scan = new GroupCountScan(filter)
  // As text, see scan-trips.ts.
  const blocks =
    origins &&
    sql.raw(
      `(${blockRanges(origins, groupBlockLevels)
        .map(({ from, to }) => `origin_block BETWEEN ${from} AND ${to}`)
        .join(' OR ')})`,
    )
  await snapshot.stream<PackedRow>(
    sql`SELECT ${table.counts}, ${table.packed} AS packed FROM ${table} WHERE ${and(blocks, inWeeks(table, filter.weeks)) ?? sql`TRUE`}`,
    (row) => {
      snapshot.answeredFrom.group_rollup_rows += scan.read(row, tell)
    },
  )
}
