import { and, eq, inArray } from 'drizzle-orm'
import { areaCountsKnow, type TripQuestion } from '#trips/grain.ts'
import { origin } from '#trips/segment.ts'
import { weeklyAreaRollups } from '../schema/trips.ts'
import { chunksBeside } from './chunks-by-hour.ts'
import type { Snapshot } from './snapshot.ts'

/** Above this share of the trips, reading the counts of an area as well costs more than it saves. */
const uncountedShareMax = 1 / 2

/** The question, and which chunks the counts of its saved area leave out, where these counts are to answer. */
export async function withAreaCounts<Question extends TripQuestion>(snapshot: Snapshot, question: Question): Promise<Question> {
  if (question.savedArea === undefined || !areaCountsKnow(question)) return question
  const counted = (await readCountedChunks(snapshot, [question.savedArea])).get(question.savedArea)
  if (!counted) return question
  const uncounted = await chunksBeside(snapshot, counted)
  return uncounted.share > uncountedShareMax ? question : { ...question, uncounted }
}

/** The chunks that are counted for some saved areas: by both ends, for that is one transaction. */
export async function readCountedChunks(
  { tx }: Pick<Snapshot, 'tx'>,
  areas: readonly number[],
): Promise<Map<number, Set<number>>> {
  const table = weeklyAreaRollups
  const rows = await tx
    .select({ area: table.area, chunk: table.chunk })
    .from(table)
    .where(and(inArray(table.area, [...areas]), eq(table.tripEnd, origin), eq(table.part, 0)))
  const counted = new Map<number, Set<number>>()
  for (const { area, chunk } of rows) counted.set(area, (counted.get(area) ?? new Set()).add(chunk))
  return counted
}
