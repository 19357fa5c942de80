import { and, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import { cellRollupLevels } from '#trips/cell.ts'
import { blockRanges, CellCountScan, type CountFilter, GroupCountScan } from '#trips/count-scan.ts'
import type { LevelRange } from '#trips/cover.ts'
import { type WeekRange, weekMax } from '#trips/grain.ts'
import type { TripEnd } from '#trips/segment.ts'
import { weeklyCellRollups, weeklyGroupRollups } from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

type PackedRow = { level: number; counts: number; packed: Uint8Array }

/** Rows whose weeks meet the asked ones. */
const inWeeks = (table: typeof weeklyCellRollups | typeof weeklyGroupRollups, { first, last }: WeekRange): SQL | undefined =>
  first === 0 && last === weekMax ? undefined : and(lte(table.weekMin, last), gte(table.weekMax, first))

/** Reads the cell rollups of one end in the ranges (ascending at each level) and tells of every matching count. */
export async function scanCellCounts(
  snapshot: Snapshot,
  { end, ranges, ...filter }: CountFilter & { end: TripEnd; ranges: readonly LevelRange[] },
  tell: (cell: number, week: number, trips: number) => void,
): Promise<void> {
  const table = weeklyCellRollups
  const scan = new CellCountScan(filter)
  // As text, see scan-trips.ts.
  const blocks = sql.raw(
    `(${blockRanges(ranges)
      .map(({ level, from, to }) => `(level = ${level} AND block BETWEEN ${from} AND ${to})`)
      .join(' OR ')})`,
  )
  const ofLevel = cellRollupLevels.map((level) => ranges.filter((range) => range.level === level))
  await snapshot.stream<PackedRow>(
    sql`SELECT ${table.level}, ${table.counts}, ${table.packed} AS packed FROM ${table} WHERE ${and(eq(table.tripEnd, end), blocks, inWeeks(table, filter.weeks))}`,
    (row) => {
      snapshot.answeredFrom.cell_rollup_rows += scan.read(row, ofLevel[cellRollupLevels.indexOf(row.level)], tell)
    },
  )
}

/** Reads all group rollups and tells of every matching count. */
export async function scanGroupCounts(
  snapshot: Snapshot,
  filter: CountFilter & { hours?: readonly number[] },
  tell: (origin: number, destination: number, hour: number, trips: number) => void,
): Promise<void> {
  const table = weeklyGroupRollups
  const scan = new GroupCountScan(filter)
  await snapshot.stream<PackedRow>(
    sql`SELECT ${table.counts}, ${table.packed} AS packed FROM ${table} WHERE ${inWeeks(table, filter.weeks) ?? sql`TRUE`}`,
    (row) => {
      snapshot.answeredFrom.group_rollup_rows += scan.read(row, tell)
    },
  )
}
