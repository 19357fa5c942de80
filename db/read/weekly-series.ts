import { and, between, count, eq, or, sql } from 'drizzle-orm'
import {
  type CellPart,
  type OneEndRelation,
  type RegionPart,
  type TripQuestion,
  type WeekRange,
  weeklyParts,
  weekMax,
} from '#trips/grain.ts'
import { weekOfTime } from '#trips/iso-week.ts'
import { weeklyCellRollups, weeklyRegionRollups } from '../schema/trips.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'

export type TripsOfWeek = Map<number, number>

/** Trips by week, from the coarsest rows that may answer (trips/grain.ts). */
export async function readWeeklySeries(
  snapshot: Snapshot,
  question: TripQuestion & { relation: OneEndRelation },
): Promise<TripsOfWeek> {
  const series: TripsOfWeek = new Map()
  for (const part of weeklyParts(question)) {
    if (part.source === 'region_rollups') await addRegionRollups(snapshot, question, part, series)
    else if (part.source === 'cell_rollups') await addCellRollups(snapshot, question, part, series)
    else await scanTrips(snapshot, question, part, [weekReader(series)])
  }
  return series
}

const add = (series: TripsOfWeek, week: number, trips: number) => series.set(week, (series.get(week) ?? 0) + trips)

function weekReader(series: TripsOfWeek): TripReader {
  return {
    wants: {},
    read: ({ time }, rows, count) => {
      for (let i = 0; i < count; i++) add(series, weekOfTime(time[rows[i]]), 1)
    },
  }
}

const inWeeks = (column: typeof weeklyCellRollups.week | typeof weeklyRegionRollups.week, { first, last }: WeekRange) =>
  first === 0 && last === weekMax ? undefined : between(column, first, last)

async function addRegionRollups(
  snapshot: Snapshot,
  question: TripQuestion,
  part: RegionPart,
  series: TripsOfWeek,
): Promise<void> {
  const { region, week, datasource, trips } = weeklyRegionRollups
  const rows = await snapshot.tx
    .select({ week, trips: sql`SUM(${trips})`.mapWith(Number), rows: count() })
    .from(weeklyRegionRollups)
    .where(
      and(
        question.region === undefined ? undefined : eq(region, question.region),
        question.datasource === undefined ? undefined : eq(datasource, question.datasource),
        inWeeks(week, part.weeks),
      ),
    )
    .groupBy(week)
  for (const row of rows) {
    add(series, row.week, row.trips)
    snapshot.answeredFrom.region_rollup_rows += row.rows
  }
}

async function addCellRollups(snapshot: Snapshot, question: TripQuestion, part: CellPart, series: TripsOfWeek): Promise<void> {
  const { tripEnd, level, cell, week, datasource, trips } = weeklyCellRollups
  const rows = await snapshot.tx
    .select({ week, trips: sql`SUM(${trips})`.mapWith(Number), rows: count() })
    .from(weeklyCellRollups)
    .where(
      and(
        eq(tripEnd, part.end),
        or(...part.ranges.map((range) => and(eq(level, range.level), between(cell, range.from, range.to)))),
        question.datasource === undefined ? undefined : eq(datasource, question.datasource),
        inWeeks(week, part.weeks),
      ),
    )
    .groupBy(week)
  for (const row of rows) {
    add(series, row.week, row.trips)
    snapshot.answeredFrom.cell_rollup_rows += row.rows
  }
}
