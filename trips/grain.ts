import type { Area } from './area.ts'
import { groupRollupLevel } from './cell.ts'
import { addressesBelow, type CellRange, coverArea, type LevelRange } from './cover.ts'
import type { Relation } from './filters.ts'
import { mondayOfWeek, secondsPerDay, weekOfDay } from './iso-week.ts'
import { destination, origin, type TripEnd } from './segment.ts'

/**
 * What may answer. One place decides which stored rows answer a question: a question is cut into disjoint parts, each
 * answered by the coarsest rows that know everything it asks, so the sum of the parts is the exact answer.
 */

/** A question about trips, in stored units and dictionary ids. */
export type TripQuestion = {
  area?: Area
  relation: Relation
  region?: number
  datasource?: number
  /** First and last day, days since 1970-01-01, both included. */
  from?: number
  to?: number
  /** Hours 0–23 and ISO weekdays 1–7 that count; undefined: all. */
  hours?: number[]
  weekdays?: number[]
}

export type WeekRange = { first: number; last: number }
/** Wall seconds, both included. */
export type TimeRange = { from: number; to: number }

export type RegionPart = { source: 'region_rollups'; weeks: WeekRange }
export type CellPart = { source: 'cell_rollups'; end: TripEnd; ranges: LevelRange[]; weeks: WeekRange }
/**
 * Trips compared one by one with the whole question. `ranges` are addresses of cells whose segments of this end are read, null is
 * everywhere; `times` the stretches to look at, null is any time; `far` what the other end must be with respect to the area.
 */
export type SegmentPart = {
  source: 'segments'
  end: TripEnd
  ranges: CellRange[] | null
  times: TimeRange[] | null
  far: 'any' | 'inside' | 'outside'
  /** Whether many of the segments lie in the area as a whole, so that it pays to look. */
  isMostlyInside: boolean
}
export type Part = RegionPart | CellPart | SegmentPart

export const weekMax = weekOfDay(Math.floor((2 ** 32 - 1) / secondsPerDay))
const timeMax = 2 ** 32 - 1

const timeRange = (fromDay: number, toDay: number): TimeRange => ({
  from: Math.max(0, fromDay * secondsPerDay),
  to: Math.min(timeMax, (toDay + 1) * secondsPerDay - 1),
})

/** The whole stretch of time a question asks about; null is any time. */
const allTimes = ({ from, to }: TripQuestion): TimeRange[] | null =>
  from === undefined && to === undefined ? null : [timeRange(from ?? 0, to ?? Math.floor(timeMax / secondsPerDay))]

/** The weeks that lie wholly in the date range, which rollups can answer, and the stretches of days that do not fill a week. */
export function wholeWeeks({ from, to }: TripQuestion): { weeks: WeekRange | undefined; edges: TimeRange[] } {
  const first = from === undefined ? 0 : from <= mondayOfWeek(weekOfDay(from)) ? weekOfDay(from) : weekOfDay(from) + 1
  const last = to === undefined ? weekMax : to >= mondayOfWeek(weekOfDay(to)) + 6 ? weekOfDay(to) : weekOfDay(to) - 1
  if (first > last) return { weeks: undefined, edges: [timeRange(from ?? 0, to ?? Math.floor(timeMax / secondsPerDay))] }
  const edges: TimeRange[] = []
  if (from !== undefined && from < mondayOfWeek(first)) edges.push(timeRange(from, mondayOfWeek(first) - 1))
  if (to !== undefined && to > mondayOfWeek(last) + 6) edges.push(timeRange(mondayOfWeek(last) + 7, to))
  return { weeks: { first, last }, edges }
}

/** Relations that one end answers; `touches` is starts + ends − within, for any count. */
export type OneEndRelation = Exclude<Relation, 'touches'>

/** The question answered by comparing trips: parts that never hold the same trip twice, for any relation. */
export function segmentParts(question: TripQuestion): SegmentPart[] {
  const times = allTimes(question)
  if (!question.area) return [{ source: 'segments', end: origin, ranges: null, times, far: 'any', isMostlyInside: false }]
  const ranges = coverArea(question.area, 'byTrips').scanned
  const starts: SegmentPart = { source: 'segments', end: origin, ranges, times, far: 'any', isMostlyInside: true }
  const ends: SegmentPart = { ...starts, end: destination }
  if (question.relation === 'within') return [{ ...starts, far: 'inside' }]
  if (question.relation === 'touches') return [starts, { ...ends, far: 'outside' }]
  return [question.relation === 'ends' ? ends : starts]
}

/** Parts of a count by week. Hours, weekdays, a region in an area and `within` are known to the trips alone. */
export function weeklyParts(question: TripQuestion & { relation: OneEndRelation }): Part[] {
  const { area, region, relation, hours, weekdays } = question
  if (hours || weekdays || (area && (region !== undefined || relation === 'within'))) return segmentParts(question)
  const { weeks, edges } = wholeWeeks(question)
  const cover = area && coverArea(area)
  const end = area && relation === 'ends' ? destination : origin
  const parts: Part[] = []
  const scan = (ranges: CellRange[] | null, times: TimeRange[] | null, isMostlyInside = false) => {
    if (times?.length !== 0 && ranges?.length !== 0)
      parts.push({ source: 'segments', end, ranges, times, far: 'any', isMostlyInside })
  }
  if (!cover) {
    if (weeks) parts.push({ source: 'region_rollups', weeks })
    scan(null, edges)
    return parts
  }
  if (weeks && cover.inside.length > 0) parts.push({ source: 'cell_rollups', end, ranges: cover.inside, weeks })
  scan(cover.scanned, allTimes(question))
  if (edges.length > 0) scan(addressesBelow(cover.inside), edges, true)
  return parts
}

/** Whether rollups at the group level know everything a question about groups asks. */
export const groupRollupsKnow = (question: TripQuestion, level: number): boolean =>
  level <= groupRollupLevel &&
  !question.area &&
  question.region === undefined &&
  !question.weekdays &&
  wholeWeeks(question).edges.length === 0
