import { desc, eq, inArray, sql } from 'drizzle-orm'
import { datetimeText } from '#trips/iso-week.ts'
import type { LatestDatasourceView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { datasources, regions, weeklyRegionRollups } from '../schema/trips.ts'

/**
 * Of the two most common regions the latest datasource, together and in each. Ties: count descending then name; time
 * descending then name.
 */
export async function readLatestDatasource(db: Database): Promise<LatestDatasourceView> {
  const { region, datasource, trips, timeMax } = weeklyRegionRollups
  const total = sql`SUM(${trips})`.mapWith(Number)
  const top = await db
    .select({ id: region, name: regions.name, trips: total })
    .from(weeklyRegionRollups)
    .innerJoin(regions, eq(regions.id, region))
    .groupBy(region, regions.name)
    .orderBy(desc(total), regions.name)
    .limit(2)
  if (top.length === 0) return { top_regions: [], latest: null, per_region: [] }
  const last = sql`MAX(${timeMax})`.mapWith(Number)
  const appearances = await db
    .select({ region: regions.name, datasource: datasources.name, last })
    .from(weeklyRegionRollups)
    .innerJoin(regions, eq(regions.id, region))
    .innerJoin(datasources, eq(datasources.id, datasource))
    .where(
      inArray(
        region,
        top.map((row) => row.id),
      ),
    )
    .groupBy(regions.name, datasources.name)
    .orderBy(desc(last), datasources.name, regions.name)
  const answer = (row: (typeof appearances)[number]) => ({
    region: row.region,
    datasource: row.datasource,
    datetime: datetimeText(row.last),
  })
  return {
    top_regions: top.map((row) => ({ region: row.name, trips: row.trips })),
    latest: answer(appearances[0]),
    per_region: top.flatMap(({ name }) =>
      appearances
        .filter((row) => row.region === name)
        .slice(0, 1)
        .map(answer),
    ),
  }
}
