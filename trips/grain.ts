import { type Area, areaWithout, cellsArea } from './area.ts'
import { groupRollupLevel } from './cell.ts'
import {
  addressesBelow,
  type CellRange,
  cellsInside,
  coverArea,
  type LevelRange,
  type MaybeSplit,
  worldByHours,
} from './cover.ts'
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
  /** Where cells were split, by end, as far as it is known. */
  splits?: { [End in TripEnd]?: MaybeSplit }
  /** The id of the saved area that `area` is, if it is one and no more. */
  savedArea?: number
  /** The chunks that are not counted for that saved area; undefined where its counts are not to answer. */
  uncounted?: ChunkList
}

/** Some chunks, and what share of all trips they hold. */
export type ChunkList = { ids: readonly number[]; share: number }

export type WeekRange = { first: number; last: number }
/** Wall seconds, both included. */
export type TimeRange = { from: number; to: number }

export type RegionPart = { source: 'region_rollups'; weeks: WeekRange }
export type CellPart = { source: 'cell_rollups'; end: TripEnd; ranges: LevelRange[]; weeks: WeekRange; chunks: 'all' | ChunkList }
/** Counts by hour of the week: of the chunks that have them. */
export type HourPart = Omit<CellPart, 'source' | 'chunks'> & { source: 'hour_rollups' }
/** Counts of a saved area: of the chunks that have them. */
export type AreaPart = { source: 'area_rollups'; area: number; end: TripEnd; weeks: WeekRange }
/** Counts of trips from some cells at groupRollupLevel to some of them, by hour of the day. */
export type GroupPart = { source: 'group_rollups'; cells: LevelRange[]; weeks: WeekRange }
/**
 * Trips compared one by one with the whole question. `ranges` are addresses of cells whose segments of this end are read, null is
 * everywhere; `times` the stretches to look at, null is any time; `far` what the other end must be with respect to the area. `areas`
 * are what either end is compared with in place of the question's area.
 */
export type SegmentPart = {
  source: 'segments'
  end: TripEnd
  ranges: CellRange[] | null
  times: TimeRange[] | null
  far: 'any' | 'inside' | 'outside'
  areas?: { near: Area; far: Area }
  /** Of all chunks, of some, or of those whose hours are counted, or are not. */
  chunks: 'all' | 'by_hour' | 'not_by_hour' | ChunkList
  /** Whether many of the segments lie in the area as a whole, so that it pays to look. */
  isMostlyInside: boolean
}
export type Part = RegionPart | CellPart | HourPart | AreaPart | GroupPart | SegmentPart

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
  const { area, relation } = question
  if (!area) return [partOf(question, area)]
  const scan = (end: TripEnd) => ({ ...partOf(question, area), end, ranges: tripsCover(question, area, end) })
  if (relation === 'within') return [{ ...scan(origin), far: 'inside' }]
  if (relation === 'touches') return [scan(origin), { ...scan(destination), far: 'outside' }]
  return [scan(relation === 'ends' ? destination : origin)]
}

/** Parts of a count by week. A region in an area and a region's hours are known to the trips alone. */
export function weeklyParts(question: TripQuestion & { relation: OneEndRelation }): Part[] {
  const { area, region, hours, weekdays } = question
  if (area && question.relation === 'within') return withinParts(question, area)
  if (hours || weekdays) return hourParts(question)
  if (area) return region === undefined ? areaParts(question, area) : segmentParts(question)
  const { weeks, edges } = wholeWeeks(question)
  const [scan] = segmentParts(question)
  return [
    ...(weeks ? [{ source: 'region_rollups', weeks } as const] : []),
    ...(edges.length > 0 ? [{ ...scan, times: edges }] : []),
  ]
}

/** Whether the counts of its saved area know all that a question asks. */
export const areaCountsKnow = (question: TripQuestion): boolean =>
  question.savedArea !== undefined &&
  (question.relation === 'starts' || question.relation === 'ends') &&
  question.region === undefined &&
  !question.hours &&
  !question.weekdays &&
  wholeWeeks(question).weeks !== undefined

/** Whether they alone answer it: then its area need not be looked at. */
export const areaCountsSuffice = (question: TripQuestion): boolean =>
  question.uncounted?.ids.length === 0 && areaCountsKnow(question) && wholeWeeks(question).edges.length === 0

/**
 * An area's trips: of a saved one from its own counts in whole weeks of the chunks that have them, else from the counts of cells
 * inside it.
 */
function areaParts(question: TripQuestion, area: Area): Part[] {
  const { savedArea, uncounted } = question
  const { weeks, edges } = wholeWeeks(question)
  const some = { weeks, edges, times: allTimes(question), chunks: 'all' } as const
  if (savedArea === undefined || !uncounted || !weeks || !areaCountsKnow(question)) return cellParts(question, area, some)
  const { end } = partOf(question, area)
  return [
    { source: 'area_rollups', area: savedArea, end, weeks },
    ...(edges.length > 0 ? cellParts(question, area, { ...some, weeks: undefined, times: edges }) : []),
    ...(uncounted.ids.length > 0
      ? cellParts(question, area, { weeks, edges: [], times: timesOf(weeks), chunks: uncounted })
      : []),
  ]
}

/** The times of weeks; null is any time. */
const timesOf = ({ first, last }: WeekRange): TimeRange[] | null =>
  first === 0 && last === weekMax ? null : [timeRange(mondayOfWeek(first), mondayOfWeek(last) + 6)]

type Asked = { weeks: WeekRange | undefined; edges: TimeRange[]; times: TimeRange[] | null; chunks: 'all' | ChunkList }

/** An area's trips in whole weeks and at their edges, both together `times`, from the counts of cells inside it. */
function cellParts(question: TripQuestion, area: Area, { weeks, edges, times, chunks }: Asked): Part[] {
  const scan: SegmentPart = { ...partOf(question, area), times, chunks, isMostlyInside: false }
  const cover = coverArea(area, 'byCounts', question.splits?.[scan.end])
  const parts: Part[] = [{ ...scan, ranges: cover.scanned }]
  if (weeks) parts.push({ source: 'cell_rollups', end: scan.end, ranges: cover.inside, weeks, chunks })
  if (edges.length > 0) parts.push({ ...scan, ranges: addressesBelow(cover.inside), times: edges, isMostlyInside: true })
  return parts.filter(isAnything)
}

/**
 * Parts of a count by hour of the week, or of some hours: chunks that have counts by hour answer from them what lies inside the area.
 * The others are compared trip by trip there, as all are along the outline.
 */
export function hourParts(question: TripQuestion): Part[] {
  const { area, region, relation } = question
  const { weeks, edges } = wholeWeeks(question)
  if (!weeks || region !== undefined || (area && relation !== 'starts' && relation !== 'ends')) return segmentParts(question)
  const scan = partOf(question, area)
  const cover = area ? coverArea(area, 'byHours', question.splits?.[scan.end]) : worldByHours
  const below = { ...scan, ranges: addressesBelow(cover.inside) }
  const parts: Part[] = [
    { source: 'hour_rollups', end: scan.end, ranges: cover.inside, weeks },
    { ...scan, ranges: cover.scanned },
    { ...below, chunks: 'not_by_hour' },
  ]
  if (edges.length > 0) parts.push({ ...below, times: edges, chunks: 'by_hour' })
  return parts.filter(isAnything)
}

/**
 * Parts of a count of the trips that stay within an area. Of those between the cells at groupRollupLevel that lie in it there are
 * counts; the others start, or start there and end, in what it has besides, its outskirts.
 */
function withinParts(question: TripQuestion, area: Area): Part[] {
  const { weeks, edges } = wholeWeeks(question)
  const cells = cellsInside(area, groupRollupLevel)
  const isKnown = weeks && edges.length === 0 && question.region === undefined && !question.weekdays
  if (!isKnown || cells.length === 0) return segmentParts(question)
  const core = cellsArea(groupRollupLevel, cells, area)
  const outskirts = areaWithout(area, core)
  const scan = (end: TripEnd, far: Area): SegmentPart => ({
    ...partOf(question, area),
    end,
    ranges: tripsCover(question, outskirts, end),
    far: 'inside',
    areas: { near: outskirts, far },
  })
  return [{ source: 'group_rollups', cells, weeks }, scan(origin, area), scan(destination, core)]
}

/** Where an area's trips lie, filed by one end. */
const tripsCover = ({ splits }: TripQuestion, area: Area, end: TripEnd): CellRange[] =>
  coverArea(area, 'byTrips', splits?.[end]).scanned

/** All trips compared by one end, at the times asked for. */
function partOf(question: TripQuestion, area: Area | undefined): SegmentPart {
  const end = area && question.relation === 'ends' ? destination : origin
  return {
    source: 'segments',
    end,
    ranges: null,
    times: allTimes(question),
    far: 'any',
    chunks: 'all',
    isMostlyInside: area !== undefined,
  }
}

const isAnything = (part: Part): boolean =>
  !('ranges' in part) || part.ranges === null || (part.ranges.length > 0 && !('times' in part && part.times?.length === 0))

/** Whether rollups at the group level know everything a question about groups asks. */
export const groupRollupsKnow = (question: TripQuestion, level: number): boolean =>
  level <= groupRollupLevel &&
  !question.area &&
  question.region === undefined &&
  !question.weekdays &&
  wholeWeeks(question).edges.length === 0
