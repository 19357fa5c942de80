import { and, eq, sql } from 'drizzle-orm'
import type { TripQuestion } from '#trips/grain.ts'
import { dayOfTime } from '#trips/iso-week.ts'
import type { Coverage } from '#trips/weekly-average.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import type { Snapshot, Times } from './snapshot.ts'

/**
 * The days an average is taken over: the filter's date range, and where that is open the range of the data under the region
 * and datasource filters (not of the area: an area that was empty in May still had a May). Undefined where there are no data.
 */
export async function readCoverage(snapshot: Snapshot, question: TripQuestion): Promise<Coverage | undefined> {
  const { from, to, region, datasource } = question
  if (from !== undefined && to !== undefined) return { from, to }
  const ofAll = region === undefined && datasource === undefined
  const { timeMin, timeMax } = ofAll ? snapshot.stored : await readTimes(snapshot, question)
  if (timeMin === null || timeMax === null) return undefined
  const coverage = { from: from ?? dayOfTime(timeMin), to: to ?? dayOfTime(timeMax) }
  return coverage.from <= coverage.to ? coverage : undefined
}

async function readTimes(snapshot: Snapshot, { region, datasource }: TripQuestion): Promise<Times> {
  const table = weeklyRegionRollups
  const [row] = await snapshot.tx
    .select({ timeMin: sql<number | null>`MIN(${table.timeMin})`, timeMax: sql<number | null>`MAX(${table.timeMax})` })
    .from(table)
    .where(
      and(
        region === undefined ? undefined : eq(table.region, region),
        datasource === undefined ? undefined : eq(table.datasource, datasource),
      ),
    )
  return row
}
