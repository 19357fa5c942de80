import { isOfNoEdge, namesOtherMoment, plainName, timeScore } from '../column-names.ts'
import type { ColumnRef, TimeSource } from '../csv-mapping.ts'
import { type DateOrder, notATime, readDatetime } from '../datetime.ts'
import { secondsPerDay } from '../iso-week.ts'
import { futureAfterSeconds } from '../quality-checks.ts'
import { isMidnight, kindOf, type SampleColumn } from '../sample-columns.ts'
import { dayWritten, readWritten } from '../written-datetime.ts'
import { dateOrderOf } from './date-order.ts'
import { findEndTime } from './find-time.ts'
import { unmappable } from './mapping-refusal.ts'
import { hourOf, refuseHalfDays, refuseLostHalves } from './refuse-twelve-hours.ts'

/**
 * Throws where the start time, found by names and content, is but half of one, may be of another form than it looks, or may be
 * another moment.
 */
export function refuseOtherTimes(time: TimeSource, columns: readonly SampleColumn[], now?: number): void {
  const at = ({ column }: ColumnRef) => columns.filter((other) => other.column === column)
  const [start] = at('datetime' in time ? time.datetime : time.time)
  if (!start) return
  refuseHalfDays(start, columns)
  refuseLostHalves(start, 'datetime' in time ? undefined : at(time.date)[0])
  if (!('datetime' in time)) return
  refuseStamps(start)
  refuseCountsFrom1960(start, now)
  refuseMidnights(start, columns)
  refuseEarlierMoments(start, columns)
}

const isEnd = (name: string): boolean => timeScore(name, 'datetime', 'end') + timeScore(name, 'clock', 'end') > 0
/** `start_hour`, `hour`, `start_secs`: a part of the time of day, by its name. */
const partOfDay =
  /^(?:trip|ride)?(?:(?:start|begin|pickup|departure|dep)(?:hours?|hr|hh|min|mins|minutes?|mm|secs?|seconds?)|hour|hr|hh|hournum|hourofday|hhmm|stunde|heure|hora|minuteofday|secondofday|secondsofday)$/

/** Starts that are all at midnight are dates; where the time of day stands beside them it would be lost. */
function refuseMidnights(date: SampleColumn, columns: readonly SampleColumn[]): void {
  const filled = date.cells.filter((cell) => cell !== '')
  if (filled.length === 0 || !filled.every(isMidnight)) return
  const others = columns.filter((other) => other !== date && !isEnd(other.called))
  const isPart = ({ called, cells }: SampleColumn) =>
    partOfDay.test(plainName(called)) && cells.every((cell) => /^\d{0,5}$/.test(cell)) && cells.some((cell) => Number(cell) > 0)
  const isClock = (other: SampleColumn) => other.mostlyHolds('clock') && mostlyLater(other.cells)
  const part = others.find(isPart) ?? others.find(isClock)
  if (part)
    throw unmappable(
      `Every start in '${date.name}' is at midnight, such as '${date.example}', and '${part.name}' beside it holds such as '${part.example}'. Where that is the time of day of the start, ${part.mostlyHolds('clock') ? `state so in the mapping, as in {"time":{"date":"${date.name}","time":"${part.name}"}}` : 'write both into one column, such as 2018-05-31 06:20:59'}`,
    )
  const moment = others.find((other) => isMomentOfTheDays(other, date))
  if (moment)
    throw unmappable(
      `Every start in '${date.name}' is at midnight, such as '${date.example}', and '${moment.name}' holds moments of the same days, such as '${moment.example}': state which is the start in the mapping, as in {"time":{"datetime":"${moment.name}"}}`,
    )
}

/** Of how long trips took, or when those ended that do start at midnight, hardly one is later. */
const durationHoursMax = 3

function mostlyLater(cells: readonly string[]): boolean {
  const hours = cells.map((cell) =>
    /^\d{10,}$/.test(cell)
      ? (Number(cell.slice(0, 10)) % secondsPerDay) / 3600
      : /12:\d\d(?::\d\d)? ?am/i.test(cell)
        ? 0
        : hourOf(cell),
  )
  return hours.filter((hour) => hour >= durationHoursMax).length * 2 > cells.length
}

/** Moments that share the days of most dates, later on them. */
function isMomentOfTheDays(moment: SampleColumn, date: SampleColumn): boolean {
  if (!moment.holdsMoments() || namesOtherMoment(moment.called)) return false
  const rows = date.cells.flatMap((cell, row) => (cell !== '' && moment.cells[row] !== '' ? [row] : []))
  const alike = rows.filter((row) => dayWritten(date.cells[row]) === dayWritten(moment.cells[row]))
  return alike.length * 2 > rows.length && mostlyLater(rows.map((row) => moment.cells[row]))
}

const [month, day, hour, sixty] = ['(?:0[1-9]|1[0-2])', '(?:0[1-9]|[12]\\d|3[01])', '(?:[01]\\d|2[0-3])', '[0-5]\\d']
/** Digits that look like a count since 1970, or like another stamp; of either kind hardly a row is of the other by chance. */
const stamps: readonly { looks: RegExp; parts: string }[] = [
  { looks: new RegExp(`^\\d\\d${month}${day}${hour}${sixty}${sixty}$`), parts: 'YYMMDDhhmmss' },
  { looks: new RegExp(`^(?:19|20)\\d\\d${month}${day}${hour}${sixty}${sixty}\\d\\d$`), parts: 'YYYYMMDDhhmmss and hundredths' },
]

/** A single number may look so by chance. */
const stampsMin = 2

function refuseStamps(start: SampleColumn): void {
  const filled = [...new Set(start.cells)].filter((cell) => cell !== '')
  // Whole stamps are read; a month above 12 in one of them tells that they begin otherwise.
  const areRead = start.epoch === undefined && filled.every((cell) => kindOf(cell) === 'datetime')
  const stamp = stamps.find(({ looks }) => filled.every((cell) => looks.test(cell)))
  if (stamp && !areRead && filled.length >= stampsMin)
    throw unmappable(
      `The column '${start.name}' holds numbers such as '${start.example}', all of which can be read as ${stamp.parts}: write them such as 2018-05-31 06:20:59, or state the column in the mapping if they are ${start.epoch ? 'counts since 1970' : 'YYYYMMDDhhmm'}, as in {"time":{"datetime":"${start.name}"}}`,
    )
}

/** From 1960-01-01, where SAS begins to count, to 1970-01-01. */
const tenYearsSeconds = 3653 * secondsPerDay

function refuseCountsFrom1960(start: SampleColumn, now?: number): void {
  if (now === undefined || start.epoch !== 'epoch_seconds') return
  const counts = start.cells.filter((cell) => cell !== '').map(Number)
  const future = now + futureAfterSeconds
  if (counts.every((count) => count > future && count - tenYearsSeconds <= future))
    throw unmappable(
      `The counts in '${start.name}', such as '${start.example}', are all still to come where they are seconds since 1970: if they count from 1960, as in SAS, take ${tenYearsSeconds} off each, else state the column in the mapping, as in {"time":{"datetime":"${start.name}"}}`,
    )
}

/** Rows that are looked at: more would not change a share. */
const rowsMax = 1000
const comparedMin = 3
const earlierShareMin = 0.9

/**
 * A trip does not end before it starts in nearly every row; a `checkout` behind a `checkin` is where it ends; and where a time of
 * no edge, as `timestamp`, comes behind another moment, that one may be the start.
 */
function refuseEarlierMoments(start: SampleColumn, columns: readonly SampleColumn[]): void {
  const end = findEndTime(columns)
  const isEndColumn = (other: SampleColumn) => end && 'datetime' in end && end.datetime.column === other.column
  const isCheckIn = ({ called }: SampleColumn) => /checkout/.test(plainName(start.called)) && /checkin/.test(plainName(called))
  const mayBeStart = ({ called }: SampleColumn) => isOfNoEdge(start.called) && !isEnd(called) && !namesOtherMoment(called)
  const other = columns.find(
    (column) =>
      column !== start &&
      column.holdsMoments() &&
      (isEndColumn(column) || isCheckIn(column) || mayBeStart(column)) &&
      comesBefore(column, start),
  )
  if (other)
    throw unmappable(
      `'${start.name}' fits the start time best, but '${other.name}' comes before it in nearly every row ('${other.example}', '${start.example}'): state which is the start in the mapping, as in {"time":{"datetime":"${isEndColumn(other) ? '…' : other.name}"}}`,
    )
}

function comesBefore(first: SampleColumn, second: SampleColumn): boolean {
  const found = dateOrderOf([first, second].flatMap(({ cells }) => cells.slice(0, rowsMax)))
  const order = 'order' in found ? found.order : 'mdy'
  const [before, after] = [first, second].map((column) => secondsOf(column, order))
  const compared = before.flatMap((seconds, row) => (seconds >= 0 && after[row] >= 0 ? [seconds < after[row]] : []))
  return compared.length >= comparedMin && compared.filter((is) => is).length >= compared.length * earlierShareMin
}

const secondsOf = ({ cells, epoch }: SampleColumn, order: DateOrder): number[] =>
  cells.slice(0, rowsMax).map((cell) => (epoch ? Number(cell.slice(0, 10) || notATime) : momentOf(cell, order)))

const encoder = new TextEncoder()

function momentOf(cell: string, order: DateOrder): number {
  const bytes = encoder.encode(cell)
  const seconds = readDatetime(bytes, 0, bytes.length, order)
  return seconds === notATime ? readWritten(cell, 'datetime', order) : seconds
}
