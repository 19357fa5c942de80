import { boxText, e7ToDegrees } from './box.ts'
import type { Relation, TripFilters, WeeksRule } from './filters.ts'
import { dateText } from './iso-week.ts'
import { type Polygon, verticesOf } from './polygon.ts'

const inArea: Record<Relation, string> = {
  starts: 'start in',
  ends: 'end in',
  within: 'start and end in',
  touches: 'start or end in',
}

/** A polygon of up to so many corners is told by them. */
const cornersSaidMax = 12

const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** 7,8,9,17 → 7–9, 17 */
function listText(numbers: readonly number[], name: (n: number) => string): string {
  const runs: [number, number][] = []
  for (const n of numbers) {
    const run = runs.at(-1)
    if (run && run[1] + 1 === n) run[1] = n
    else runs.push([n, n])
  }
  return runs.map(([from, to]) => (from === to ? name(from) : `${name(from)}–${name(to)}`)).join(', ')
}

/** `14.4,50.03,14.55,50.1 (west, south, east, north) or the saved area centre (12 corners)`; empty without a place. */
function placesText({ bbox, area }: TripFilters): string {
  const boxes = bbox?.map((box) => `${boxText(box)} (west, south, east, north)`) ?? []
  const areas = area?.map(({ name, polygons }) =>
    name === undefined ? drawnText(polygons) : `the saved area ${name} (${cornersText(polygons)})`,
  )
  return [...boxes, ...(areas ?? [])].join(' or ')
}

const cornersText = (polygons: readonly Polygon[]): string => plural(verticesOf(polygons), 'corner')

/** Corners as `lon lat` where they are few enough to be read. */
function drawnText(polygons: readonly Polygon[]): string {
  const what = `${polygons.length === 1 ? 'a polygon' : `${polygons.length} polygons`} of ${cornersText(polygons)}`
  const [[ring]] = polygons
  if (polygons.flat().length > 1 || ring.length > 2 * cornersSaidMax) return what
  const corners = Array.from({ length: ring.length / 2 }, (_, i) => `${e7ToDegrees(ring[2 * i])} ${e7ToDegrees(ring[2 * i + 1])}`)
  return `${what} (${corners.join(', ')})`
}

/** What was asked, in words: `trips that start in 14.4,50.03,14.55,50.1 (west, south, east, north), region Turin`. */
export function filtersText(filters: TripFilters): string {
  const places = placesText(filters)
  const parts = [places ? `trips that ${inArea[filters.relation]} ${places}` : 'all trips']
  if (filters.region !== undefined) parts.push(`region ${filters.region}`)
  if (filters.datasource !== undefined) parts.push(`datasource ${filters.datasource}`)
  if (filters.from !== undefined) parts.push(`from ${dateText(filters.from)}`)
  if (filters.to !== undefined) parts.push(`to ${dateText(filters.to)}`)
  if (filters.weekdays) parts.push(`on ${listText(filters.weekdays, (day) => weekdayNames[day - 1])}`)
  if (filters.hours) parts.push(`starting in the hours ${listText(filters.hours, String)}`)
  return parts.join(', ')
}

const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

/** How the number is made: `38 trips ÷ 5 ISO weeks from 2018-05-01 to 2018-05-31, 2 of them partial, 0 without trips`. */
export function ruleText(
  rule: WeeksRule,
  {
    total_trips,
    weeks,
    zero_weeks,
    partial_weeks,
    from,
    to,
  }: { total_trips: number; weeks: number; zero_weeks: number; partial_weeks: number; from: string | null; to: string | null },
): string {
  if (from === null) return 'no week is covered: there are no trips under these filters'
  const stretch = `from ${from} to ${to}`
  if (rule === 'per7days') return `${plural(total_trips, 'trip')} ÷ ${plural(Math.round(weeks * 7), 'day')} ${stretch} × 7`
  if (rule === 'complete')
    return `${plural(total_trips, 'trip')} ÷ ${plural(weeks, 'complete ISO week')} ${stretch}, ${zero_weeks} of them without trips; ${plural(partial_weeks, 'partial week')} left out`
  return `${plural(total_trips, 'trip')} ÷ ${plural(weeks, 'ISO week')} ${stretch}, ${partial_weeks} of them partial, ${zero_weeks} without trips`
}
