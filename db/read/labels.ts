import { eq, sql } from 'drizzle-orm'
import { datetimeText } from '#trips/iso-week.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { DatasourceRegionsView, DatasourcesView, RegionsView, RegionView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { datasources, regions, weeklyRegionRollups } from '../schema/trips.ts'
import type { Transaction } from './snapshot.ts'

const { trips, timeMin, timeMax } = weeklyRegionRollups
const tally = {
  trips: sql`SUM(${trips})`.mapWith(Number),
  first: sql`MIN(${timeMin})`.mapWith(Number),
  last: sql`MAX(${timeMax})`.mapWith(Number),
}
const span = (row: { trips: number; first: number; last: number }) => ({
  trips: row.trips,
  first_datetime: datetimeText(row.first),
  last_datetime: datetimeText(row.last),
})

type Reader = Pick<Database | Transaction, 'select'>

/** Regions by name. */
export async function readRegions(db: Reader): Promise<RegionsView> {
  const rows = await db
    .select({ name: regions.name, ...tally })
    .from(weeklyRegionRollups)
    .innerJoin(regions, eq(regions.id, weeklyRegionRollups.region))
    .groupBy(regions.name)
    .orderBy(regions.name)
  return { regions: rows.map((row) => ({ region: row.name, ...span(row) })) }
}

/** Datasources by name. */
export async function readDatasources(db: Reader): Promise<DatasourcesView> {
  const rows = await db
    .select({ name: datasources.name, ...tally })
    .from(weeklyRegionRollups)
    .innerJoin(datasources, eq(datasources.id, weeklyRegionRollups.datasource))
    .groupBy(datasources.name)
    .orderBy(datasources.name)
  return { datasources: rows.map((row) => ({ datasource: row.name, ...span(row) })) }
}

/** The regions in which a datasource has appeared, by name. Throws not_found for a datasource that never did. */
export async function readDatasourceRegions(db: Reader, name: string): Promise<DatasourceRegionsView> {
  const rows = await db
    .select({ name: regions.name, ...tally })
    .from(weeklyRegionRollups)
    .innerJoin(regions, eq(regions.id, weeklyRegionRollups.region))
    .innerJoin(datasources, eq(datasources.id, weeklyRegionRollups.datasource))
    .where(eq(datasources.name, name))
    .groupBy(regions.name)
    .orderBy(regions.name)
  if (rows.length === 0)
    throw new UserProblem('not_found', `datasource "${name}" is not in the data; GET /api/v1/datasources lists those that are`, {
      parameter: 'name',
      found: name,
      expected: 'a datasource from /api/v1/datasources',
    })
  return { datasource: name, regions: rows.map((row): RegionView => ({ region: row.name, ...span(row) })) }
}
