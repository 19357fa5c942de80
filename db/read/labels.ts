import { count, eq, type SQL, sql } from 'drizzle-orm'
import { datetimeText } from '#trips/iso-week.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { DatasourceRegionsView, DatasourcesView, DatasourceView, RegionsView, RegionView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { datasources, regions, weeklyRegionRollups } from '../schema/trips.ts'
import type { Bounds } from './bounds.ts'
import { inSnapshot, provenance, type Snapshot } from './snapshot.ts'

const everything = { relation: 'starts' } as const
const tallySql = (label: string, where: string): string =>
  `SELECT ${label}, COUNT(*) AS trips, MIN(datetime) AS first_datetime, MAX(datetime) AS last_datetime FROM trips${where} GROUP BY ${label} ORDER BY ${label}`
const ruleOf = (label: string): string => `trips counted by ${label}, with the first and the last start`

/** Regions by name. */
export const readRegions = (db: Database, bounds?: Bounds): Promise<RegionsView> =>
  inSnapshot(
    db,
    async (snapshot) => ({
      regions: await regionsIn(snapshot),
      provenance: provenance(snapshot, everything, ruleOf('region'), (where) => tallySql('region', where)),
    }),
    bounds,
  )

/** Datasources by name. */
export const readDatasources = (db: Database, bounds?: Bounds): Promise<DatasourcesView> =>
  inSnapshot(
    db,
    async (snapshot) => ({
      datasources: await datasourcesIn(snapshot),
      provenance: provenance(snapshot, everything, ruleOf('datasource'), (where) => tallySql('datasource', where)),
    }),
    bounds,
  )

/** The regions in which a datasource has appeared, by name. Throws not_found for a datasource that never did. */
export const readDatasourceRegions = (db: Database, datasource: string, bounds?: Bounds): Promise<DatasourceRegionsView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const found = await tally(snapshot, regions, eq(datasources.name, datasource))
      if (found.length === 0) throw unknown(datasource)
      return {
        datasource,
        regions: found.map(regionView),
        provenance: provenance(snapshot, { ...everything, datasource }, ruleOf('region'), (where) => tallySql('region', where)),
      }
    },
    bounds,
  )

const unknown = (name: string): UserProblem =>
  new UserProblem('not_found', `datasource "${name}" is not in the data; GET /api/v1/datasources lists those that are`, {
    parameter: 'name',
    found: name,
    expected: 'a datasource from /api/v1/datasources',
  })

const regionView = ({ name, ...span }: Tally): RegionView => ({ region: name, ...span })

/** Regions by name, in a snapshot that others read too. */
export const regionsIn = async (snapshot: Snapshot): Promise<RegionView[]> => (await tally(snapshot, regions)).map(regionView)

/** Datasources by name, likewise. */
export const datasourcesIn = async (snapshot: Snapshot): Promise<DatasourceView[]> =>
  (await tally(snapshot, datasources)).map(({ name, ...span }) => ({ datasource: name, ...span }))

type Tally = { name: string; trips: number; first_datetime: string; last_datetime: string }

async function tally(snapshot: Snapshot, by: typeof regions | typeof datasources, where?: SQL): Promise<Tally[]> {
  const { region, datasource, trips, timeMin, timeMax } = weeklyRegionRollups
  const rows = await snapshot.tx
    .select({
      name: by.name,
      trips: sql`SUM(${trips})`.mapWith(Number),
      first: sql`MIN(${timeMin})`.mapWith(Number),
      last: sql`MAX(${timeMax})`.mapWith(Number),
      rows: count(),
    })
    .from(weeklyRegionRollups)
    .innerJoin(regions, eq(regions.id, region))
    .innerJoin(datasources, eq(datasources.id, datasource))
    .where(where)
    .groupBy(by.name)
    .orderBy(by.name)
  return rows.map((row) => {
    snapshot.answeredFrom.region_rollup_rows += row.rows
    return { name: row.name, trips: row.trips, first_datetime: datetimeText(row.first), last_datetime: datetimeText(row.last) }
  })
}
