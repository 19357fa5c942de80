import {
  datasourceNames,
  isAxisWord,
  isBareEdge,
  isBareSide,
  plainName,
  pointScore,
  regionNames,
  type Side,
  type TripEdge,
  timeScore,
  wordsOf,
  wordsOnly,
} from './column-names.ts'
import {
  areDegreesWithMinutes,
  contradictingShareMin,
  firstByEvidence,
  holdsDegrees,
  noDegrees,
  pairsOfCells,
  pairsOfColumns,
} from './coordinate-evidence.ts'
import type { ColumnRef, LabelSource, PointSource, TimeFormat, TimeSource } from './csv-mapping.ts'
import { secondsPerDay } from './iso-week.ts'
import { unmappable } from './mapping-refusal.ts'
import { pairFirstOfName } from './point-text.ts'
import { tooLongSeconds } from './quality-checks.ts'
import { areOfTwoPoints, refuseFullCircle } from './refuse-points.ts'
import type { ReadAs } from './rejects-header.ts'
import type { SampleColumn } from './sample-columns.ts'
import { unitsPerDegree } from './trip.ts'

/**
 * How far a header is believed: `values` must bear a name out. Where the names leave no doubt, in the `native` format and in a
 * file of rejects, wrong values are rejected row by row and are no reason to refuse the file. Which number of a point is which
 * is then known too: the native format has the longitude first, and rejects are read as the file they come from.
 */
export type HeaderTrust = 'values' | 'native' | ReadAs

type Choice =
  | { winner: SampleColumn; score: number }
  | { rivals: [SampleColumn, SampleColumn] }
  | { unfit: SampleColumn }
  | undefined

/** The best-named column that holds the right thing; rivals when two fit equally and do not hold the same. */
function choose(
  columns: readonly SampleColumn[],
  scoreOf: (name: string) => number,
  fits: (column: SampleColumn) => boolean,
): Choice {
  const named = columns
    .map((column) => ({ column, score: scoreOf(column.called) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  const [first, second] = named.filter(({ column }) => fits(column))
  if (!first) return named.length > 0 ? { unfit: named[0].column } : undefined
  if (second?.score === first.score && !second.column.holdsSameAs(first.column)) return { rivals: [first.column, second.column] }
  return { winner: first.column, score: first.score }
}

const winnerOf = (choice: Choice) => (choice && 'winner' in choice ? choice : undefined)
const unfitOf = (choice: Choice) => (choice && 'unfit' in choice ? choice.unfit : undefined)
export const refOf = ({ column, name }: SampleColumn): ColumnRef => ({ column, name })

/** Throws where columns have the name but cannot be used: two that fit equally, or one that holds something else. */
function refuseUnfit(choice: Choice, what: string, expected: string): void {
  if (!choice || 'winner' in choice) return
  if ('rivals' in choice) {
    const [first, second] = choice.rivals
    throw unmappable(
      `Two columns fit the ${what} equally well, '${first.name}' and '${second.name}': state which in the mapping, by name or by place from 0 (${first.column} or ${second.column})`,
    )
  }
  const { name, example } = choice.unfit
  const found = example === '' ? 'nothing' : `'${example}'`
  throw unmappable(`The column '${name}' should hold the ${what} as ${expected}, but holds ${found}${hintOf(example)}`)
}

/** What may have happened to a cell, and what to do about it. */
const hints: readonly [looks: RegExp, hint: string][] = [
  [/^'[+-]?\d[^']*$/, 'a spreadsheet has put an apostrophe before it, so take those away'],
  [/^["'“”„«»‘’]/, 'quotes must be straight double ones and follow the separator without a space'],
  [/^-?\d+(\.\d+){2,}$/, 'a spreadsheet has put points between its digits, so use the file as it was before'],
  [/^\d{1,2}[. ]+\p{L}{3,}\.?$/u, 'a spreadsheet has made a date of it, so use the file as it was before'],
]

const hintOf = (example: string): string =>
  hints.filter(([looks]) => looks.test(example)).map(([, hint]) => ` (${hint})`)[0] ?? ''

const holdsNumbers = (column: SampleColumn): boolean => column.count('number', 'comma_number', 'hemisphere') > 0

/** Of columns named alike, as `start_x` and `start_lon`, those that hold degrees: others are metres of a projection. */
function chooseNumbers(columns: readonly SampleColumn[], scoreOf: (name: string) => number): Choice {
  const choice = choose(
    columns.filter((column) => hasOtherLetter(column, columns)),
    scoreOf,
    holdsNumbers,
  )
  if (!choice || !('rivals' in choice)) return choice
  const degrees = choose(columns.filter(holdsDegrees), scoreOf, holdsNumbers)
  return degrees && 'winner' in degrees ? degrees : choice
}

/**
 * The two number columns or the WKT column of one end of the trip; of both, the better named. Undefined where no column's
 * name says that it is one; throws MappingRefusal where columns are named so and cannot be used. `trust` says how
 * far the header is to be believed.
 */
export function findPoint(columns: readonly SampleColumn[], side: Side, trust: HeaderTrust): PointSource | undefined {
  // `Departure` may name the place or the moment.
  const places = columns
    .filter(({ called }) => pointScore(called, side, 'wkt') > 0)
    .filter((column) => !column.mostlyHolds('datetime'))
  const lon = chooseNumbers(columns, (name) => pointScore(name, side, 'lon'))
  const lat = chooseNumbers(columns, (name) => pointScore(name, side, 'lat'))
  const wktScore = (name: string) => pointScore(name, side, 'wkt')
  const wkt = choose(places, wktScore, (column) => column.count('wkt') > 0)
  const [wktWon, lonWon, latWon] = [wkt, lon, lat].map((choice) => {
    const unfit = trust !== 'values' && unfitOf(choice)
    return unfit ? { winner: unfit, score: 0 } : winnerOf(choice)
  })
  if (lonWon && latWon && trust === 'values') refuseTwoPoints(columns, lonWon.winner, latWon.winner, side)
  const pairScore = lonWon && latWon ? Math.min(lonWon.score, latWon.score) : 0
  if (wktWon && wktWon.score > pairScore) return wktSource(wktWon.winner, side, trust)
  if (lonWon && latWon) return numbersSource(lonWon.winner, latWon.winner, side, trust)
  if (wktWon && !lonWon && !latWon) return wktSource(wktWon.winner, side, trust)
  const pair = winnerOf(choose(places, wktScore, (column) => column.count('pair', 'named_point') > 0))
  if (pair && !lonWon && !latWon) return pairSource(pair.winner, columns, side, trust)
  refuseUnfit(lat, `${side}'s latitude`, 'decimal degrees')
  refuseUnfit(lon, `${side}'s longitude`, 'decimal degrees')
  const half = lonWon ?? latWon
  if (half)
    throw unmappable(
      `'${half.winner.name}' is one coordinate of the ${side}, but its ${lonWon ? 'latitude' : 'longitude'} was not found`,
    )
  const unfit = unfitOf(wkt)
  // A column `d` of any file is no destination that went wrong, nor a `source` that holds a name.
  if (unfit && (wktScore(unfit.called) === wordsOnly || (isBareSide(unfit.called) && holdsNames(unfit)))) return
  refuseUnfit(wkt, side, 'a point such as POINT (14.42 50.09)')
}

/** Names of places, or codes: nothing in them is a number of several digits. */
const holdsNames = ({ cells }: SampleColumn): boolean =>
  cells.some((cell) => cell !== '') && cells.every((cell) => !/\d\d/.test(cell))

/** `dy` among others is the second number of a destination only beside a `dx`; else it is a day. */
const hasOtherLetter = ({ called }: SampleColumn, columns: readonly SampleColumn[]): boolean => {
  const [, side, axis] = /^([a-z]{1,2})([xy])$/.exec(plainName(called)) ?? []
  return !side || columns.some((other) => plainName(other.called) === `${side}${axis === 'x' ? 'y' : 'x'}`)
}

/** The words of a name but those of an axis: both numbers of a point have the same. */
const stemOf = ({ called }: SampleColumn): string =>
  wordsOf(called)
    .filter((word) => !isAxisWord(word))
    .join(' ')

/** A longitude of one point and a latitude of another, where either has its own beside it. */
function refuseTwoPoints(columns: readonly SampleColumn[], lon: SampleColumn, lat: SampleColumn, side: Side): void {
  const [lonStem, latStem] = [stemOf(lon), stemOf(lat)]
  if (lonStem === latStem) return
  const isNamed = (axis: 'lon' | 'lat', stem: string, but: SampleColumn) =>
    columns.some((other) => other !== but && pointScore(other.called, side, axis) > 0 && stemOf(other) === stem)
  if (isNamed('lat', lonStem, lat) || isNamed('lon', latStem, lon) || areOfTwoPoints(lon, lat, side))
    throw unmappable(
      `'${lat.name}' and '${lon.name}' fit the ${side} best, but are of two points: state which columns it has, as in mapping={"${side}":{"lat":"…","lon":"…"}}`,
    )
}

/** Whether latitude and longitude are the other way round than said, where that is known beforehand. */
const knownReversed = (side: Side, trust: HeaderTrust): boolean | undefined =>
  trust === 'values' ? undefined : trust !== 'native' && trust.reversed.includes(side)

function refuseNoDegrees(columnsHold: string, pairs: Iterable<readonly [number, number]>): void {
  const all = [...pairs]
  const found = noDegrees(all)?.map((units) => units / unitsPerDegree)
  const what = areDegreesWithMinutes(all)
    ? "which seem to be degrees with minutes, so that 5131.2 is 51° 31.2'"
    : 'which are no degrees (metres of a projection, or millionths of a degree?)'
  if (found)
    throw unmappable(
      `The ${columnsHold} numbers such as ${found[0]} and ${found[1]}, ${what}: convert them to decimal degrees of longitude and latitude`,
    )
}

/** WKT has the longitude first; where most points show the contrary it is read so. */
function wktSource(column: SampleColumn, side: Side, trust: HeaderTrust): PointSource {
  if (trust === 'values') refuseNoDegrees(`column '${column.name}' holds`, pairsOfCells([column]))
  const isSwapped = knownReversed(side, trust) ?? firstByEvidence(pairsOfCells([column]), contradictingShareMin) === 'lat'
  if (isSwapped) return { pair: refOf(column), first: 'lat' }
  const isPair = typeof trust === 'object' && trust.pairs.includes(side)
  return isPair ? { pair: refOf(column), first: 'lon' } : { wkt: refOf(column) }
}

/** Columns named the wrong way round are taken the right way where most points show it. */
function numbersSource(lon: SampleColumn, lat: SampleColumn, side: Side, trust: HeaderTrust): PointSource {
  if (trust === 'values') refuseFullCircle(lon, lat)
  if (trust === 'values') refuseNoDegrees(`columns '${lon.name}' and '${lat.name}' hold`, pairsOfColumns(lon, lat))
  const isSwapped = knownReversed(side, trust) ?? firstByEvidence(pairsOfColumns(lon, lat), contradictingShareMin) === 'lat'
  return isSwapped ? { lon: refOf(lat), lat: refOf(lon) } : { lon: refOf(lon), lat: refOf(lat) }
}

/** Two numbers in one cell: which is which by the cell, the name, or the values of all such columns; never guessed. */
function pairSource(column: SampleColumn, columns: readonly SampleColumn[], side: Side, trust: HeaderTrust): PointSource {
  const known = trust === 'native' ? undefined : knownReversed(side, trust)
  if (known !== undefined) return { pair: refOf(column), first: known ? 'lat' : 'lon' }
  refuseNoDegrees(`column '${column.name}' holds`, pairsOfCells([column]))
  const isPair = ({ called }: SampleColumn) => pointScore(called, 'origin', 'wkt') + pointScore(called, 'destination', 'wkt') > 0
  if (column.count('pair') === 0) return { wkt: refOf(column) }
  const stated = pairFirstOfName(column.name)
  const others = columns.filter(
    (other) => isPair(other) && other.count('pair') > 0 && (!stated || pairFirstOfName(other.name) === stated),
  )
  const first = stated
    ? (firstByEvidence(pairsOfCells(others), contradictingShareMin) ?? stated)
    : mayBeNumbersOfZones(column)
      ? undefined
      : firstByEvidence(pairsOfCells(others))
  if (first) return { pair: refOf(column), first }
  throw unmappable(
    `The column '${column.name}' holds two numbers such as '${column.example}', and nothing tells which is the latitude: state it in the mapping, as in {"origin":{"pair":"${column.name}","first":"lat"}}, for origin and destination`,
  )
}

/** `151 12` is a zone and a block as likely as a point: no coordinate of the file has a fraction or a sign. */
const mayBeNumbersOfZones = ({ cells }: SampleColumn): boolean => !cells.some((cell) => /[.-]\d/.test(cell))

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
  const moment = inLocalTime(
    best('datetime', (column) => column.holdsMoments() && !mayBeIds(column, columns, edge)),
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
  if (unfit && isBareEdge(unfit.called) && holdsNames(unfit)) return
  if (unfit) refuseTime(unfit, columns)
  refuseUnfit(moment, 'start time', 'a date and time')
}

const isNothing = (cell: string): boolean => /^(?:\s*|null|none|na[nt]?|n\/a|-+|\\n|0)$/i.test(cell)

/** A column that is named more like the start, and holds something that is not read: half of one, a language, what a spreadsheet left. */
function refuseBetterNamed(columns: readonly SampleColumn[], { winner, score }: { winner: SampleColumn; score: number }): void {
  const better = columns.find(
    (column) =>
      timeScore(column.called, 'datetime') > score &&
      !column.holdsMoments() &&
      (damages.some(([looks]) => looks.test(column.example)) ||
        column.cells.filter((cell) => !isNothing(cell)).length * 2 > column.cells.length),
  )
  if (better)
    throw unmappable(
      `By its name '${better.name}' is the start time, but it holds such as '${better.example}'; '${winner.name}' holds whole times, such as '${winner.example}', and may be another moment. Write the start such as 2018-05-31 06:20:59, or state which it is in the mapping, as in {"time":{"datetime":"${winner.name}"}}`,
    )
}

/** The day and the minutes of a time as they are written. */
const dayOf = (cell: string): string => cell.split(/[T ]/)[0]
const minutesOf = (cell: string): number => {
  const [, hour, minute] = /(\d{1,2}):(\d\d)/.exec(cell) ?? []
  return (Number(hour) % 12) * 60 + Number(minute)
}

/** A start whose time of day, or day, stands in a column of its own too, and is another one there. */
function refuseTwoTimes(moment: SampleColumn, date: SampleColumn | undefined, clock: SampleColumn | undefined): void {
  const differ = (other: SampleColumn, of: (cell: string) => string | number) =>
    moment.cells.filter((cell, row) => cell !== '' && other.cells[row] !== '' && of(cell) !== of(other.cells[row])).length * 2 >
    moment.cells.length
  const isOneDay = new Set(moment.cells.filter((cell) => cell !== '').map(dayOf)).size === 1
  const other =
    clock && clock !== moment && timeScore(moment.called, 'date') > 0 && clock.mostlyHolds('clock') && differ(clock, minutesOf)
      ? clock
      : date && date !== moment && date.mostlyHolds('date') && isOneDay && moment.count('datetime') > 0 && differ(date, dayOf)
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

function findLabel(columns: readonly SampleColumn[], names: readonly string[], what: string): LabelSource | undefined {
  for (const name of names) {
    const exact = name === names[0]
    const named = choose(
      columns,
      (header) => (plainName(header) === name ? 1 : 0),
      (column) => exact || column.count('empty') === 0,
    )
    const won = winnerOf(named)
    if (won) return refOf(won.winner)
    if (named && 'rivals' in named) refuseUnfit(named, what, '')
  }
}

/** Columns that label region and datasource; a name that is not the usual one counts only where no cell is empty. */
export const findRegion = (columns: readonly SampleColumn[]): LabelSource | undefined => findLabel(columns, regionNames, 'region')
export const findDatasource = (columns: readonly SampleColumn[]): LabelSource | undefined =>
  findLabel(columns, datasourceNames, 'datasource')
