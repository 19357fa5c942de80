import { sql } from 'drizzle-orm'
import { importChunks } from '../schema/imports.ts'
import { weeklyRegionHourRollups } from '../schema/trips.ts'
import type { ChunksByHour, Snapshot } from './snapshot.ts'

/** Which chunks have their trips counted by hour of the week, and which must be compared trip by trip. */
export function chunksByHour(snapshot: Snapshot): Promise<ChunksByHour> {
  snapshot.byHour ??= read(snapshot)
  return snapshot.byHour
}

async function read({ tx }: Snapshot): Promise<ChunksByHour> {
  const { id, storedIn, rowsStored } = importChunks
  const byHour = await tx.selectDistinct({ chunk: weeklyRegionHourRollups.chunk }).from(weeklyRegionHourRollups)
  const host = sql<number>`COALESCE(${storedIn}, ${id})`
  const all = await tx
    .select({ chunk: host.as('chunk'), trips: sql`SUM(${rowsStored})`.mapWith(Number).as('trips') })
    .from(importChunks)
    .groupBy(host)
  const isCounted = new Set(byHour.map(({ chunk }) => chunk))
  const others = all.filter(({ chunk, trips }) => trips > 0 && !isCounted.has(chunk))
  const sum = (chunks: typeof all) => chunks.reduce((total, { trips }) => total + trips, 0)
  return { counted: [...isCounted], others: others.map(({ chunk }) => chunk), othersShare: sum(others) / Math.max(1, sum(all)) }
}
