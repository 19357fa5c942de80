import { plainName } from '../column-names.ts'
import { namesHalfDay } from '../half-day.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { unmappable } from './mapping-refusal.ts'

/** The hour of a time of day, alone or behind a date; NaN where there is none. */
export const hourOf = (cell: string): number => {
  const [, hour, compact] = /(?:^|[T ])(\d{1,2}):\d\d|^(\d\d)\d\d(?:\d\d)?$/i.exec(cell) ?? []
  return Number(hour ?? compact ?? Number.NaN)
}

/** Throws for `7:54` beside `PM`: a clock of twelve hours whose half of the day stands in a column of its own. */
export function refuseHalfDays(clock: SampleColumn, columns: readonly SampleColumn[]): void {
  const hours = clock.cells.map(hourOf)
  if (hours.some((hour) => hour === 0 || hour > 12) || clock.cells.some(namesHalfDay)) return
  const differs = (cell: string, row: number) => (/^p/i.test(cell) ? hours[row] < 12 : /^a/i.test(cell) && hours[row] === 12)
  const half = columns.find(({ called, cells }) => {
    // Letters alone may be a code of anything.
    const halves = /am|pm|merid/.test(plainName(called)) ? /^(?:[ap](?:\.? ?m)?\.?)?$/i : /^(?:[ap]\.? ?m\.?)?$/i
    const isOfEnd = /^(?:end|stop|finish|drop|return|arriv)/.test(plainName(called))
    return !isOfEnd && cells.every((cell) => halves.test(cell)) && cells.some(differs)
  })
  if (half)
    throw unmappable(
      `'${clock.name}' holds a clock of twelve hours, such as '${clock.example}', and '${half.name}' beside it '${half.example}': write both into one column, such as '${clock.example} ${/^p/i.test(half.example) ? 'PM' : 'AM'}'`,
    )
}

/** Fewer rows, days, rows of a day or hours may be in any order, and none after noon, by chance. */
const [rowsMin, daysMin, rowsOfDayMin, hoursMin] = [40, 3, 6, 9]
/** Of days in the order of the file, so many go back once, and so few more often. */
const [onceShareMin, oftenShareMax] = [0.5, 0.1]

/** `minutes` of a clock of twelve hours, `asRead` of one of 24. */
type Moment = { day: string; minutes: number; asRead: number }

/**
 * Throws for `hh` written for `HH`: hours from 1 to 12 without AM or PM, in a file that is sorted by time, where most days go back
 * once. A file of the morning alone does not, and in one that is in another order days go back often. `days` has the dates, where they
 * stand in a column of their own.
 */
export function refuseLostHalves(start: SampleColumn, days: SampleColumn | undefined): void {
  const cells = start.cells
  if (cells.length < rowsMin || cells.some((cell) => hourOf(cell) === 0 || hourOf(cell) > 12 || namesHalfDay(cell))) return
  const hours = new Set(cells.map(hourOf).filter((hour) => !Number.isNaN(hour)))
  if (!hours.has(12) || ![1, 2, 3].some((hour) => hours.has(hour)) || hours.size < hoursMin) return
  const moments = cells.flatMap((cell, row) => momentOf(cell, days?.cells[row]) ?? [])
  if (runTwiceADay(moments) || runTwiceADay(moments.toReversed()))
    throw unmappable(
      `The times in '${start.name}', such as '${start.example}', have hours from 1 to 12 only, and most days run through them twice, so they may be of a clock of twelve hours whose AM and PM are lost: write hours from 0 to 23, or state the time in the mapping if they are right, as in ${statedAs(start, days)}`,
    )
}

const statedAs = ({ name }: SampleColumn, days: SampleColumn | undefined): string =>
  JSON.stringify({ time: days ? { date: days.name, time: name } : { datetime: name } })

function momentOf(cell: string, day = cell.split(/[T ]/)[0]): Moment | undefined {
  const [, hour, minute] = /(?:^|[T ])(\d{1,2}):(\d\d)/i.exec(cell) ?? []
  return hour === undefined
    ? undefined
    : { day, minutes: (Number(hour) % 12) * 60 + Number(minute), asRead: Number(hour) * 60 + Number(minute) }
}

/** Whether the days of a file that is in order go back once on a clock of twelve hours, most of them, and on one of 24 as well. */
function runTwiceADay(moments: readonly Moment[]): boolean {
  const backs = new Map<string, { times: number; isRead: boolean }>()
  let days = 0
  for (const [i, { day, minutes, asRead }] of moments.entries()) {
    const known = backs.get(day) ?? { times: 0, isRead: false }
    backs.set(day, known)
    const before = moments[i - 1]
    if (before?.day !== day) days++
    else {
      if (minutes < before.minutes) known.times++
      if (asRead < before.asRead) known.isRead = true
    }
  }
  const all = [...backs.values()]
  const once = all.filter(({ times, isRead }) => times === 1 && isRead)
  const often = all.filter(({ times }) => times > 1)
  const areInOrder = days === backs.size && moments.length >= days * rowsOfDayMin && often.length <= days * oftenShareMax
  return areInOrder && once.length >= daysMin && once.length >= days * onceShareMin
}
