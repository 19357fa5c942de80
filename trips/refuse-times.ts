import { plainName, timeScore, wordsOf } from './column-names.ts'
import type { ColumnRef, TimeSource } from './csv-mapping.ts'
import { unmappable } from './mapping-refusal.ts'
import { isMidnight, type SampleColumn } from './sample-columns.ts'

/** Throws where the start time, found by names and content, is but half of one. */
export function refuseHalfTimes(time: TimeSource, columns: readonly SampleColumn[]): void {
  const at = ({ column }: ColumnRef) => columns.filter((other) => other.column === column)
  const [start] = at('datetime' in time ? time.datetime : time.time)
  if (!start) return
  refuseHalfDays(start, columns)
  if ('datetime' in time) refuseMidnights(start, columns)
}

/** The hour of a time of day, alone or behind a date; NaN where there is none. */
const hourOf = (cell: string): number => {
  const [, hour, compact] = /(?:^|[T ])(\d{1,2}):\d\d|^(\d\d)\d\d(?:\d\d)?$/i.exec(cell) ?? []
  return Number(hour ?? compact ?? Number.NaN)
}

/** `7:54` beside `PM`: a clock of twelve hours whose half of the day stands in a column of its own. */
function refuseHalfDays(clock: SampleColumn, columns: readonly SampleColumn[]): void {
  const hours = clock.cells.map(hourOf)
  if (hours.some((hour) => hour === 0 || hour > 12) || clock.cells.some((cell) => /\d ?[ap]\.? ?m/i.test(cell))) return
  const differs = (cell: string, row: number) => (/^p/i.test(cell) ? hours[row] < 12 : /^a/i.test(cell) && hours[row] === 12)
  const half = columns.find(({ name, cells }) => {
    // Letters alone may be a code of anything.
    const halves = /am|pm|merid/.test(plainName(name)) ? /^(?:[ap](?:\.? ?m)?\.?)?$/i : /^(?:[ap]\.? ?m\.?)?$/i
    return cells.every((cell) => halves.test(cell)) && cells.some(differs)
  })
  if (half)
    throw unmappable(
      `'${clock.name}' holds a clock of twelve hours, such as '${clock.example}', and '${half.name}' beside it '${half.example}': write both into one column, such as '${clock.example} ${/^p/i.test(half.example) ? 'PM' : 'AM'}'`,
    )
}

const isEnd = (name: string): boolean => timeScore(name, 'datetime', 'end') + timeScore(name, 'clock', 'end') > 0
/** `start_hour`, `hour`, `start_secs`: a part of the time of day, by its name. */
const partOfDay =
  /^(?:trip|ride)?(?:(?:start|begin|pickup|departure|dep)(?:hours?|hr|hh|min|mins|minutes?|mm|secs?|seconds?)|hour|hr|hh|hournum|hourofday|hhmm|stunde|heure|hora|minuteofday|secondofday|secondsofday)$/

/** Starts that are all at midnight are dates; where the time of day stands beside them it would be lost. */
function refuseMidnights(date: SampleColumn, columns: readonly SampleColumn[]): void {
  const filled = date.cells.filter((cell) => cell !== '')
  if (filled.length === 0 || !filled.every(isMidnight)) return
  const others = columns.filter((other) => other !== date && !isEnd(other.name))
  const isPart = ({ name, cells }: SampleColumn) =>
    partOfDay.test(plainName(name)) && cells.every((cell) => /^\d{0,5}$/.test(cell)) && cells.some((cell) => Number(cell) > 0)
  const isClock = (other: SampleColumn) =>
    other.mostlyHolds('clock') && !wordsOf(other.name).includes('duration') && !other.cells.every(isMidnightClock)
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

const isMidnightClock = (cell: string): boolean => /^(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?am)?$/i.test(cell)

/** The day as it is written, of a count since 1970 the day's number. */
const dayOf = (cell: string): string =>
  /^\d{10,}$/.test(cell) ? String(Math.floor(Number(cell.slice(0, 10)) / 86_400)) : cell.split(/[T ]/)[0]

/** Moments that share the days of most dates, and are not at midnight. */
function isMomentOfTheDays(moment: SampleColumn, date: SampleColumn): boolean {
  const rows = date.cells.flatMap((cell, row) => (cell !== '' && moment.cells[row] !== '' ? [row] : []))
  const alike = rows.filter((row) => dayOf(date.cells[row]) === dayOf(moment.cells[row]) && !isMidnight(moment.cells[row]))
  return moment.holdsMoments() && alike.length * 2 > rows.length
}
