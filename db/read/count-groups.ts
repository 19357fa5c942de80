import { and, eq, sql } from 'drizzle-orm'
import { cellColumn, cellRow, groupRollupLevel } from '#trips/cell.ts'
import { type GroupsQuery, groupLevelMax } from '#trips/filters.ts'
import { groupRollupsKnow, segmentParts, type TripQuestion, wholeWeeks } from '#trips/grain.ts'
import { GroupCounter } from '#trips/group-counter.ts'
import { hourOfTime } from '#trips/iso-week.ts'
import { PlaceList, placesMax, sharedShareMin } from '#trips/place-list.ts'
import { destination } from '#trips/segment.ts'
import { bucketOfHour, type TimeOfDay } from '#trips/time-bucket.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import { addHours, type HourCounts, hourReader } from './hour-of-week.ts'
import { scanGroupCounts } from './scan-counts.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'
import { withSplits } from './splits.ts'

/**
 * Counts from rollups where they know everything asked, else from the trips; without a level, at the one that suits them.
 * `hours` is counted too, in the same pass where trips are looked at.
 */
export async function countGroups(
  snapshot: Snapshot,
  question: TripQuestion,
  { level, time }: Pick<GroupsQuery, 'level' | 'time'>,
  hours?: HourCounts,
): Promise<GroupCounter> {
  const isLarge = (await countTrips(snapshot, question)) > placesMax
  const rollupLevel = level ?? (isLarge ? groupRollupLevel : undefined)
  if (rollupLevel === undefined || !groupRollupsKnow(question, rollupLevel))
    return scanGroups(snapshot, question, { level, time }, hours ? [hourReader(hours)] : [])
  if (hours) await addHours(snapshot, question, hours)
  let counter = await countRollups(snapshot, question, rollupLevel, time)
  while (level === undefined && counter.level > 1 && counter.shared < sharedShareMin * counter.total)
    counter = counter.fold({ level: counter.level - 1, dropTime: false })
  return counter
}

/** How many trips the question can be about at most, whatever its area and times. */
async function countTrips(snapshot: Snapshot, { region, datasource }: TripQuestion): Promise<number> {
  const { region: ofRegion, datasource: ofDatasource, trips } = weeklyRegionRollups
  const [row] = await snapshot.tx
    .select({ trips: sql`COALESCE(SUM(${trips}), 0)`.mapWith(Number) })
    .from(weeklyRegionRollups)
    .where(
      and(
        region === undefined ? undefined : eq(ofRegion, region),
        datasource === undefined ? undefined : eq(ofDatasource, datasource),
      ),
    )
  return row.trips
}

async function scanGroups(
  snapshot: Snapshot,
  asked: TripQuestion,
  { level, time }: Pick<GroupsQuery, 'level' | 'time'>,
  others: TripReader[],
): Promise<GroupCounter> {
  const question = await withSplits(snapshot, asked)
  const scan = async (readers: TripReader[]) => {
    for (const part of segmentParts(question)) await scanTrips(snapshot, question, part, readers)
  }
  const countAt = async (at: number, more: TripReader[]) => {
    const counter = new GroupCounter(at)
    const shift = 32 - at
    await scan([
      placeReader(time, (u, v, farU, farV, bucket) =>
        counter.add(u >>> shift, v >>> shift, farU >>> shift, farV >>> shift, bucket),
      ),
      ...more,
    ])
    return counter
  }
  if (level !== undefined) return countAt(level, others)
  const places = new PlaceList()
  await scan([placeReader(time, (u, v, farU, farV, bucket) => places.add(u, v, farU, farV, bucket)), ...others])
  const suiting = places.suitingGroups(groupLevelMax)
  return places.isCut ? countAt(suiting.level, []) : suiting
}

/** Tells of every trip where it starts and ends (grid units), and its time bucket. */
function placeReader(
  time: TimeOfDay,
  tell: (u: number, v: number, farU: number, farV: number, bucket: number) => void,
): TripReader {
  return {
    wants: { place: true, far: true },
    read: (columns, rows, size, end) => {
      const [u, v, farU, farV] =
        end === destination
          ? [columns.farU, columns.farV, columns.u, columns.v]
          : [columns.u, columns.v, columns.farU, columns.farV]
      for (let i = 0; i < size; i++) {
        const row = rows[i]
        tell(u[row], v[row], farU[row], farV[row], bucketOfHour(time, hourOfTime(columns.time[row])))
      }
    },
  }
}

async function countRollups(snapshot: Snapshot, question: TripQuestion, level: number, time: TimeOfDay): Promise<GroupCounter> {
  const counter = new GroupCounter(level)
  const { weeks } = wholeWeeks(question)
  if (!weeks) return counter
  const up = groupRollupLevel - level
  const { datasource, hours } = question
  await scanGroupCounts(snapshot, { weeks, datasource, hours }, (origin, to, hour, trips) => {
    const [x, y, toX, toY] = [cellColumn(origin), cellRow(origin), cellColumn(to), cellRow(to)]
    counter.add(x >>> up, y >>> up, toX >>> up, toY >>> up, bucketOfHour(time, hour), trips)
  })
  return counter
}
