import { and, eq, sql } from 'drizzle-orm'
import { cellColumn, cellRow, groupRollupLevel } from '#trips/cell.ts'
import { type GroupsQuery, groupLevelMax } from '#trips/filters.ts'
import { groupParts, segmentParts, type TripQuestion } from '#trips/grain.ts'
import { GroupCounter, groupsMax } from '#trips/group-counter.ts'
import type { Places } from '#trips/group-runs.ts'
import { hourOfTime } from '#trips/iso-week.ts'
import { origin, segmentTripsMax, type TripEnd } from '#trips/segment.ts'
import { hasCompany, SuitingGroups } from '#trips/suiting-groups.ts'
import { bucketOfHour, type TimeOfDay } from '#trips/time-bucket.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import { addHours, type HourCounts, hourReader } from './hour-of-week.ts'
import { scanGroupCounts, scanGroupHours } from './scan-counts.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'
import { withSplits } from './splits.ts'

/**
 * Trips that are read for the level that suits them, where the coarser ones are counted already: more where they are few of those that are read. And
 * groups at that level.
 */
const usualMost = { read: 2_000_000, readForFew: 10_000_000, groups: groupsMax }
export const readForLevelMax = usualMost.read

/**
 * Counts from rollups where they know everything asked, else from the trips; without a level, at the one that suits them, and from
 * rollups only where these are too many to be read for that.
 * `hours` is counted too, in the same pass where trips are looked at.
 */
export async function countGroups(
  snapshot: Snapshot,
  question: TripQuestion,
  { level, time }: Pick<GroupsQuery, 'level' | 'time'>,
  { hours, most = usualMost }: { hours?: HourCounts; most?: typeof usualMost } = {},
): Promise<GroupCounter> {
  const scan = () => scanGroups(snapshot, question, { level, time, most: most.groups }, hours ? [hourReader(hours)] : [])
  const parts = groupParts(question, level ?? groupRollupLevel)
  if (!parts) return scan()
  const toRead = level === undefined ? await countTrips(snapshot, question) : Number.POSITIVE_INFINITY
  if (toRead <= most.read) return scan()
  let counter = await countParts(snapshot, question, parts, { level: level ?? groupRollupLevel, time, home: origin })
  if (toRead <= most.readForFew && counter.total <= most.read) return scan()
  if (hours) await addHours(snapshot, question, hours)
  counter.judgedBy = 'rollups'
  while (level === undefined && counter.level > 1 && !hasCompany(counter))
    counter = counter.fold({ level: counter.level - 1, dropTime: false })
  return counter
}

/** How many trips the question can be about at most, whatever its area and times. */
async function countTrips(snapshot: Snapshot, { region, datasource }: TripQuestion): Promise<number> {
  if (region === undefined && datasource === undefined) return snapshot.stored.trips
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

/** Reads every trip once. */
async function scanGroups(
  snapshot: Snapshot,
  asked: TripQuestion,
  { level, time, most }: Pick<GroupsQuery, 'level' | 'time'> & { most: number },
  others: TripReader[],
): Promise<GroupCounter> {
  const question = await withSplits(snapshot, asked)
  const parts = segmentParts(question)
  const [{ end: home }] = parts
  const counter = level === undefined ? new SuitingGroups(groupLevelMax, home, most) : new GroupCounter(level, home)
  const reader = placeReader({ home, time, level: level ?? groupLevelMax }, (places) => counter.take(places))
  for (const part of parts) await scanTrips(snapshot, question, part, [reader, ...others])
  return counter instanceof SuitingGroups ? counter.groups() : counter
}

type GroupParts = NonNullable<ReturnType<typeof groupParts>>
const hoursOfDay = 24

type Grouping = { home: TripEnd; time: TimeOfDay; level: number }

/** Tells of every trip where its ends are, that of `home` first, and its time bucket. */
function placeReader({ home, time, level }: Grouping, tell: (places: Places) => void): TripReader {
  const bucketOf = Uint8Array.from({ length: 24 }, (_, hour) => bucketOfHour(time, hour))
  const buckets = new Uint8Array(segmentTripsMax)
  return {
    wants: { ...(time === 'none' ? {} : { time: true }), placeLevel: level, far: true },
    read: (columns, rows, size, end) => {
      if (time !== 'none') for (let i = 0; i < size; i++) buckets[i] = bucketOf[hourOfTime(columns.time[rows[i]])]
      const { u, v, farU, farV } = columns
      tell(end === home ? { u, v, farU, farV, rows, buckets, size } : { u: farU, v: farV, farU: u, farV: v, rows, buckets, size })
    },
  }
}

/** Counts groups from rollups, and the trips of the chunks that have no such counts one by one. */
async function countParts(
  snapshot: Snapshot,
  question: TripQuestion,
  parts: GroupParts,
  grouping: Grouping,
): Promise<GroupCounter> {
  const { level, time, home } = grouping
  const counter = new GroupCounter(level, home)
  const up = groupRollupLevel - level
  const add = (from: number, to: number, hour: number, trips: number) => {
    const [x, y, toX, toY] = [cellColumn(from), cellRow(from), cellColumn(to), cellRow(to)]
    counter.add(x >>> up, y >>> up, toX >>> up, toY >>> up, bucketOfHour(time, hour % hoursOfDay), trips)
  }
  for (const part of parts) {
    if (part.source === 'segments')
      await scanTrips(snapshot, question, part, [placeReader(grouping, (places) => counter.take(places))])
    else if (part.source === 'group_rollups') await scanGroupCounts(snapshot, { ...question, ...part }, add)
    else await scanGroupHours(snapshot, { ...question, ...part }, add)
  }
  return counter
}
