import { and, desc, eq } from 'drizzle-orm'
import { cellBbox, cellBlockLevels, cellColumn, cellRow } from '#trips/cell.ts'
import type { DatasetView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { imports } from '../schema/imports.ts'
import { weeklyCellRollups } from '../schema/trips.ts'
import type { Bounds } from './bounds.ts'
import { datasourcesIn, regionsIn } from './labels.ts'
import { inSnapshot, type Snapshot } from './snapshot.ts'

/** The extent is measured in the blocks of this level's rollups: 7.5 × 11.7 km at 50° north, so at most that much too wide. */
const extentRollups = 14
const extentLevel = extentRollups - cellBlockLevels

/** What there is: the dashboard opens on it. */
export const readDataset = (db: Database, bounds?: Bounds): Promise<DatasetView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const regions = await regionsIn(snapshot)
      const datasources = await datasourcesIn(snapshot)
      const [sample] = await snapshot.tx
        .select({ id: imports.id })
        .from(imports)
        .where(and(eq(imports.isSample, true), eq(imports.state, 'done')))
        .orderBy(desc(imports.id))
        .limit(1)
      const days = (text: 'first_datetime' | 'last_datetime') => regions.map((region) => region[text].slice(0, 10)).sort()
      return {
        dataset_version: snapshot.version,
        trips: regions.reduce((sum, region) => sum + region.trips, 0),
        has_sample: sample !== undefined,
        sample_import_id: sample?.id ?? null,
        bbox: await extent(snapshot),
        from: days('first_datetime').at(0) ?? null,
        to: days('last_datetime').at(-1) ?? null,
        regions,
        datasources,
      }
    },
    bounds,
  )

async function extent(snapshot: Snapshot): Promise<DatasetView['bbox']> {
  const cells = await snapshot.tx
    .selectDistinct({ cell: weeklyCellRollups.block })
    .from(weeklyCellRollups)
    .where(and(eq(weeklyCellRollups.tripEnd, 0), eq(weeklyCellRollups.level, extentRollups)))
  if (cells.length === 0) return null
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const { cell } of cells) {
    const box = cellBbox(cellColumn(cell), cellRow(cell), extentLevel)
    ;[west, south, east, north] = [
      Math.min(west, box[0]),
      Math.min(south, box[1]),
      Math.max(east, box[2]),
      Math.max(north, box[3]),
    ]
  }
  return [west, south, Math.min(east, 180), Math.min(north, 90)]
}
