import { and, desc, eq } from 'drizzle-orm'
import type { DatasetView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { imports } from '../schema/imports.ts'
import type { Bounds } from './bounds.ts'
import { datasourcesIn, regionsIn } from './labels.ts'
import { inSnapshot } from './snapshot.ts'

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
        from: days('first_datetime').at(0) ?? null,
        to: days('last_datetime').at(-1) ?? null,
        regions,
        datasources,
      }
    },
    bounds,
  )
