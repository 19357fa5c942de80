import { sql } from 'drizzle-orm'
import { cellColumn, cellRow, filingLevel, finestLevel, flowFarLevel, groupRollupLevel } from '#trips/cell.ts'
import { weeksOf } from '#trips/count-scan.ts'
import type { GroupsQuery } from '#trips/filters.ts'
import { dayMax, type GroupsPart, groupParts, segmentParts, type TripQuestion } from '#trips/grain.ts'
import { GroupCounter, groupsMax } from '#trips/group-counter.ts'
import type { Places } from '#trips/group-runs.ts'
import { hourOfTime, hoursOfDay } from '#trips/iso-week.ts'
import { origin, segmentTripsMax, type TripEnd } from '#trips/segment.ts'
import { hasCompany, oneUp, SuitingGroups } from '#trips/suiting-groups.ts'
import { bucketOfHour, type TimeOfDay } from '#trips/time-bucket.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import { chunksByHour } from './chunks-by-hour.ts'
import { addHours, type HourCounts, hourReader } from './hour-of-week.ts'
import { inWeeks } from './scan-counts.ts'
import { scanPart } from './scan-part.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import type { Snapshot } from './snapshot.ts'
import { withSplits } from './splits.ts'

/** So many trips are read to find a level beyond those of the rollups, or `readForFew` where no more than `read` of them match; and so many groups are counted. */
const usualMost = { read: 2_000_000, readForFew: 10_000_000, groups: groupsMax }
export const readForLevelMax = usualMost.read

/**
 * Counts from rollups where they know everything asked, else from the trips; without a level, at the one that suits them, and from
 * rollups only where too many trips are to be read for that.
 * `hours` is counted too: in the same pass where all trips are looked at, else from its own counts.
 */
export async function countGroups(
  snapshot: Snapshot,
  asked: TripQuestion,
  { level, time }: Pick<GroupsQuery, 'level' | 'time'>,
  { hours, most = usualMost }: { hours?: HourCounts; most?: typeof usualMost } = {},
): Promise<GroupCounter> {
  const question = await withSplits(snapshot, asked)
  const scan = () => scanGroups(snapshot, question, { level, time, most: most.groups }, hours ? [hourReader(hours)] : [])
  // At the level that suits an area's trips most of these are alone with their hour in any cells that are counted.
  if (level === undefined && question.area) return scan()
  const parts = groupParts(question, level ?? groupRollupLevel)
  const isCounted = parts?.some(({ source }) => source !== 'segments')
  if (!parts || !isCounted || (await areMostlyRead(snapshot, parts))) return scan()
  const counted = () => countParts(snapshot, question, parts, { level, time, most: most.groups })
  if (level !== undefined) return withHours(await counted())
  const toRead = await tripsToRead(snapshot, question)
  if (toRead <= most.read) return scan()
  const counter = await counted()
  if (toRead <= most.readForFew && counter.total <= most.read) return scan()
  return withHours(counter)

  async function withHours(counter: GroupCounter): Promise<GroupCounter> {
    if (hours) await addHours(snapshot, question, hours)
    return counter
  }
}

/** How many trips lie in rows with weeks that are asked about; a datasource is known of each trip only. */
async function tripsToRead(snapshot: Snapshot, { from, to }: TripQuestion): Promise<number> {
  if (from === undefined && to === undefined) return snapshot.stored.trips
  const [row] = await snapshot.tx
    .select({ trips: sql`COALESCE(SUM(${weeklyRegionRollups.trips}), 0)`.mapWith(Number) })
    .from(weeklyRegionRollups)
    .where(inWeeks(weeklyRegionRollups, weeksOf({ first: from ?? 0, last: to ?? dayMax })))
  return row.trips
}

/** Whether most of all trips are of chunks that have no such counts: then those of the question are read once, for all that is asked of them. */
async function areMostlyRead(snapshot: Snapshot, parts: readonly GroupsPart[]): Promise<boolean> {
  for (const { chunks } of parts.filter((part) => part.source === 'segments'))
    if (typeof chunks === 'object' && 'in' in chunks && (await chunksByHour(snapshot, chunks)).share > 0.5) return true
  return false
}

/** Reads every trip once. */
async function scanGroups(
  snapshot: Snapshot,
  question: TripQuestion,
  { level, time, most }: Pick<GroupsQuery, 'level' | 'time'> & { most: number },
  others: TripReader[],
): Promise<GroupCounter> {
  const parts = segmentParts(question)
  const [{ end: home }] = parts
  const counter = level === undefined ? new SuitingGroups(finestLevel, home, most) : new GroupCounter(level, home, most)
  const reader = placeReader({ home, time, level: level ?? finestLevel }, (places) => counter.take(places))
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

/**
 * Counts groups from rollups, and the trips of the chunks that have no such counts one by one. Without a level at the finest that rollups know,
 * that suits the trips and has no more groups than `most`.
 */
async function countParts(
  snapshot: Snapshot,
  question: TripQuestion,
  parts: readonly GroupsPart[],
  { level, time, most }: Pick<GroupsQuery, 'level' | 'time'> & { most: number },
): Promise<GroupCounter> {
  const home = parts.find((part) => 'end' in part)?.end ?? origin
  let counter = new GroupCounter(level ?? groupRollupLevel, home, most)
  // Before there are too many: those of one segment may come on top.
  const limit = () => {
    if (level === undefined && counter.parts > 0.9 * most && counter.size > most / 2) counter = oneUp(counter)
  }
  const reader = placeReader({ home, time, level: counter.level }, (places) => {
    counter.take(places)
    limit()
  })
  for (const part of parts)
    await scanPart(snapshot, question, part, reader, (columns, rows, count) => {
      const { hour, trips } = columns
      const [near, far, nearLevel, farLevel] =
        'far' in columns
          ? [columns.cell, columns.far, filingLevel, flowFarLevel]
          : [columns.origin, columns.destination, groupRollupLevel, groupRollupLevel]
      for (let k = 0; k < count; k++) {
        const i = rows[k]
        const [nearUp, farUp] = [nearLevel - counter.level, farLevel - counter.level]
        const [x, y, toX, toY] = [cellColumn(near[i]), cellRow(near[i]), cellColumn(far[i]), cellRow(far[i])]
        counter.add(x >>> nearUp, y >>> nearUp, toX >>> farUp, toY >>> farUp, bucketOfHour(time, hour[i] % hoursOfDay), trips[i])
        limit()
      }
    })
  if (level !== undefined) return counter
  while (counter.level > 1 && !hasCompany(counter)) counter = oneUp(counter)
  counter.judgedBy = 'rollups'
  return counter
}
