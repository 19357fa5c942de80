import { sql } from 'drizzle-orm'
import type { Area } from '#trips/area.ts'
import { blocksCrossed, type MaybeSplit } from '#trips/cover.ts'
import type { TripQuestion } from '#trips/grain.ts'
import { destination, origin, type TripEnd } from '#trips/segment.ts'
import type { Snapshot } from './snapshot.ts'

/** The question, and where along its area's outline cells were split: what to look for there, and what not. */
export async function withSplits<Question extends TripQuestion>(snapshot: Snapshot, question: Question): Promise<Question> {
  const { area, relation } = question
  if (!area) return question
  const ends: TripEnd[] = relation === 'starts' ? [origin] : relation === 'ends' ? [destination] : [origin, destination]
  const splits: TripQuestion['splits'] = {}
  for (const end of ends) splits[end] = await splitsOf(snapshot, area, end)
  return { ...question, splits }
}

/** Read once for each area and end: a question of several relations asks again. */
function splitsOf(snapshot: Snapshot, area: Area, end: TripEnd): Promise<MaybeSplit> {
  const known = snapshot.splits.get(area) ?? {}
  snapshot.splits.set(area, known)
  const splits = known[end] ?? readSplits(snapshot, area, end)
  known[end] = splits
  return splits
}

const keyOf = (level: number, block: number): number => level * 2 ** 32 + block

/** There are counts of every split cell, in the row of its block; which rows there are is all that is asked. */
async function readSplits(snapshot: Snapshot, area: Area, end: TripEnd): Promise<MaybeSplit> {
  const asked = new Set<number>()
  const found = new Set<number>()
  const crossed = blocksCrossed(area)
  for (const { level, from, to } of crossed) for (let block = from; block <= to; block++) asked.add(keyOf(level, block))
  const blocks = crossed.map(
    ({ level, from, to }) => `(level = ${level} AND block ${from === to ? `= ${from}` : `BETWEEN ${from} AND ${to}`})`,
  )
  if (blocks.length > 0)
    await snapshot.stream<{ level: number; block: number }>(
      sql`SELECT DISTINCT level, block FROM weekly_cell_rollups WHERE trip_end = ${end} AND (${sql.raw(blocks.join(' OR '))})`,
      ({ level, block }) => found.add(keyOf(level, block)),
    )
  return (level, block) => !asked.has(keyOf(level, block)) || found.has(keyOf(level, block))
}
