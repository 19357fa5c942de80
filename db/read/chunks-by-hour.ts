import { eq, ne, type SQL, sql } from 'drizzle-orm'
import type { ChunkList, CountedByHour } from '#trips/grain.ts'
import { ofAll } from '#trips/region-hours.ts'
import { importChunks } from '../schema/imports.ts'
import { weeklyGroupHourRollups, weeklyHourRollups, weeklyRegionHourRollups } from '../schema/trips.ts'
import { hostOf } from '../stored/hosts.ts'
import type { ChunksByHour, Snapshot } from './snapshot.ts'

const { region } = weeklyRegionHourRollups
type Rows = { table: typeof weeklyHourRollups | typeof weeklyRegionHourRollups | typeof weeklyGroupHourRollups; where?: SQL }
const countedIn: Record<CountedByHour['in'], Rows> = {
  hour_rollups: { table: weeklyHourRollups },
  region_hour_rollups: { table: weeklyRegionHourRollups, where: ne(region, ofAll) },
  total_hour_rollups: { table: weeklyRegionHourRollups, where: eq(region, ofAll) },
  group_hour_rollups: { table: weeklyGroupHourRollups },
}

/** The chunks that have their trips counted by hour of the week in a table, or those that have not and must be compared trip by trip. */
export async function chunksByHour(snapshot: Snapshot, { in: table, has }: CountedByHour): Promise<ChunkList> {
  snapshot.byHour[table] ??= read(snapshot, countedIn[table])
  const { counted, others } = await snapshot.byHour[table]
  return has ? { ids: counted, share: 1 - others.share } : others
}

async function read(snapshot: Snapshot, { table, where }: Rows): Promise<ChunksByHour> {
  const byHour = await snapshot.tx.selectDistinct({ chunk: table.chunk }).from(table).where(where)
  const counted = byHour.map(({ chunk }) => chunk)
  return { counted, others: await chunksBeside(snapshot, new Set(counted)) }
}

/** The chunks that hold trips, but for some. */
export async function chunksBeside({ tx }: Pick<Snapshot, 'tx'>, some: ReadonlySet<number>): Promise<ChunkList> {
  const { rowsStored } = importChunks
  const host = sql<number>`${sql.raw(hostOf())}`
  const all = await tx
    .select({ chunk: host.as('chunk'), trips: sql`SUM(${rowsStored})`.mapWith(Number).as('trips') })
    .from(importChunks)
    .groupBy(host)
  const others = all.filter(({ chunk, trips }) => trips > 0 && !some.has(chunk))
  const sum = (chunks: typeof all) => chunks.reduce((total, { trips }) => total + trips, 0)
  return { ids: others.map(({ chunk }) => chunk), share: sum(others) / Math.max(1, sum(all)) }
}
