import { sql } from 'drizzle-orm'
import type { Area } from '#trips/area.ts'
import { ancestorCell, cellBlockLevels } from '#trips/cell.ts'
import { hasSplit, type SplitBits } from '#trips/cell-splits.ts'
import { blocksCrossed, type MaybeSplit } from '#trips/cover.ts'
import type { TripQuestion } from '#trips/grain.ts'
import { destination, origin, type TripEnd, tripEnds } from '#trips/segment.ts'
import { oncePer } from './once-per.ts'
import type { Snapshot } from './snapshot.ts'

/** The question, and where along its area's outline cells were split: what to look for there, and what not. */
export async function withSplits<Question extends TripQuestion>(snapshot: Snapshot, question: Question): Promise<Question> {
  const { area, relation } = question
  if (!area) return question
  const ends: TripEnd[] = relation === 'starts' ? [origin] : relation === 'ends' ? [destination] : [origin, destination]
  const splits: TripQuestion['splits'] = {}
  for (const end of ends) splits[end] = await splitsOf[end](snapshot, area)
  return { ...question, splits }
}

/** By end: a question of several relations asks again. */
const splitsOf = tripEnds.map((end) => oncePer((snapshot, area: Area) => readSplits(snapshot, area, end)))

const keyOf = (level: number, block: number): number => level * 2 ** 32 + block

/** Every split cell has counts, in a row of its block that says how often it was split. */
async function readSplits(snapshot: Snapshot, area: Area, end: TripEnd): Promise<MaybeSplit> {
  const asked = new Set<number>()
  const found = new Map<number, SplitBits>()
  const crossed = blocksCrossed(area)
  for (const { level, from, to } of crossed) for (let block = from; block <= to; block++) asked.add(keyOf(level, block))
  const blocks = crossed.map(
    ({ level, from, to }) => `(level = ${level} AND block ${from === to ? `= ${from}` : `BETWEEN ${from} AND ${to}`})`,
  )
  if (blocks.length > 0)
    await snapshot.stream<{ level: number; block: number; once: number; twice: number; thrice: number; fourfold: number }>(
      sql`SELECT level, block, BIT_OR(split_1) AS once, BIT_OR(split_2) AS twice, BIT_OR(split_3) AS thrice, BIT_OR(split_4) AS fourfold
        FROM weekly_cell_rollups WHERE trip_end = ${end} AND (${sql.raw(blocks.join(' OR '))}) GROUP BY level, block`,
      ({ level, block, once, twice, thrice, fourfold }) => found.set(keyOf(level, block), [once, twice, thrice, fourfold]),
    )
  return (level, code, times) => {
    const key = keyOf(level, ancestorCell(code, cellBlockLevels))
    const bits = found.get(key)
    return bits ? hasSplit(bits, code, times) : !asked.has(key)
  }
}
