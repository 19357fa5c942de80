import { and, eq } from 'drizzle-orm'
import { areaCountsKnow, type TripQuestion } from '#trips/grain.ts'
import { origin } from '#trips/segment.ts'
import { weeklyAreaRollups } from '../schema/trips.ts'
import { chunksBeside } from './chunks-by-hour.ts'
import type { Snapshot } from './snapshot.ts'

/** Where chunks with more than this share of the trips are not counted yet, one way of answering takes less than two. */
const uncountedShareMax = 1 / 2

/** The question, and which chunks the counts of its saved area leave out, where these counts are to answer. */
export async function withAreaCounts<Question extends TripQuestion>(snapshot: Snapshot, question: Question): Promise<Question> {
  if (question.savedArea === undefined || !areaCountsKnow(question)) return question
  const counted = await readCountedChunks(snapshot, question.savedArea)
  if (counted.length === 0) return question
  const uncounted = await chunksBeside(snapshot, counted)
  return uncounted.share > uncountedShareMax ? question : { ...question, uncounted }
}

/** The chunks that are counted for a saved area: by both ends, for that is one transaction. */
export async function readCountedChunks({ tx }: Pick<Snapshot, 'tx'>, area: number): Promise<number[]> {
  const table = weeklyAreaRollups
  const rows = await tx
    .select({ chunk: table.chunk })
    .from(table)
    .where(and(eq(table.area, area), eq(table.tripEnd, origin), eq(table.part, 0)))
  return rows.map(({ chunk }) => chunk)
}
