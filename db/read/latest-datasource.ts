import { count, desc, eq, inArray, sql } from 'drizzle-orm'
import { datetimeText } from '#trips/iso-week.ts'
import type { LatestDatasourceView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { datasources, regions, weeklyRegionRollups } from '../schema/trips.ts'
import type { Bounds } from './bounds.ts'
import { inSnapshot, provenance, type Snapshot } from './snapshot.ts'

const rule =
  'the two regions with most trips (ties: by name), and in each the datasource of the last start (ties: by name of the datasource, then of the region)'
/** The first row has the latest datasource of all. */
const latestSql = (where: string): string =>
  `SELECT trips.region, counted.trips, datasource, MAX(datetime) AS datetime FROM trips JOIN (SELECT region, COUNT(*) AS trips FROM trips${where} GROUP BY region ORDER BY trips DESC, region LIMIT 2) AS counted ON counted.region = trips.region GROUP BY trips.region, counted.trips, datasource ORDER BY datetime DESC, datasource, region`

/**
 * Of the two most common regions the latest datasource, together and in each. Ties: count descending then name; time
 * descending then name.
 */
export const readLatestDatasource = (db: Database, bounds?: Bounds): Promise<LatestDatasourceView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const top = await topRegions(snapshot)
      const appearances = top.length === 0 ? [] : await lastOf(snapshot, top)
      return {
        top_regions: top.map(({ name, trips }) => ({ region: name, trips })),
        latest: appearances.at(0) ?? null,
        per_region: top.flatMap(({ name }) => appearances.find(({ region }) => region === name) ?? []),
        provenance: provenance(snapshot, { relation: 'starts' }, rule, latestSql),
      }
    },
    bounds,
  )

type Top = { id: number; name: string; trips: number }

async function topRegions(snapshot: Snapshot): Promise<Top[]> {
  const { region, trips } = weeklyRegionRollups
  const total = sql`SUM(${trips})`.mapWith(Number)
  const counted = await snapshot.tx
    .select({ id: region, name: regions.name, trips: total, rows: count() })
    .from(weeklyRegionRollups)
    .innerJoin(regions, eq(regions.id, region))
    .groupBy(region, regions.name)
    .orderBy(desc(total), regions.name)
  for (const { rows } of counted) snapshot.answeredFrom.region_rollup_rows += rows
  return counted.slice(0, 2)
}

/** The last start of each datasource in these regions, latest first. */
async function lastOf(snapshot: Snapshot, top: Top[]): Promise<LatestDatasourceView['per_region']> {
  const { region, datasource, timeMax } = weeklyRegionRollups
  const last = sql`MAX(${timeMax})`.mapWith(Number)
  const ids = top.map(({ id }) => id)
  const rows = await snapshot.tx
    .select({ region: regions.name, datasource: datasources.name, last, rows: count() })
    .from(weeklyRegionRollups)
    .innerJoin(regions, eq(regions.id, region))
    .innerJoin(datasources, eq(datasources.id, datasource))
    .where(inArray(region, ids))
    .groupBy(regions.name, datasources.name)
    .orderBy(desc(last), datasources.name, regions.name)
  return rows.map((row) => {
    snapshot.answeredFrom.region_rollup_rows += row.rows
    return { region: row.region, datasource: row.datasource, datetime: datetimeText(row.last) }
  })
}
