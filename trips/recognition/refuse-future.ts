import type { TimeSource } from '../csv-mapping.ts'
import { type DateOrder, notATime, readDate, readDatetime, readEpoch, unitDigits } from '../datetime.ts'
import { dateText, datetimeText, secondsPerDay } from '../iso-week.ts'
import { futureAfterSeconds } from '../quality-checks.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { readWritten } from '../written-datetime.ts'
import { unmappable } from './mapping-refusal.ts'

/** Times that are looked at, from all over the sample: more would not change a share. */
const timesMax = 1000
/** Fewer may be mistakes of their rows. */
const timesMin = 3
const futureShareMin = 0.9

/** From 1900, where NTP begins to count, to 1970. */
const seventyYearsSeconds = 25_567 * secondsPerDay

/** Throws where nearly all trips would start in the future, later than the check of that name allows: they are read as none wrote them. */
export function refuseFuture(time: TimeSource, columns: readonly SampleColumn[], order: DateOrder, now: number): void {
  const { column } = 'datetime' in time ? time.datetime : time.date
  const start = columns.find((other) => other.column === column)
  const filled = start?.cells.filter((cell) => cell !== '') ?? []
  const step = Math.max(1, Math.floor(filled.length / timesMax))
  const read = filled
    .filter((_, i) => i % step === 0)
    .map((cell) => ({ cell, at: startOf(cell, time, order) }))
    .filter(({ at }) => at >= 0)
  const future = read.filter(({ at }) => at > now + futureAfterSeconds)
  if (read.length < timesMin || future.length < read.length * futureShareMin) return
  const [{ cell, at }] = future
  const isCount = 'datetime' in time && time.format !== 'calendar'
  const asRead = 'datetime' in time ? datetimeText(at) : dateText(at / secondsPerDay)
  throw unmappable(
    `Nearly every trip would start in the future: '${cell}' in '${start?.name}' is read as ${asRead}. ${isCount ? `Where these count from 1900, as in NTP, and not from 1970, take ${seventyYearsSeconds} seconds off each` : 'Where the years are Buddhist or of another calendar, or of 1900 and later in two digits, write them in four digits of the usual calendar, such as 2018-05-31'}; where the trips are still to come, send checks=future:off`,
  )
}

const encoder = new TextEncoder()

/** When a trip starts, or the day's beginning where the time of day stands in another column; negative if that cannot be read. */
function startOf(cell: string, time: TimeSource, order: DateOrder): number {
  const bytes = encoder.encode(cell)
  if ('datetime' in time && time.format !== 'calendar') return readEpoch(bytes, 0, bytes.length, unitDigits[time.format])
  const [part, read, unit] =
    'datetime' in time ? (['datetime', readDatetime, 1] as const) : (['date', readDate, secondsPerDay] as const)
  const found = read(bytes, 0, bytes.length, order)
  return (found === notATime ? readWritten(cell, part, order) : found) * unit
}
