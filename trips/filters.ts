import { z } from 'zod'
import { type AskedArea, type Located, parseAreas } from './asked-area.ts'
import { type Box, degreesToE7 } from './box.ts'
import { finestLevel } from './cell.ts'
import { dayOfCivil } from './iso-week.ts'
import { repeatable } from './repeatable.ts'
import { timesOfDay } from './time-bucket.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'
import { UserProblem } from './user-problem.ts'

/**
 * The one input contract: API queries, server actions, the page's URL and OpenAPI all parse these schemas. Each value is a
 * string as a URL carries it; what comes out is in stored units.
 */

const bboxForm = 'four decimal degrees west,south,east,north, such as 14.40,50.03,14.55,50.10'

/** What a parser says of a value, as an issue of the schema. */
const parsedBy =
  <Value>(parse: (text: string) => Value) =>
  (text: string, context: z.RefinementCtx): Value => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof UserProblem)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  }

function parseBox(text: string, which = ''): Box {
  const fail = (problem: string): never => {
    throw new UserProblem('bad_parameter', `${which}${problem}; expected ${bboxForm}`)
  }
  const parts = text.split(',')
  if (parts.length !== 4) return fail(`has ${parts.length} numbers`)
  const edges = parts.map((part, i) => degreesToE7(part, i < 2 ? 'up' : 'down'))
  const bad = edges.indexOf(undefined)
  if (bad >= 0) return fail(`"${parts[bad]}" is not a number`)
  const [west, south, east, north] = edges as number[]
  for (const lon of [west, east]) if (Math.abs(lon) > lonMaxE7) return fail(`longitude ${lon / 1e7} is outside -180 to 180`)
  for (const lat of [south, north]) if (Math.abs(lat) > latMaxE7) return fail(`latitude ${lat / 1e7} is outside -90 to 90`)
  // Rounding inwards can turn a box narrower than 1e-7 degree inside out; judge by the written numbers.
  if (Number(parts[1]) > Number(parts[3])) return fail(`south ${parts[1]} is above north ${parts[3]}`)
  // A box between two stored values holds nothing; an inverted west/east would read as the whole globe.
  if (Number(parts[0]) <= Number(parts[2]) && west > east) return { west, south: 1, east: west, north: 0 }
  return { west, south, east, north }
}

/** One box as a parameter of its own. */
export const oneBox = z.string().transform(parsedBy((text) => parseBox(text)))

const boxesMax = 50

function parseBoxes(text: string): Box[] {
  const parts = text.split(';')
  if (parts.length > boxesMax) throw new UserProblem('bad_parameter', `holds ${parts.length} boxes; expected at most ${boxesMax}`)
  return parts.map((part, i) => parseBox(part, parts.length === 1 ? '' : `box ${i + 1}: `))
}

function parseDay(text: string, context: z.RefinementCtx): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  const [year, month, day] = match ? match.slice(1).map(Number) : []
  const daysInMonth =
    month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  if (!match || month < 1 || month > 12 || day < 1 || day > daysInMonth || year < 1970 || year > 2105) {
    context.addIssue({ code: 'custom', message: `"${text}" is not a date; expected YYYY-MM-DD from 1970-01-01 to 2105-12-31` })
    return z.NEVER
  }
  return dayOfCivil(year, month, day)
}

/** Inclusive lists such as `7-9,17`; a range may not run backwards. Returned sorted, without repeats. */
const inclusiveList = (min: number, max: number, example: string) =>
  z.string().transform((text, context): number[] => {
    const found = new Set<number>()
    for (const part of text.split(',')) {
      const match = /^\s*(\d{1,2})(?:\s*-\s*(\d{1,2}))?\s*$/.exec(part)
      const from = Number(match?.[1])
      const to = Number(match?.[2] ?? match?.[1])
      if (!match || from < min || to > max || from > to) {
        context.addIssue({
          code: 'custom',
          message: `"${part}" is not a number or range within ${min} to ${max}; expected a list such as ${example}`,
        })
        return z.NEVER
      }
      for (let n = from; n <= to; n++) found.add(n)
    }
    return [...found].sort((a, b) => a - b)
  })

export const label = z.string().min(1).max(191)
/** A whole number as a URL carries it. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))

export const relations = ['starts', 'ends', 'within', 'touches'] as const
export type Relation = (typeof relations)[number]
export const weeksRules = ['all', 'complete', 'per7days'] as const
export type WeeksRule = (typeof weeksRules)[number]

const boxesParameter = (description: string) =>
  z.string().transform(parsedBy(parseBoxes)).optional().describe(description).register(repeatable, { separator: ';' })
const areasParameter = (description: string) =>
  z
    .string()
    .transform(parsedBy<AskedArea[]>(parseAreas))
    .optional()
    .describe(description)
    .register(repeatable, { separator: ';' })
const day = (description: string) => z.string().transform(parseDay).optional().describe(description)

export const tripFilters = z.object({
  bbox: boxesParameter(
    'closed box minLon,minLat,maxLon,maxLat in degrees; minLon > maxLon crosses the antimeridian. Several, in parameters of their own or with ; between them, are one area',
  ),
  area: areasParameter(
    'the name of a saved area (/areas), or GeoJSON of polygons of up to 200 corners; points on the outline belong to it. Several, and bbox with it, are one area',
  ),
  region: label.optional().describe("the trips' region label; with an area, both must hold"),
  relation: z
    .enum(relations)
    .default('starts')
    .describe('which trips belong to the area: starts, ends, within (both), touches (at least one)'),
  from: day('first day, YYYY-MM-DD'),
  to: day('last day, YYYY-MM-DD, inclusive'),
  datasource: label.optional(),
  hours: inclusiveList(0, 23, '7-9,17').optional().describe('hours of the start time, inclusive list such as 7-9,17'),
  weekdays: inclusiveList(1, 7, '1-5').optional().describe('ISO weekdays of the start, 1 = Monday, inclusive list such as 1-5'),
})
export type TripFilters = Located<z.infer<typeof tripFilters>>

const datesInOrder = (filters: { from?: number; to?: number }, context: z.RefinementCtx) => {
  if (filters.from !== undefined && filters.to !== undefined && filters.from > filters.to)
    context.addIssue({ code: 'custom', path: ['from'], message: 'is after to; expected from ≤ to' })
}

const weeksParameter = z
  .enum(weeksRules)
  .default('all')
  .describe('all: every ISO week counts; complete: partial weeks left out; per7days: total ÷ days × 7')

export const weeklyAverageQuery = tripFilters
  .extend({
    weeks: weeksParameter,
    relations: z.enum(['one', 'all']).default('one').describe('all: answer all four relations beside the chosen one'),
  })
  .superRefine(datesInOrder)
export type WeeklyAverageQuery = Located<z.infer<typeof weeklyAverageQuery>>

export const hourOfWeekQuery = tripFilters.superRefine(datesInOrder)
export type HourOfWeekQuery = Located<z.infer<typeof hourOfWeekQuery>>

export const groupLevelMin = 1
/** More trips first; by cell; by change against the period before: grown most, shrunk most, either. */
export const groupSorts = ['trips', 'key', 'rising', 'falling', 'change'] as const
export type GroupSort = (typeof groupSorts)[number]
export const isByChange = (sort: GroupSort): boolean => sort !== 'trips' && sort !== 'key'

export const groupsQuery = tripFilters
  .extend({
    level: wholeNumber(groupLevelMin, finestLevel)
      .optional()
      .describe(
        'similarity: cells of a 2^level × 2^level grid; by default the finest at which at least 30 % of the trips share a group',
      ),
    time: z.enum(timesOfDay).default('daypart').describe('time of day that a group shares'),
    min_trips: wholeNumber(1, 1_000_000)
      .default(1)
      .describe('trips that a group has at least; sorted by change, in one of the two periods'),
    sort: z
      .enum(groupSorts)
      .default('trips')
      .describe(
        'trips: largest first; key: by place; rising, falling, change: by the difference to the previous period, which are as many days just before from, or without from and to the earlier half of the data',
      ),
    limit: wholeNumber(1, 1000).default(50),
    cursor: z.string().max(200).optional(),
  })
  .superRefine(datesInOrder)
export type GroupsQuery = Located<z.infer<typeof groupsQuery>>

export const groupTripsQuery = tripFilters
  .extend({ limit: wholeNumber(1, 1000).default(100), cursor: z.string().max(200).optional() })
  .superRefine(datesInOrder)
export type GroupTripsQuery = Located<z.infer<typeof groupTripsQuery>>

export const cellsQuery = tripFilters
  .omit({ bbox: true, area: true })
  .extend({
    view: oneBox.optional().describe('the map view, written like one bbox; only cells that meet it are answered'),
    level: wholeNumber(1, 15).default(10),
    limit: wholeNumber(1, 20_000).default(5000),
  })
  .superRefine(datesInOrder)
export type CellsQuery = z.infer<typeof cellsQuery>

/** What an answer is compared with, where that differs: place and period are each taken as a whole. */
const baseFilters = {
  base_bbox: boxesParameter(
    'boxes to compare with, written like bbox. With base_bbox, base_area or base_region they alone are the other place',
  ),
  base_area: areasParameter('areas to compare with, written like area'),
  base_region: label.optional().describe('region to compare with'),
  base_from: day('first day to compare with. With base_from or base_to they alone are the other period'),
  base_to: day('last day to compare with, inclusive'),
}
export const baseNames = Object.keys(baseFilters) as (keyof typeof baseFilters)[]
export type BaseName = (typeof baseNames)[number]

const baseDatesInOrder = (filters: { base_from?: number; base_to?: number }, context: z.RefinementCtx) => {
  if (filters.base_from !== undefined && filters.base_to !== undefined && filters.base_from > filters.base_to)
    context.addIssue({ code: 'custom', path: ['base_from'], message: 'is after base_to; expected base_from ≤ base_to' })
}

export const compareQuery = tripFilters
  .extend({ weeks: weeksParameter, ...baseFilters })
  .superRefine(datesInOrder)
  .superRefine(baseDatesInOrder)
  .superRefine((filters, context) => {
    const isGiven = baseNames.some((name) => filters[name] !== undefined)
    if (!isGiven)
      context.addIssue({
        code: 'custom',
        path: ['base_bbox'],
        message: `nothing to compare with; expected one of ${baseNames.join(', ')}`,
      })
  })
export type CompareQuery = Located<z.infer<typeof compareQuery>>

/** What the dashboard's URL may hold: every filter, the weeks rule, the groups' similarity, time of day and order, and what is compared. */
export const dashboardQuery = tripFilters
  .extend({
    weeks: z.enum(weeksRules).default('all'),
    level: wholeNumber(groupLevelMin, finestLevel).optional(),
    time: z.enum(timesOfDay).default('daypart'),
    sort: z.enum(groupSorts).default('trips'),
    ...baseFilters,
  })
  .superRefine(datesInOrder)
  .superRefine(baseDatesInOrder)
export type DashboardQuery = Located<z.infer<typeof dashboardQuery>>

/** The same as written in the URL: strings, nothing parsed. */
export type DashboardParams = Partial<Record<keyof z.input<typeof dashboardQuery>, string>>
