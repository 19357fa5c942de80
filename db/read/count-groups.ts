import { and, eq, sql } from 'drizzle-orm'
import { cellColumn, cellRow, groupRollupLevel } from '#trips/cell.ts'
import { type GroupsQuery, groupLevelMax } from '#trips/filters.ts'
import { groupRollupsKnow, segmentParts, type TripQuestion, wholeWeeks } from '#trips/grain.ts'
import { GroupCounter, groupsMax } from '#trips/group-counter.ts'
import type { Places } from '#trips/group-runs.ts'
import { hourOfTime } from '#trips/iso-week.ts'
import { segmentTripsMax, type TripEnd } from '#trips/segment.ts'
import { hasCompany, SuitingGroups } from '#trips/suiting-groups.ts'
import { bucketOfHour, type TimeOfDay } from '#trips/time-bucket.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import { addHours, type HourCounts, hourReader } from './hour-of-week.ts'
import { scanGroupCounts } from './scan-counts.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'
import { withSplits } from './splits.ts'

/** Trips that are read for the level that suits them, where the coarser ones are counted already; and groups at that level. */
const usualMost = { read: 2_000_000, groups: groupsMax }
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
  if (!groupRollupsKnow(question, level ?? groupRollupLevel)) return scan()
  if (level === undefined && (await countTrips(snapshot, question)) <= most.read) return scan()
  let counter = await countRollups(snapshot, question, level ?? groupRollupLevel, time)
  if (level === undefined && counter.total <= most.read) return scan()
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
