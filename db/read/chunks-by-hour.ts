import { sql } from 'drizzle-orm'
import type { ChunkList } from '#trips/grain.ts'
import { importChunks } from '../schema/imports.ts'
import { weeklyRegionHourRollups } from '../schema/trips.ts'
import { hostOf } from '../stored/hosts.ts'
import type { ChunksByHour, Snapshot } from './snapshot.ts'

/** Which chunks have their trips counted by hour of the week, and which must be compared trip by trip. */
export function chunksByHour(snapshot: Snapshot): Promise<ChunksByHour> {
  snapshot.byHour ??= read(snapshot)
  return snapshot.byHour
}

async function read(snapshot: Snapshot): Promise<ChunksByHour> {
  const byHour = await snapshot.tx.selectDistinct({ chunk: weeklyRegionHourRollups.chunk }).from(weeklyRegionHourRollups)
  const counted = byHour.map(({ chunk }) => chunk)
  const { ids, share } = await chunksBeside(snapshot, new Set(counted))
  return { counted, others: ids, othersShare: share }
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
