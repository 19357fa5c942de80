import { isBareEdge, plainName, type TripEdge, timeScore } from '../column-names.ts'
import type { TimeFormat, TimeSource } from '../csv-mapping.ts'
import { secondsPerDay } from '../iso-week.ts'
import { tooLongSeconds } from '../quality-checks.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { dayWritten } from '../written-datetime.ts'
import { type Choice, choose, type HeaderTrust, holdsNames, refOf, refuseUnfit, unfitOf, winnerOf } from './find-columns.ts'
import { unmappable } from './mapping-refusal.ts'

const formatOf = (column: SampleColumn): TimeFormat => column.epoch ?? 'calendar'

export const momentSource = (column: SampleColumn): TimeSource => ({ datetime: refOf(column), format: formatOf(column) })

/** Numbers under a name such as `from` are ids as likely as counts since 1970, unless the other edge is counted likewise, and near. */
function mayBeIds(column: SampleColumn, columns: readonly SampleColumn[], edge: TripEdge): boolean {
  if (!isBareEdge(column.called) || formatOf(column) === 'calendar') return false
  const others = columns.filter(
    (other) =>
      timeScore(other.called, 'datetime', edge === 'start' ? 'end' : 'start') > 0 && formatOf(other) === formatOf(column),
  )
  return !others.some((other) => (edge === 'start' ? followsSoon(column, other) : followsSoon(other, column)))
}

function followsSoon(start: SampleColumn, end: SampleColumn): boolean {
  const secondsOf = (cell: string) => Number(cell.slice(0, 10))
  const gaps = start.cells.flatMap((cell, row) =>
    cell === '' || end.cells[row] === '' ? [] : [secondsOf(end.cells[row]) - secondsOf(cell)],
  )
  return gaps.filter((gap) => gap >= 0 && gap <= tooLongSeconds).length * 2 > gaps.length
}

/** `started_at_local` beside a `started_at` of UTC: the clock of the place counts. */
function inLocalTime(choice: Choice, columns: readonly SampleColumn[]): Choice {
  if (!choice || !('winner' in choice)) return choice
  const names = [`${plainName(choice.winner.name)}local`, `local${plainName(choice.winner.name)}`]
  const local = columns.find((column) => names.includes(plainName(column.name)) && column.holdsMoments())
  return local ? { ...choice, winner: local } : choice
}

type Choices = { moment: Choice; source: TimeSource | undefined; date?: SampleColumn; clock?: SampleColumn }

/** The time of one edge of the trip, in one column or as a date and a time of day in two. */
function chooseTime(columns: readonly SampleColumn[], edge: TripEdge): Choices {
  const best = (role: 'datetime' | 'date' | 'clock', fits: (column: SampleColumn) => boolean) =>
    choose(columns, (name) => timeScore(name, role, edge), fits)
  // Of an `origin` that is a place a row that is shifted may hold a time.
  const areNames = (column: SampleColumn) => isBareEdge(column.called) && mostlyHoldsNames(column)
  const moment = inLocalTime(
    best('datetime', (column) => column.holdsMoments() && !areNames(column) && !mayBeIds(column, columns, edge)),
    columns,
  )
  // With another time of day than the midnight it is no date, and may lie beside one that is meant (refuseTwoTimes).
  const date = winnerOf(best('date', (column) => column.holdsDates()))
  // Four digits under `from` alone are as likely an id.
  const holdsClocks = (column: SampleColumn) => (isBareEdge(column.called) ? column.mostlyHolds('clock') : column.holdsClocks())
  const clock = winnerOf(best('clock', (column) => column !== date?.winner && holdsClocks(column)))
  const momentWon = winnerOf(moment)
  const pairWins =
    !momentWon || momentWon.winner === date?.winner || momentWon.score < Math.min(date?.score ?? 0, clock?.score ?? 0)
  if (date && clock && pairWins) return { moment, source: { date: refOf(date.winner), time: refOf(clock.winner) } }
  return { moment, source: momentWon && momentSource(momentWon.winner), date: date?.winner, clock: clock?.winner }
}

/** When the trips ended, where a column says so; only checks ask for it, so nothing is refused. */
export function findEndTime(columns: readonly SampleColumn[]): TimeSource | undefined {
  const [start, end] = (['start', 'end'] as const).map((edge) => chooseTime(columns, edge).source)
  const isCounted = end !== undefined && 'datetime' in end && end.format !== 'calendar' && isBareEdge(end.datetime.name)
  const isCountedLikewise = isCounted && start !== undefined && 'datetime' in start && start.format === end.format
  return isCounted && !isCountedLikewise ? undefined : end
}

/** The start time; never the end time. Like `findPoint` otherwise. */
export function findTime(columns: readonly SampleColumn[], trust: HeaderTrust): TimeSource | undefined {
  const { moment, source, date, clock } = chooseTime(columns, 'start')
  const won = winnerOf(moment)
  if (trust === 'values' && won && source && 'datetime' in source) {
    refuseBetterNamed(columns, won)
    refuseTwoTimes(won.winner, date, clock)
    if (source.format === 'epoch_seconds') refuseShortStamps(won.winner)
  }
  if (source) return source
  const unfit = unfitOf(moment)
  if (unfit && trust !== 'values') return momentSource(unfit)
  if (unfit && isBareEdge(unfit.called) && mostlyHoldsNames(unfit)) return
  if (unfit) refuseTime(unfit, columns)
  refuseUnfit(moment, 'start time', 'a date and time')
}

/** Names of places, or codes, but for some rows that are damaged. */
function mostlyHoldsNames({ cells }: SampleColumn): boolean {
  const filled = cells.filter((cell) => !isNothing(cell))
  return filled.filter((cell) => !/\d\d/.test(cell)).length * 2 > filled.length
}

const isNothing = (cell: string): boolean => /^(?:\s*|null|none|na[nt]?|n\/a|-+|\\n|0)$/i.test(cell)

/**
 * A column that is named more like the start, and holds something that is not read: half of one, a language, what a spreadsheet left.
 * Where it is the day or the time of day of the other it says nothing else.
 */
function refuseBetterNamed(columns: readonly SampleColumn[], { winner, score }: { winner: SampleColumn; score: number }): void {
  const better = columns.find(
    (column) =>
      timeScore(column.called, 'datetime') > score &&
      !column.holdsMoments() &&
      !holdsNames(column) &&
      !isPartOf(column, winner) &&
      (damages.some(([looks]) => looks.test(column.example)) ||
        column.cells.filter((cell) => !isNothing(cell)).length * 2 > column.cells.length),
  )
  if (better)
    throw unmappable(
      `By its name '${better.name}' is the start time, but it holds such as '${better.example}'; '${winner.name}' holds whole times, such as '${winner.example}', and may be another moment. Write the start such as 2018-05-31 06:20:59, or state which it is in the mapping, as in {"time":{"datetime":"${winner.name}"}}`,
    )
}

/** Whether dates, or times of day, are those of the moments beside them. */
function isPartOf(part: SampleColumn, moment: SampleColumn): boolean {
  const of = part.mostlyHolds('date') ? dayWritten : part.mostlyHolds('clock') ? minutesOf : undefined
  const rows = part.cells.flatMap((cell, row) => (cell !== '' && moment.cells[row] !== '' ? [row] : []))
  return of !== undefined && rows.filter((row) => of(part.cells[row]) === of(moment.cells[row])).length * 2 > rows.length
}

/** The minutes of a time as they are written. */
const minutesOf = (cell: string): number => {
  const [, hour, minute] = /(\d{1,2}):(\d\d)/.exec(cell) ?? []
  return (Number(hour) % 12) * 60 + Number(minute)
}

/** A start whose time of day, or day, stands in a column of its own too, and is another one there. */
function refuseTwoTimes(moment: SampleColumn, date: SampleColumn | undefined, clock: SampleColumn | undefined): void {
  const differ = (other: SampleColumn, of: (cell: string) => string | number) =>
    moment.cells.filter((cell, row) => cell !== '' && other.cells[row] !== '' && of(cell) !== of(other.cells[row])).length * 2 >
    moment.cells.length
  const isOneDay = new Set(moment.cells.filter((cell) => cell !== '').map(dayWritten)).size === 1
  const other =
    clock && clock !== moment && timeScore(moment.called, 'date') > 0 && clock.mostlyHolds('clock') && differ(clock, minutesOf)
      ? clock
      : date &&
          date !== moment &&
          date.mostlyHolds('date') &&
          isOneDay &&
          moment.count('datetime') > 0 &&
          differ(date, dayWritten)
        ? date
        : undefined
  if (other)
    throw unmappable(
      `'${moment.name}' holds such as '${moment.example}', and '${other.name}' such as '${other.example}': state which is the start in the mapping, as in {"time":{"datetime":"${moment.name}"}}, or write it into one column`,
    )
}

/** `1501310021` is a second of 2017 and a minute of January 2015; of seconds one in 200 can be read so. */
const shortStamp = /^\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/

function refuseShortStamps({ name, example, cells }: SampleColumn): void {
  if (cells.every((cell) => cell === '' || shortStamp.test(cell)))
    throw unmappable(
      `The column '${name}' holds numbers such as '${example}', which may be year, month, day, hour and minute of two digits each, or seconds since 1970: write times such as 2018-05-31 06:20, or state seconds in the mapping, as in {"time":{"datetime":"${name}","format":"epoch_seconds"}}`,
    )
}

/** What spreadsheets do to times, each with its remedy. */
const damages: readonly [RegExp, string][] = [
  [/^\d{1,2}:\d\d/, 'times without a date, such as X: a spreadsheet may have cut the days off, so use the file as it was before'],
  [
    /^\d{5}([.,]\d+)?$/,
    "a spreadsheet's day numbers, such as X: format the column as yyyy-mm-dd hh:mm:ss and save it as CSV again",
  ],
  [/^\d[.,]\d+e\+\d+$/i, 'rounded numbers, such as X: a spreadsheet has cut their digits off, so use the file as it was before'],
  [/^#+$/, '# signs where the times were: a spreadsheet column was too narrow, so widen it and save it as CSV again'],
]

/** Whole numbers of a day's seconds; a spreadsheet's day numbers of the years 1982 to 2064 lie close together among them. */
function areSecondsOfDay({ cells }: SampleColumn): boolean {
  const filled = cells.filter((cell) => cell !== '')
  const isDay = (cell: string) => Number(cell) >= 30_000 && Number(cell) < 60_000
  return filled.every((cell) => /^\d{1,5}(?:\.0+)?$/.test(cell) && Number(cell) <= secondsPerDay) && !filled.every(isDay)
}

/** `Start hour`, `hourofday`: a time of day in a part that is a number. */
const hourName = /^(?:start|begin|pickup|departure|trip)?(?:hour|hournum|hourofday|stunde|heure|ora|hora)$/

/** `6.20`, `06h20`, `06.20.59` */
const pointedClock = /^\d{1,2}[.h]\d\d(?:[.h]\d\d)?$/i

function refuseTime(column: SampleColumn, columns: readonly SampleColumn[]): void {
  const { name, example } = column
  if (areSecondsOfDay(column) && !isBareEdge(name))
    throw unmappable(
      `The column '${name}' holds numbers such as '${example}', which may be seconds since midnight: write date and time of day into one column, such as 2018-05-31 06:20:59`,
    )
  const days = columns.find((other) => other.mostlyHolds('date') && timeScore(other.called, 'date', 'end') === 0)
  if (days && column.mostlyHolds('clock'))
    throw unmappable(
      `The column '${name}' holds times without a date, such as '${example}', and '${days.name}' dates, such as '${days.example}': where those are the days of the start, state so in the mapping, as in {"time":{"date":"${days.name}","time":"${name}"}}`,
    )
  if (days && pointedClock.test(example) && !column.mostlyHolds('date'))
    throw unmappable(
      `The column '${name}' holds such as '${example}', and '${days.name}' dates, such as '${days.example}': where the first are the times of day of the start, write them with a colon, as ${example.replace(/\D/g, ':')}`,
    )
  const damage = damages.find(([looks]) => looks.test(example))
  if (damage) throw unmappable(`The column '${name}' holds ${damage[1].replace('X', () => `'${example}'`)}`)
  if (mayBeIds(column, columns, 'start'))
    throw unmappable(
      `The column '${name}' holds numbers such as '${example}', which may be ids or the time as a count since 1970: if it is the start time, state so in the mapping, as in {"time":{"datetime":"${name}"}}`,
    )
  const hour = columns.find((other) => hourName.test(plainName(other.called)) && /^\d{1,2}$/.test(other.example))
  if (column.count('date') > 0 && hour)
    throw unmappable(
      `The column '${name}' holds dates and '${hour.name}' hours: write both into one column, such as '${column.example} ${hour.example.padStart(2, '0')}:00'`,
    )
  if (column.count('date') > 0)
    throw unmappable(
      `The column '${name}' holds dates, such as '${example}', and no column holds the time of day as 06:20 does, by its name and content. Where one does, mapping={"time":{"date":"${name}","time":"…"}} says which`,
    )
}
