import { and, eq, sql } from 'drizzle-orm'
import type { TripQuestion } from '#trips/grain.ts'
import { dayOfTime } from '#trips/iso-week.ts'
import type { Coverage } from '#trips/weekly-average.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The days an average is taken over: the filter's date range, and where that is open the range of the data under the region
 * and datasource filters (not of the area: an area that was empty in May still had a May). Undefined where there are no data.
 */
export async function readCoverage(
  snapshot: Snapshot,
  { from, to, region, datasource }: TripQuestion,
): Promise<Coverage | undefined> {
  if (from !== undefined && to !== undefined) return { from, to }
  const { timeMin, timeMax } = weeklyRegionRollups
  const [row] = await snapshot.tx
    .select({ first: sql<number | null>`MIN(${timeMin})`, last: sql<number | null>`MAX(${timeMax})` })
    .from(weeklyRegionRollups)
    .where(
      and(
        region === undefined ? undefined : eq(weeklyRegionRollups.region, region),
        datasource === undefined ? undefined : eq(weeklyRegionRollups.datasource, datasource),
      ),
    )
  if (row.first === null || row.last === null) return undefined
  const coverage = { from: from ?? dayOfTime(row.first), to: to ?? dayOfTime(row.last) }
  return coverage.from <= coverage.to ? coverage : undefined
}
