import { eq, ne, type SQL, sql } from 'drizzle-orm'
import type { ChunkList, CountedByHour } from '#trips/grain.ts'
import { ofAll } from '#trips/region-hours.ts'
import { importChunks } from '../schema/imports.ts'
import { cellFlowRollups, weeklyGroupHourRollups, weeklyHourRollups, weeklyRegionHourRollups } from '../schema/trips.ts'
import { hostOf } from '../stored/hosts.ts'
import { oncePer } from './once-per.ts'
import type { Snapshot } from './snapshot.ts'

const { region } = weeklyRegionHourRollups
type Rows = {
  table: typeof weeklyHourRollups | typeof weeklyRegionHourRollups | typeof weeklyGroupHourRollups | typeof cellFlowRollups
  where?: SQL
}
const countedIn: Record<CountedByHour['in'], Rows> = {
  hour_rollups: { table: weeklyHourRollups },
  region_hour_rollups: { table: weeklyRegionHourRollups, where: ne(region, ofAll) },
  total_hour_rollups: { table: weeklyRegionHourRollups, where: eq(region, ofAll) },
  group_hour_rollups: { table: weeklyGroupHourRollups },
  flow_rollups: { table: cellFlowRollups },
}

/** The chunks that have their trips counted by hour in a table, or those that have not and must be compared trip by trip. */
export async function chunksByHour(snapshot: Snapshot, { in: source, has }: CountedByHour): Promise<ChunkList> {
  const counted = await readCounted(snapshot, source)
  const others = await chunksBeside(snapshot, counted)
  return has ? { ids: [...counted], share: 1 - others.share } : others
}

const readCounted = oncePer(async ({ tx }, source: CountedByHour['in']): Promise<Set<number>> => {
  const { table, where } = countedIn[source]
  const counted = await tx.selectDistinct({ chunk: table.chunk }).from(table).where(where)
  return new Set(counted.map(({ chunk }) => chunk))
})

/** Every host of the ledger with its trips. */
const readHosts = oncePer(({ tx }) => {
  const { rowsStored } = importChunks
  const host = sql<number>`${sql.raw(hostOf())}`
  return tx
    .select({ chunk: host.as('chunk'), trips: sql`SUM(${rowsStored})`.mapWith(Number).as('trips') })
    .from(importChunks)
    .groupBy(host)
})

/** The chunks that hold trips, but for some. */
export async function chunksBeside(snapshot: Snapshot, some: ReadonlySet<number>): Promise<ChunkList> {
  const all = await readHosts(snapshot)
  const others = all.filter(({ chunk, trips }) => trips > 0 && !some.has(chunk))
  const sum = (chunks: typeof all) => chunks.reduce((total, { trips }) => total + trips, 0)
  return { ids: others.map(({ chunk }) => chunk), share: sum(others) / Math.max(1, sum(all)) }
}
