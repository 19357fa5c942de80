import { cellBbox, cellSizeMetres, groupRollupLevel, quadkeyOf } from '#trips/cell.ts'
import type { GroupSort, GroupsQuery } from '#trips/filters.ts'
import { countAsLarge, firstGroups, type GroupTally, type PageEnd, type RankedGroup } from '#trips/first-groups.ts'
import { groupsMax, type JudgedBy } from '#trips/group-counter.ts'
import { groupKey, parseGroupKey } from '#trips/group-key.ts'
import { dateText } from '#trips/iso-week.ts'
import { type Periods, periodsText } from '#trips/periods.ts'
import { hasCompany, sharedShareMin, triedTrips } from '#trips/suiting-groups.ts'
import { bucketText, type TimeOfDay } from '#trips/time-bucket.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { CellView, GroupsView, GroupView } from '#trips/views.ts'
import { readForLevelMax } from './count-groups.ts'
import { groupChangesSql, groupsSql } from './doubters-sql.ts'
import { provenance, type Snapshot } from './snapshot.ts'

type Shares = { total: number; shared: number }
/** `judged` is what the level was chosen by, where that is more than the groups' trips. */
type Counted = GroupTally & Shares & { level: number; judgedBy: JudgedBy; judged?: Shares }
type Compared = Periods & { previousTotal: number }

/** The view of counted groups: one page of them, in the query's order; of changes with the periods that are compared. */
export function groupsViewOf(snapshot: Snapshot, query: GroupsQuery, counter: Counted, compared?: Compared): GroupsView {
  const { level } = counter
  const { time, sort, limit, min_trips: minTrips } = query
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor, { level, time, sort })
  const page = firstGroups(counter, { sort, limit: limit + 1, minTrips, after })
  const groups = page.slice(0, limit).map((group) => groupView(group, level, time, compared !== undefined))
  const latitude = groups.length > 0 ? middleLatitude(groups[0].origin) : 0
  const [width, height] = cellSizeMetres(level, latitude).map(Math.round)
  return {
    level,
    level_text: levelText(level, [width, height], query.level === undefined, counter),
    cell_size_m: [width, height],
    time,
    total_trips: counter.total,
    shared_trips: counter.shared,
    of_total: countAsLarge(counter, minTrips),
    shown: groups.length,
    next_cursor: page.length > limit ? cursorOf(page[limit - 1], { level, time, sort }) : null,
    compared: compared ? comparedView(compared) : null,
    groups,
    provenance: compared ? provenanceOfChanges(snapshot, query, level, compared) : provenanceOf(snapshot, query, level),
  }
}

const provenanceOf = (snapshot: Snapshot, query: GroupsQuery, level: number) =>
  provenance(snapshot, query, groupRule(level, query.time), (where) => groupsSql(level, query.time, where))

const provenanceOfChanges = (snapshot: Snapshot, query: GroupsQuery, level: number, compared: Compared) =>
  provenance(
    snapshot,
    { ...query, from: compared.previous.from, to: compared.current.to },
    `${groupRule(level, query.time)}; ${periodsText(compared)}`,
    (where) => groupChangesSql(level, query.time, where, dateText(compared.current.from)),
  )

const comparedView = (compared: Compared): GroupsView['compared'] => ({
  from: dateText(compared.current.from),
  to: dateText(compared.current.to),
  previous_from: dateText(compared.previous.from),
  previous_to: dateText(compared.previous.to),
  previous_total_trips: compared.previousTotal,
  text: periodsText(compared),
})

type Order = { level: number; time: TimeOfDay; sort: GroupSort }

const cursorOf = (group: RankedGroup, { level, time, sort }: Order): string =>
  `${sort}.${group.rank}.${groupKey(group, level, time)}`

/** Where the page before ended. What has changed meanwhile moves; nothing else is left out or comes twice. */
function parseCursor(cursor: string, { level, time, sort }: Order): PageEnd {
  const [sorted, rank, key] = cursor.split('.')
  const parsed = parseGroupKey(key ?? '')
  if (sorted !== sort || !/^-?\d{1,15}$/.test(rank) || !parsed || parsed.level !== level || parsed.time !== time)
    throw new UserProblem(
      'bad_parameter',
      'cursor is not one of this question; expected next_cursor of an answer with the same sort, level and time',
      {
        parameter: 'cursor',
        found: cursor,
        expected: 'next_cursor of the page before',
      },
    )
  return { ...parsed, rank: Number(rank) }
}

const cellView = (x: number, y: number, level: number): CellView => ({
  quadkey: quadkeyOf(x, y, level),
  bbox: cellBbox(x, y, level),
})

const groupView = (group: RankedGroup, level: number, time: TimeOfDay, isCompared: boolean): GroupView => ({
  key: groupKey(group, level, time),
  origin: cellView(group.originX, group.originY, level),
  destination: cellView(group.destinationX, group.destinationY, level),
  time_of_day: bucketText(time, group.bucket),
  time_bucket: group.bucket,
  trips: group.trips,
  previous_trips: isCompared ? group.previous : null,
  change: isCompared ? group.trips - group.previous : null,
})

/** Of what lies in the world of a cell: coarse ones reach beyond the poles. */
const middleLatitude = ({ bbox: [, south, , north] }: CellView): number => (Math.max(-90, south) + Math.min(90, north)) / 2

const metres = (m: number): string => (m >= 1000 ? `${(m / 1000).toFixed(1)} km` : `${m} m`)

function levelText(level: number, [width, height]: [number, number], automatic: boolean, counter: Counted): string {
  const chosen = automatic ? choiceText(counter) : `${shareText(counter)} of the trips share a group`
  return `Level ${level}: cells of ${metres(width)} × ${metres(height)}; ${chosen}. Near neighbours on two sides of a cell border are in two groups.`
}

const shareText = ({ total, shared }: Shares): string => `${total === 0 ? 0 : Math.round((100 * shared) / total)} %`

/** Why the level was chosen: as said of all trips that it was chosen by. */
function choiceText(counter: Counted): string {
  const judged = counter.judged ?? counter
  const share = `${sharedShareMin * 100} % of the trips${counter.judged ? ' of both periods' : ''} share a group`
  if (judged.total === 0) return 'there are no trips'
  if (!hasCompany(judged)) return `at no level at least ${share} (here ${shareText(judged)})`
  const bounded = judged.total > groupsMax ? ` of at most ${number(groupsMax)} groups` : ''
  return `the finest level${bounded} at which at least ${share} (here ${shareText(judged)}${limitText[counter.judgedBy]})`
}

const number = (n: number): string => n.toLocaleString('en')

/** What is said of the choice where not every trip was tried at the next level. */
const limitText: Record<JudgedBy, string> = {
  all: '',
  part: `; the next one was tried with about ${number(triedTrips)} of them`,
  rollups: `; none beyond ${groupRollupLevel} is tried where more than ${number(readForLevelMax)} trips would have to be read, unless it is asked for`,
}

const groupRule = (level: number, time: TimeOfDay): string =>
  `trips that share their origin cell and destination cell at level ${level}${time === 'none' ? '' : time === 'hour' ? ' and the hour they start in' : ' and the day part they start in'}`
