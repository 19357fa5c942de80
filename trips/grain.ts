import { type Area, areaWithout, boxArea, cellsArea } from './area.ts'
import { wholeWorld } from './box.ts'
import { cellRollupLevels, dayRollupLevels, flowFarLevel, groupRollupLevel, hourRollupLevels } from './cell.ts'
import {
  addressesBelow,
  addressesOf,
  atLevel,
  type CellRange,
  type Cover,
  cellsInside,
  coverArea,
  type LevelRange,
  type MaybeSplit,
  rangesWithout,
} from './cover.ts'
import type { Relation } from './filters.ts'
import { dayOfTime, mondayOfWeek, weekOfDay } from './iso-week.ts'
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

/** Chunks by whether they have rows in a table of counts by hour: hours of regions are counted of more chunks than others. */
export type CountedByHour = {
  in: 'hour_rollups' | 'group_hour_rollups' | 'flow_rollups' | RegionHourPart['source']
  has: boolean
}

export type WeekRange = { first: number; last: number }
/** Days since 1970-01-01, both included. */
export type DayRange = { first: number; last: number }

export type RegionPart = { source: 'region_rollups'; weeks: WeekRange }
export type CellPart = { source: 'cell_rollups'; end: TripEnd; ranges: LevelRange[]; weeks: WeekRange; chunks: 'all' | ChunkList }
/** Counts by hour of the week, of the days asked about (null: any): of the chunks that have them. */
export type HourPart = { source: 'hour_rollups'; end: TripEnd; ranges: LevelRange[]; days: DayRange[] | null }
/** Of a region, or by datasource; or of all trips, which are counted by hour in every chunk. */
export type RegionHourPart = { source: 'region_hour_rollups' | 'total_hour_rollups'; days: DayRange[] | null }
/** Counts of a saved area: of the chunks that have them. */
export type AreaPart = { source: 'area_rollups'; area: number; end: TripEnd; weeks: WeekRange }
/** Counts of trips from some cells at groupRollupLevel to some of them (null: all), by hour of the day. */
export type GroupPart = { source: 'group_rollups'; cells: LevelRange[] | null; weeks: WeekRange }
/** The same by hour of the week, of the days asked about (null: any): of the chunks that have them. */
export type GroupHourPart = { source: 'group_hour_rollups'; cells: LevelRange[] | null; days: DayRange[] | null }
/** Counts of trips from or to some cells at filingLevel, to or from those at flowFarLevel, by hour of the day: of the chunks that have them. */
export type FlowPart = { source: 'flow_rollups'; end: TripEnd; ranges: LevelRange[] }
/**
 * Trips compared one by one with what the question asks but its area: this end must lie in `near`, the other one in `far.area` or outside it.
 * `ranges` are addresses of cells whose segments of this end are read, null is everywhere; `days` the days to look at, null is any.
 */
export type SegmentPart = {
  source: 'segments'
  end: TripEnd
  near?: Area
  far?: { area: Area; isIn: boolean }
  ranges: CellRange[] | null
  days: DayRange[] | null
  /** Of all chunks, of some, or of those that are counted by hour in a table, or are not. */
  chunks: 'all' | ChunkList | CountedByHour
  /** Whether many of the segments lie in the area as a whole, so that it pays to look. */
  isMostlyInside: boolean
}
/** What whole cells are counted from. */
export type WholeCellPart = CellPart | HourPart | SegmentPart
/** What knows hours. */
export type HourlyPart = HourPart | RegionHourPart | GroupHourPart | SegmentPart
export type Part = RegionPart | CellPart | AreaPart | GroupPart | FlowPart | HourlyPart

/** What a question may ask besides an area; `weeks` are dates, `days` those that fill no week. Counts by hour of regions know all of it. */
type Asks = 'region' | 'datasource' | 'weeks' | 'days' | 'hours' | 'weekdays'
/** Days that fill no week are known beside counts by week too: from the counts by day. */
const knows: Record<Exclude<Part['source'], 'segments' | RegionHourPart['source']>, readonly Asks[]> = {
  region_rollups: ['region', 'datasource', 'weeks', 'days'],
  cell_rollups: ['datasource', 'weeks', 'days'],
  area_rollups: ['datasource', 'weeks', 'days'],
  group_rollups: ['datasource', 'weeks', 'hours'],
  flow_rollups: ['hours'],
  hour_rollups: ['datasource', 'weeks', 'days', 'hours', 'weekdays'],
  group_hour_rollups: ['datasource', 'weeks', 'days', 'hours', 'weekdays'],
}

/** Whether rollups know all that a question asks, its relation and the level of cells aside. */
function know(source: keyof typeof knows, question: TripQuestion): boolean {
  const asks: Record<Asks, boolean> = {
    region: question.region !== undefined,
    datasource: question.datasource !== undefined,
    weeks: question.from !== undefined || question.to !== undefined,
    hours: question.hours !== undefined,
    weekdays: question.weekdays !== undefined,
    days: wholeWeeks(question).edges.length > 0,
  }
  return (Object.keys(asks) as Asks[]).every((asked) => !asks[asked] || knows[source].includes(asked))
}

const timeMax = 2 ** 32 - 1
/** The last day and week that a time can be of. */
export const dayMax = dayOfTime(timeMax)
export const weekMax = weekOfDay(dayMax)

/** The days a question asks about; null is any. */
const allDays = ({ from, to }: TripQuestion): DayRange[] | null =>
  from === undefined && to === undefined ? null : [{ first: from ?? 0, last: to ?? dayMax }]

/** The weeks that lie wholly in the date range, which rollups can answer, and the stretches of days that do not fill a week. */
export function wholeWeeks({ from, to }: TripQuestion): { weeks: WeekRange | undefined; edges: DayRange[] } {
  const first = from === undefined ? 0 : from <= mondayOfWeek(weekOfDay(from)) ? weekOfDay(from) : weekOfDay(from) + 1
  const last = to === undefined ? weekMax : to >= mondayOfWeek(weekOfDay(to)) + 6 ? weekOfDay(to) : weekOfDay(to) - 1
  if (first > last) return { weeks: undefined, edges: [{ first: from ?? 0, last: to ?? dayMax }] }
  const edges: DayRange[] = []
  if (from !== undefined && from < mondayOfWeek(first)) edges.push({ first: from, last: mondayOfWeek(first) - 1 })
  if (to !== undefined && to > mondayOfWeek(last) + 6) edges.push({ first: mondayOfWeek(last) + 7, last: to })
  return { weeks: { first, last }, edges }
}

/** Relations that one end answers; `touches` is starts + ends − within, for any count. */
export type OneEndRelation = Exclude<Relation, 'touches'>

/** The question answered by comparing trips: parts that never hold the same trip twice, for any relation. */
export function segmentParts(question: TripQuestion): SegmentPart[] {
  const { area, relation } = question
  if (!area) return [partOf(question, area)]
  const scan = (end: TripEnd) => ({ ...partOf(question, area), end, ranges: tripsCover(question, area, end) })
  if (relation === 'within') return [{ ...scan(origin), far: { area, isIn: true } }]
  if (relation === 'touches') return [scan(origin), { ...scan(destination), far: { area, isIn: false } }]
  return [scan(relation === 'ends' ? destination : origin)]
}

/** Parts of a count by week. */
export function weeklyParts(question: TripQuestion & { relation: OneEndRelation }): Part[] {
  const { area, relation } = question
  if (!area) return know('region_rollups', question) ? regionParts(question) : regionHourParts(question, allDays(question))
  if (relation === 'within') return withinParts(question, area)
  if (know('cell_rollups', question)) return areaParts(question, area)
  return hourParts(question, question.hours ? 'byHours' : 'byDays')
}

/** The trips of a region or of all, wherever they are: whole weeks from the counts of regions, other days from those by hour. */
function regionParts(question: TripQuestion): Part[] {
  const { weeks, edges } = wholeWeeks(question)
  return [
    ...(weeks ? [{ source: 'region_rollups', weeks } as const] : []),
    ...(edges.length > 0 ? regionHourParts(question, edges) : []),
  ]
}

function regionHourParts(question: TripQuestion, days: DayRange[] | null): HourlyPart[] {
  const isOfAll = question.region === undefined && question.datasource === undefined
  const source = isOfAll ? 'total_hour_rollups' : 'region_hour_rollups'
  return [
    { source, days },
    { ...partOf(question, undefined), days, chunks: { in: source, has: false } },
  ]
}

const isOfOneEnd = (relation: Relation): boolean => relation === 'starts' || relation === 'ends'

/** Whether the counts of its saved area know all that a question asks. */
export const areaCountsKnow = (question: TripQuestion): boolean =>
  question.savedArea !== undefined &&
  isOfOneEnd(question.relation) &&
  know('area_rollups', question) &&
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
  const whole = { weeks, edges, days: allDays(question), chunks: 'all' } as const
  if (savedArea === undefined || !uncounted || !weeks) return insideParts(question, area, whole)
  const { end } = partOf(question, area)
  return [
    { source: 'area_rollups', area: savedArea, end, weeks },
    ...(edges.length > 0 ? insideParts(question, area, { ...whole, weeks: undefined, days: edges }) : []),
    ...(uncounted.ids.length > 0
      ? insideParts(question, area, { weeks, edges: [], days: daysOf(weeks), chunks: uncounted })
      : []),
  ]
}

/** Parts of a count of all trips of some chunks in an area, by one end: what is counted once for a saved area. */
export const chunkParts = (question: TripQuestion, area: Area, chunks: ChunkList): WholeCellPart[] =>
  insideParts(question, area, { weeks: { first: 0, last: weekMax }, edges: [], days: null, chunks })

/** The days of weeks; null is any. */
const daysOf = ({ first, last }: WeekRange): DayRange[] | null =>
  first === 0 && last === weekMax ? null : [{ first: Math.max(0, mondayOfWeek(first)), last: mondayOfWeek(last) + 6 }]

type Asked = { weeks: WeekRange | undefined; edges: DayRange[]; days: DayRange[] | null; chunks: 'all' | ChunkList }

/**
 * An area's trips in whole weeks, of some chunks, and in days that do not fill one, of all chunks, both together `days`: from the counts
 * of cells inside it by week and by day.
 */
function insideParts(question: TripQuestion, area: Area, { weeks, edges, days, chunks }: Asked): WholeCellPart[] {
  const scan: SegmentPart = { ...partOf(question, area), days, chunks, isMostlyInside: false }
  const { end } = scan
  const cover = coverArea(area, weeks ? 'byCounts' : 'byDays', question.splits?.[end])
  const parts: WholeCellPart[] = [{ ...scan, ranges: cover.scanned }]
  if (weeks) parts.push({ source: 'cell_rollups', end, ranges: cover.inside, weeks, chunks })
  if (edges.length > 0) {
    const byDays = coverArea(area, 'byDays', question.splits?.[end])
    const inside: SegmentPart = { ...scan, days: edges, isMostlyInside: true }
    parts.push(
      { source: 'hour_rollups', end, ranges: byDays.inside, days: edges },
      { ...inside, ranges: rangesWithout(byDays.scanned, cover.scanned), chunks: { in: 'hour_rollups', has: true } },
      { ...inside, ranges: addressesBelow(cover.inside), chunks: { in: 'hour_rollups', has: false } },
    )
  }
  return parts.filter(isAnything)
}

/**
 * Parts of a count by hour of the week, or of some hours, or of some days of it: chunks that have counts by hour answer from them what
 * lies inside the area. The others are compared trip by trip there, as all are along the outline.
 */
export function hourParts(question: TripQuestion, by: 'byHours' | 'byDays' = 'byHours'): HourlyPart[] {
  const { area, relation } = question
  if (!area) return regionHourParts(question, allDays(question))
  if (relation === 'within') return withinHourParts(question, area)
  if (!isOfOneEnd(relation) || !know('hour_rollups', question)) return segmentParts(question)
  const scan = partOf(question, area)
  const cover = coverArea(area, by, question.splits?.[scan.end])
  const parts: HourlyPart[] = [
    { source: 'hour_rollups', end: scan.end, ranges: cover.inside, days: allDays(question) },
    ...besideCounts(scan, cover, 'hour_rollups'),
  ]
  return parts.filter(isAnything)
}

/** What is compared trip by trip beside the counts of the cells inside: along the outline, and inside of the chunks that have no such counts. */
const besideCounts = (scan: SegmentPart, { inside, scanned }: Cover, source: CountedByHour['in']): SegmentPart[] => [
  { ...scan, ranges: scanned },
  { ...scan, ranges: addressesBelow(inside), chunks: { in: source, has: false } },
]

/**
 * Parts of a count of the trips of whole cells of a level, whatever the question's area: from the counts at the next finer level that
 * has some. Whole weeks from those by week, other days and hours from the chunks that count them, else trip by trip. Segments of
 * coarser cells hold trips beside these, too.
 */
export function cellParts(question: TripQuestion, end: TripEnd, cells: readonly LevelRange[], level: number): WholeCellPart[] {
  const { weeks, edges } = wholeWeeks(question)
  const scan: SegmentPart = { ...partOf(question, undefined), end }
  const atHours = !know('cell_rollups', question)
  const levels = !atHours ? cellRollupLevels : question.hours ? hourRollupLevels : dayRollupLevels
  const rollupLevel = know('hour_rollups', question) ? levels.find((candidate) => candidate >= level) : undefined
  if (rollupLevel === undefined) return [{ ...scan, ranges: addressesOf(cells) }]
  const ranges = cells.map((range) => atLevel(range, rollupLevel))
  const below = { ...scan, ranges: addressesBelow(ranges) }
  // What lies in segments that are no finer than the counts is not counted.
  const parts: WholeCellPart[] = [{ ...scan, ranges: addressesOf(cells, rollupLevel) }]
  if (weeks && !atHours) parts.push({ source: 'cell_rollups', end, ranges, weeks, chunks: 'all' })
  const days = atHours ? allDays(question) : edges
  if (days?.length === 0) return parts
  if (!dayRollupLevels.includes(rollupLevel)) return [...parts, { ...below, days }]
  return [...parts, { source: 'hour_rollups', end, ranges, days }, { ...below, days, chunks: { in: 'hour_rollups', has: false } }]
}

/** Parts of a count by week of the trips that stay within an area. */
function withinParts(question: TripQuestion, area: Area): Part[] {
  const { weeks } = wholeWeeks(question)
  if (!weeks || !know('group_rollups', question)) return withinHourParts(question, area)
  const inside = insideOut(question, area)
  return inside ? [{ source: 'group_rollups', cells: inside.cells, weeks }, ...inside.outskirts] : segmentParts(question)
}

/** The same by hour of the week: chunks that have no such counts are compared trip by trip. */
function withinHourParts(question: TripQuestion, area: Area): HourlyPart[] {
  const inside = know('group_hour_rollups', question) && insideOut(question, area)
  if (!inside) return segmentParts(question)
  const ofChunks = (parts: SegmentPart[], has: boolean) =>
    parts.map((part) => ({ ...part, chunks: { in: 'group_hour_rollups', has } as const }))
  return [
    { source: 'group_hour_rollups', cells: inside.cells, days: allDays(question) },
    ...ofChunks(inside.outskirts, true),
    ...ofChunks(segmentParts(question), false),
  ]
}

/**
 * The cells at groupRollupLevel that lie in an area, if there are any: of trips between them there are counts. The others that stay within the area start, or start
 * there and end, in what it has besides, its outskirts.
 */
function insideOut(question: TripQuestion, area: Area): { cells: LevelRange[]; outskirts: SegmentPart[] } | undefined {
  const cells = cellsInside(area, groupRollupLevel)
  if (cells.length === 0) return undefined
  const core = cellsArea(groupRollupLevel, cells)
  const outskirts = areaWithout(area, core)
  const scan = (end: TripEnd, far: Area): SegmentPart => ({
    ...partOf(question, area),
    end,
    ranges: tripsCover(question, outskirts, end),
    near: outskirts,
    far: { area: far, isIn: true },
  })
  return { cells, outskirts: [scan(origin, area), scan(destination, core)] }
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
    near: area,
    ranges: null,
    days: allDays(question),
    chunks: 'all',
    isMostlyInside: area !== undefined,
  }
}

const isAnything = (part: Part): boolean => !('ranges' in part) || part.ranges === null || part.ranges.length > 0

/** What groups are counted from. */
export type GroupsPart = GroupPart | GroupHourPart | FlowPart | SegmentPart

/** Parts of a count of groups at a level, where rollups know all it asks; undefined where they do not, and trips have to be read. */
export function groupParts(question: TripQuestion, level: number): GroupsPart[] | undefined {
  if (level > groupRollupLevel || question.area) return flowParts(question, level)
  const { weeks } = wholeWeeks(question)
  if (weeks && know('group_rollups', question)) return [{ source: 'group_rollups', cells: null, weeks }]
  if (!know('group_hour_rollups', question)) return undefined
  return [
    { source: 'group_hour_rollups', cells: null, days: allDays(question) },
    { ...partOf(question, undefined), chunks: { in: 'group_hour_rollups', has: false } },
  ]
}

const everywhere = boxArea(wholeWorld)

/** The same from the flows of cells inside the area; trips are compared as for hours. */
function flowParts(question: TripQuestion, level: number): GroupsPart[] | undefined {
  const { area = everywhere, relation } = question
  if (level > flowFarLevel || !know('flow_rollups', question)) return undefined
  if (question.area && !isOfOneEnd(relation)) return undefined
  const scan = partOf(question, question.area)
  const cover = coverArea(area, 'byFlows', question.splits?.[scan.end])
  const parts: GroupsPart[] = [
    { source: 'flow_rollups', end: scan.end, ranges: cover.inside },
    ...besideCounts(scan, cover, 'flow_rollups'),
  ]
  return parts.filter(isAnything)
}
