import { type DateOrder, noSuchClock, noSuchDay, timeOutOfRange, yearMax, yearMin } from './datetime.ts'
import { sridOf, wgs84 } from './point-text.ts'
import type { CheckName } from './quality-checks.ts'
import type { RejectCode } from './reject.ts'
import { latMaxE7, lonMaxE7, unitsPerDegree } from './trip.ts'

/** What is wrong with a row, said in the user's words; made only for rows that are rejected. */
export type Fault = { column: string; code: RejectCode; reason: string }

export const emptyFault = (what: string, column: string): Fault => ({ column, code: 'empty', reason: `${what} is empty` })

/** `found` is what is shown of the cell's `text`. */
export function notAPoint(what: string, column: string, found: string, text: string): Fault {
  const srid = sridOf(text)
  const reason =
    srid !== undefined && srid !== wgs84
      ? `is a point of the reference system ${srid}; expected longitude and latitude in degrees (4326)`
      : 'is not a point such as POINT (14.42 50.09)'
  return { column, code: 'not_a_point', reason: `${what} '${found}' ${reason}` }
}

export function notANumber(what: string, column: string, found: string): Fault {
  const hint = /^[+-]?\d+,\d+$/.test(found)
    ? ' (it has a comma where a decimal point is expected)'
    : inMinutes.test(found)
      ? ' (it has minutes)'
      : ''
  return { column, code: 'not_a_number', reason: `${what} '${found}' is not a decimal number${hint}` }
}

/** Degrees, minutes and seconds: read by nobody without loss of what was meant. */
const inMinutes = /\d\s*[°º]\s*\d/

/** No damaged degree has both numbers of a point beyond 1,000. */
const metresMin = 1000 * unitsPerDegree

const isOff = (value: number, max: number): boolean => Math.abs(value) > max

/** The fault of a point off the globe, `lon` and `lat` in 1e-7 degree; `found` is each coordinate as it is written. */
export function offTheGlobe(
  what: string,
  [lon, lat]: readonly [number, number],
  [lonColumn, latColumn]: readonly [string, string],
  found: readonly [string, string],
): Fault {
  const isProjected = Math.min(Math.abs(lon), Math.abs(lat)) > metresMin
  const hint = isProjected
    ? ' (metres of a projection, or millionths of a degree?)'
    : !isOff(lon, latMaxE7) && !isOff(lat, lonMaxE7)
      ? ' (latitude and longitude look swapped)'
      : ''
  return isOff(lat, latMaxE7)
    ? { column: latColumn, code: 'out_of_range', reason: `${what} latitude ${found[1]} is outside -90 to 90${hint}` }
    : { column: lonColumn, code: 'out_of_range', reason: `${what} longitude ${found[0]} is outside -180 to 180` }
}

const orderText: Record<DateOrder, string> = {
  ymd: '',
  mdy: ' (read as month/day/year)',
  dmy: ' (read as day/month/year)',
  yymmdd: ' (read as year/month/day)',
}

const timeExamples = {
  datetime: 'a date and time such as 2018-05-31 06:20:59',
  date: 'a date such as 2018-05-31',
  clock: 'a time of day such as 06:20:59',
}

const checkTexts: Record<CheckName, string> = {
  zero_point: 'a point lies at 0,0',
  swapped: 'longitude and latitude look swapped',
  outside_region: 'a point lies outside the usual box of its region',
  future: 'the trip starts in the future',
  ancient: 'the trip starts before 1990',
  zero_length: 'the trip ends where it starts',
  ends_before_start: 'the trip ends before it starts',
  too_long: 'the trip lasts more than 24 hours',
}

/** The fault of a row that failed these checks, of which there is at least one. */
export const checkFault = (names: readonly CheckName[], columnOf: (name: CheckName) => string): Fault => ({
  column: columnOf(names[0]),
  code: names[0],
  reason: names.map((name) => checkTexts[name]).join('; '),
})

/** The fault of what was read as the start time or as one half of it, by the negative code its reader returned. */
export function timeFault(code: number, part: keyof typeof timeExamples, column: string, found: string, order: DateOrder): Fault {
  const what = `start time '${found}'`
  if (code === noSuchDay)
    return { column, code: 'no_such_day', reason: `${what} names a day that does not exist${orderText[order]}` }
  if (code === noSuchClock) return { column, code: 'no_such_clock', reason: `${what} names a time of day that does not exist` }
  if (code === timeOutOfRange) {
    const isCount = /^[\d.]+$/.test(found)
    const expected = isCount
      ? `, counted as the column's other times are, lies before May ${yearMin} or after ${yearMax}`
      : ` is not in the years ${yearMin} to ${yearMax}`
    return { column, code: 'time_out_of_range', reason: what + expected }
  }
  const lacksDate = part === 'datetime' && /^\d{1,2}:\d\d/.test(found)
  const lacksClock = part === 'datetime' && /^\d{1,4}([-/.])\d{1,2}\1\d{1,4}$/.test(found)
  const reason = lacksDate ? 'has no date' : lacksClock ? 'has no time of day' : `is not ${timeExamples[part]}`
  return { column, code: 'not_a_time', reason: `${what} ${reason}` }
}
