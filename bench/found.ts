import { createHash } from 'node:crypto'
import { cellOfQuadkey } from '#trips/cell.ts'
import { parseGroupKey } from '#trips/group-key.ts'
import { dayOfCivil, weekOfDay } from '#trips/iso-week.ts'
import { cellsView, groupsView, hourOfWeekView, weeklyAverageView } from '#trips/views.ts'
import type { Question } from './question.ts'

/**
 * An answer in the form in which all systems can be compared: counts by name, none of them 0. Weeks by their number, hours of the week as
 * `0 23` (Monday is 0), cells as `x y`, groups as `x y x y bucket`.
 */
export type Found = Record<string, number>

/** Groups asked for: those on the first page. */
export const groupsShown = 50

type Group = { name: string; trips: number }

/** Of the groups with most trips those above the last one shown: which of equal ones comes last is a matter of order. */
export function foundGroups(groups: readonly Group[], sums: { groups: number; trips: number; shared: number }): Found {
  const shown = groups.slice(0, groupsShown)
  const last = sums.groups > shown.length ? (shown.at(-1)?.trips ?? 0) : 0
  const above = shown.filter(({ trips }) => trips > last).map(({ name, trips }) => [name, trips])
  return { ...sums, shown: shown.length, last, ...Object.fromEntries(above) }
}

/** Every count with its name, and their sum. */
export function foundCounts(counts: readonly (readonly [string, number])[]): Found {
  const some = counts.filter(([, trips]) => trips !== 0)
  return { ...Object.fromEntries(some), trips: some.reduce((sum, [, trips]) => sum + trips, 0) }
}

const partOfGroups = groupsView.pick({ level: true, total_trips: true, shared_trips: true, of_total: true, groups: true })
const partOfAverage = weeklyAverageView.pick({ total_trips: true, series: true, weekly_average: true, weeks: true })

/** What Tripfold's answer says; of groups also the level, which may have been its choice. */
export function readAnswer({ form }: Question, body: unknown): { found: Found; level?: number } {
  if (form === 'groups') {
    const { level, total_trips: trips, shared_trips: shared, of_total: groups, ...answer } = partOfGroups.parse(body)
    const named = answer.groups.map(({ key, trips }) => ({ name: groupName(key), trips }))
    return { level, found: foundGroups(named, { groups, trips, shared }) }
  }
  if (form === 'cells') {
    const { cells, of_total: all } = cellsView.parse(body)
    if (cells.length < all) throw new Error(`${cells.length} of ${all} cells were answered`)
    return { found: foundCounts(cells.map(({ quadkey, trips }) => [cellName(quadkey), trips])) }
  }
  if (form === 'hour-of-week') {
    const { trips, total_trips: total } = hourOfWeekView.parse(body)
    const found = foundCounts(trips.flatMap((hours, day) => hours.map((n, hour) => [`${day} ${hour}`, n] as const)))
    return { found: summingTo(found, total) }
  }
  const { series, total_trips: total, weekly_average: average, weeks } = partOfAverage.parse(body)
  if (average !== null && Math.abs(average * weeks - total) > 1e-6 * total)
    throw new Error(`the average is ${average}, expected ${total} ÷ ${weeks}`)
  return { found: summingTo(foundCounts(series.map(({ monday, trips }) => [String(weekOfDay(dayOf(monday))), trips])), total) }
}

function summingTo(found: Found, total: number): Found {
  if (found.trips !== total) throw new Error(`the total is ${total}, expected the sum of its parts, ${found.trips}`)
  return found
}

function dayOf(date: string): number {
  const [year, month, day] = date.split('-').map(Number)
  return dayOfCivil(year, month, day)
}

function cellName(quadkey: string): string {
  const cell = cellOfQuadkey(quadkey)
  if (!cell) throw new Error(`${quadkey} names no cell`)
  return `${cell.x} ${cell.y}`
}

function groupName(key: string): string {
  const group = parseGroupKey(key)
  if (!group) throw new Error(`${key} names no group`)
  return `${group.originX} ${group.originY} ${group.destinationX} ${group.destinationY} ${group.bucket}`
}

/** What a found answer is known by in results: 8 hexadecimal digits. */
export function hashOf(found: Found): string {
  const sorted = Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8)
}

/** The first count in which two answers differ, in words; undefined where they are the same. */
export function differenceOfFound(a: Found, b: Found): string | undefined {
  const name = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().find((name) => a[name] !== b[name])
  return name === undefined ? undefined : `"${name}" is ${a[name] ?? 0} and ${b[name] ?? 0}`
}
