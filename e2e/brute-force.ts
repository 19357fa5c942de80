import type { Relation } from '#trips/filters.ts'
import { dayText, type MadeTrip } from './made-trips.ts'

/** What the page asks, as its URL says it. */
export type Asked = { region?: string; datasource?: string; bbox?: string; relation?: Relation }
export type Week = { monday: string; days: number; trips: number }
export type Answer = { average: number; total: number; weeks: Week[] }

// Counted by rules written anew here, for what the product computes must not be compared with itself.

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000
/** Monday = 0; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: string): number => (dayNumber(day) + 3) % 7
/** The Monday of a day's week, both as days since 1970-01-01. */
const mondayOf = (day: number): number => day - ((day + 3) % 7)

function isIn([lon, lat]: [number, number], [west, south, east, north]: number[]): boolean {
  const isLonIn = west <= east ? lon >= west && lon <= east : lon >= west || lon <= east
  return isLonIn && lat >= south && lat <= north
}

export function belongs(trip: MadeTrip, { bbox, relation = 'starts' }: Asked): boolean {
  if (!bbox) return true
  const box = bbox.split(',').map((degrees) => Math.round(Number(degrees) * 1e7))
  const [starts, ends] = [isIn(trip.origin, box), isIn(trip.destination, box)]
  return { starts, ends, within: starts && ends, touches: starts || ends }[relation]
}

/** Whether a point (1e-7 degree) lies in a closed ring of degrees: the angles under which its sides are seen sum up to a turn. */
export function belongsToRing([lon, lat]: [number, number], ring: readonly (readonly [number, number])[]): boolean {
  let turned = 0
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1], ring[i]].map(([x, y]) => Math.atan2(y * 1e7 - lat, x * 1e7 - lon))
    turned += ((to - from + 3 * Math.PI) % (2 * Math.PI)) - Math.PI
  }
  return Math.abs(turned) > Math.PI
}

/** The trips an area question is about. */
export const tripsOf = (trips: readonly MadeTrip[], asked: Asked): MadeTrip[] =>
  labelled(trips, asked).filter((trip) => belongs(trip, asked))

const labelled = (trips: readonly MadeTrip[], { region, datasource }: Asked): MadeTrip[] =>
  trips.filter((trip) => (!region || trip.region === region) && (!datasource || trip.datasource === datasource))

/** The weekly average over every ISO week from the first to the last day of the labelled trips, wherever they lie. */
export function weeklyAverageOf(trips: readonly MadeTrip[], asked: Asked): Answer {
  const days = labelled(trips, asked).map((trip) => dayNumber(trip.day))
  const [first, last] = [Math.min(...days), Math.max(...days)]
  const counted = tripsOf(trips, asked)
  const weeks: Week[] = []
  for (let monday = mondayOf(first); monday <= mondayOf(last); monday += 7) {
    const covered = Math.min(last, monday + 6) - Math.max(first, monday) + 1
    const inWeek = counted.filter((trip) => mondayOf(dayNumber(trip.day)) === monday)
    weeks.push({ monday: dayText(monday * 86_400_000), days: covered, trips: inWeek.length })
  }
  return { average: counted.length / weeks.length, total: counted.length, weeks }
}

const dayPartEnds = [5, 9, 14, 18, 23]
const cellOf = (point: [number, number], level: number): string =>
  point.map((e7) => Math.floor((e7 + 2 ** 31) / 2 ** (32 - level))).join('/')

/** Trips by origin cell, destination cell and part of the day. */
export function groupsOf(trips: readonly MadeTrip[], level: number): MadeTrip[][] {
  const groups = new Map<string, MadeTrip[]>()
  for (const trip of trips) {
    const part = dayPartEnds.findIndex((end) => Number(trip.clock.slice(0, 2)) <= end)
    const key = `${cellOf(trip.origin, level)} ${cellOf(trip.destination, level)} ${part}`
    groups.set(key, [...(groups.get(key) ?? []), trip])
  }
  return [...groups.values()]
}

export const sharedTrips = (groups: MadeTrip[][]): number =>
  groups.filter((group) => group.length > 1).reduce((sum, group) => sum + group.length, 0)

/** The finest level at which at least 30 % of the trips share a group. */
export function suitingLevel(trips: readonly MadeTrip[]): number {
  for (let level = 20; level > 1; level--) if (sharedTrips(groupsOf(trips, level)) >= 0.3 * trips.length) return level
  return 1
}
