import { sql } from 'drizzle-orm'
import type { ChunksByHour, Snapshot } from './snapshot.ts'

/** Which chunks have their trips counted by hour of the week, and which must be compared trip by trip. */
export function chunksByHour(snapshot: Snapshot): Promise<ChunksByHour> {
  snapshot.byHour ??= read(snapshot)
  return snapshot.byHour
}

async function read({ tx }: Snapshot): Promise<ChunksByHour> {
  const list = async (statement: ReturnType<typeof sql>) => {
    const [rows] = (await tx.execute(statement)) as unknown as [{ chunk: number }[]]
    return rows.map(({ chunk }) => chunk)
  }
  const counted = await list(sql`SELECT DISTINCT chunk FROM weekly_hour_rollups`)
  const all = await list(sql`SELECT DISTINCT COALESCE(stored_in, id) AS chunk FROM import_chunks WHERE rows_stored > 0`)
  const isCounted = new Set(counted)
  return { counted, others: all.filter((chunk) => !isCounted.has(chunk)) }
}
