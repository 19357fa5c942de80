import type { Part, SegmentPart, TripQuestion } from '#trips/grain.ts'
import { type CountPart, scanCounts, type TakeCounts } from './scan-counts.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'

/** Reads a part of an answer (trips/grain.ts): shows its trips to `reader`, or hands its counts to `take`. */
export async function scanPart<P extends Part>(
  snapshot: Snapshot,
  question: TripQuestion,
  part: P,
  reader: TripReader,
  take: TakeCounts<Exclude<P, SegmentPart>>,
): Promise<void> {
  if (part.source === 'segments') await scanTrips(snapshot, question, part, [reader])
  else await scanCounts(snapshot, question, part, take as TakeCounts<CountPart>)
}
