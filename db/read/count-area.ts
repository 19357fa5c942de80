import { AreaTally } from '#trips/area-tally.ts'
import { areaOf } from '#trips/asked-area.ts'
import { type ChunkList, type OneEndRelation, type TripQuestion, weeklyParts } from '#trips/grain.ts'
import { weekOfTime } from '#trips/iso-week.ts'
import type { Polygon } from '#trips/polygon.ts'
import { origin, type TripEnd } from '#trips/segment.ts'
import { scanCellCounts } from './scan-counts.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'
import { withSplits } from './splits.ts'

/** A saved area as it is counted. */
export type CountedArea = { id: number; polygons: Polygon[] }

/** Counts the trips of some chunks that start or end in a saved area: what a question about it would read of them, once for all. */
export async function countArea(
  snapshot: Snapshot,
  { id, polygons }: CountedArea,
  end: TripEnd,
  chunks: ChunkList,
): Promise<AreaTally> {
  const tally = new AreaTally()
  const area = areaOf({ area: [{ polygons }] })
  const relation: OneEndRelation = end === origin ? 'starts' : 'ends'
  const asked: TripQuestion & { relation: OneEndRelation } = { area, relation, savedArea: id, uncounted: chunks }
  const question = await withSplits(snapshot, asked)
  const reader = tripTally(tally)
  for (const part of weeklyParts(question)) {
    if (part.source === 'segments') await scanTrips(snapshot, question, part, [reader])
    else if (part.source === 'cell_rollups')
      await scanCellCounts(snapshot, part, (_cell, week, trips, _hour, datasource, chunk) =>
        tally.add(chunk, week, datasource, trips),
      )
  }
  return tally
}

const tripTally = (tally: AreaTally): TripReader => ({
  wants: { labels: true, chunk: true },
  read: ({ time, datasource }, rows, count, _end, chunk) => {
    for (let i = 0; i < count; i++) tally.add(chunk, weekOfTime(time[rows[i]]), datasource[rows[i]])
  },
})
