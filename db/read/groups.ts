import { and, eq, sql } from 'drizzle-orm'
import { cellBbox, cellColumn, cellRow, cellSizeMetres, groupRollupLevel, quadkeyOf } from '#trips/cell.ts'
import { type GroupsQuery, groupLevelMax } from '#trips/filters.ts'
import { groupRollupsKnow, segmentParts, type TripQuestion, wholeWeeks } from '#trips/grain.ts'
import { firstGroups, type Group, GroupCounter } from '#trips/group-counter.ts'
import { groupKey, parseGroupKey } from '#trips/group-key.ts'
import { hourOfTime } from '#trips/iso-week.ts'
import { PlaceList, placesMax, sharedShareMin } from '#trips/place-list.ts'
import { destination } from '#trips/segment.ts'
import { bucketOfHour, bucketText, type TimeOfDay } from '#trips/time-bucket.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { CellView, GroupsView, GroupView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import type { Bounds } from './bounds.ts'
import { groupsSql } from './doubters-sql.ts'
import { toQuestion } from './question.ts'
import { scanGroupCounts } from './scan-counts.ts'
import { scanTrips, type TripReader } from './scan-trips.ts'
import { inSnapshot, provenance, type Snapshot } from './snapshot.ts'

/** Groups of the trips that satisfy the filters: origin cell, destination cell and time of day, at one level. */
export const readGroups = (db: Database, query: GroupsQuery, bounds?: Bounds): Promise<GroupsView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const question = await toQuestion(snapshot, query)
      return groupsViewOf(snapshot, query, await countGroups(snapshot, question, query))
    },
    bounds,
  )

/**
 * Counts from rollups where they know everything asked, else from the trips; without a level, at the one that suits them.
 * Other readers look at the same trips, in the same pass where there is one.
 */
export async function countGroups(
  snapshot: Snapshot,
  question: TripQuestion,
  { level, time }: Pick<GroupsQuery, 'level' | 'time'>,
  others: TripReader[] = [],
): Promise<GroupCounter> {
  const isLarge = (await countTrips(snapshot, question)) > placesMax
  const rollupLevel = level ?? (isLarge ? groupRollupLevel : undefined)
  if (rollupLevel === undefined || !groupRollupsKnow(question, rollupLevel))
    return scanGroups(snapshot, question, { level, time }, others)
  if (others.length > 0) for (const part of segmentParts(question)) await scanTrips(snapshot, question, part, others)
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
  question: TripQuestion,
  { level, time }: Pick<GroupsQuery, 'level' | 'time'>,
  others: TripReader[],
): Promise<GroupCounter> {
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

/** The view of counted groups: one page of them, in the query's order. */
export async function groupsViewOf(snapshot: Snapshot, query: GroupsQuery, counter: GroupCounter): Promise<GroupsView> {
  const { level } = counter
  const { time, sort, limit, min_trips: minTrips } = query
  const page = firstGroups(counter, {
    sort,
    limit: limit + 1,
    minTrips,
    after: query.cursor === undefined ? undefined : parseCursor(query.cursor, level, time),
  })
  const groups = page.slice(0, limit).map((group) => groupView(group, level, time))
  let satisfying = 0
  for (let i = 0; i < counter.size; i++) if (counter.tripsAt(i) >= minTrips) satisfying++
  const latitude = groups.length > 0 ? (groups[0].origin.bbox[1] + groups[0].origin.bbox[3]) / 2 : 0
  const [width, height] = cellSizeMetres(level, latitude).map(Math.round)
  return {
    level,
    level_text: levelText(level, [width, height], query.level === undefined, counter),
    cell_size_m: [width, height],
    time,
    total_trips: counter.total,
    shared_trips: counter.shared,
    of_total: satisfying,
    shown: groups.length,
    next_cursor: page.length > limit ? `${page[limit - 1].trips}.${groupKey(page[limit - 1], level, time)}` : null,
    groups,
    provenance: await provenance(snapshot, query, groupRule(level, time), (where) => groupsSql(level, time, where)),
  }
}

function parseCursor(cursor: string, level: number, time: TimeOfDay): Group {
  const [trips, key] = cursor.split('.')
  const parsed = parseGroupKey(key ?? '')
  if (!/^\d{1,15}$/.test(trips) || !parsed || parsed.level !== level || parsed.time !== time)
    throw new UserProblem(
      'bad_parameter',
      'cursor is not one of this question; expected next_cursor of an answer with the same level and time',
      {
        parameter: 'cursor',
        found: cursor,
        expected: 'next_cursor of the page before',
      },
    )
  return { ...parsed, trips: Number(trips) }
}

const cellView = (x: number, y: number, level: number): CellView => ({
  quadkey: quadkeyOf(x, y, level),
  bbox: cellBbox(x, y, level),
})

const groupView = (group: Group, level: number, time: TimeOfDay): GroupView => ({
  key: groupKey(group, level, time),
  origin: cellView(group.originX, group.originY, level),
  destination: cellView(group.destinationX, group.destinationY, level),
  time_of_day: bucketText(time, group.bucket),
  time_bucket: group.bucket,
  trips: group.trips,
})

const metres = (m: number): string => (m >= 1000 ? `${(m / 1000).toFixed(1)} km` : `${m} m`)

function levelText(level: number, [width, height]: [number, number], automatic: boolean, counter: GroupCounter): string {
  const share = counter.total === 0 ? 0 : Math.round((100 * counter.shared) / counter.total)
  const chosen = automatic
    ? `the finest level${counter.total > placesMax ? limitText(level) : ''} at which at least ${sharedShareMin * 100} % of the trips share a group (here ${share} %)`
    : `${share} % of the trips share a group`
  return `Level ${level}: cells of ${metres(width)} × ${metres(height)}; ${chosen}. Near neighbours on two sides of a cell border are in two groups.`
}

/** What is said of the choice where not every trip was tried at every level. */
const limitText = (level: number): string =>
  level <= groupRollupLevel
    ? ` up to ${groupRollupLevel} (of more than ${placesMax.toLocaleString('en')} trips no finer one is tried)`
    : ` (judged by ${placesMax.toLocaleString('en')} of the trips)`

const groupRule = (level: number, time: TimeOfDay): string =>
  `trips that share their origin cell and destination cell at level ${level}${time === 'none' ? '' : time === 'hour' ? ' and the hour they start in' : ' and the day part they start in'}`
