import {
  datasourceNames,
  isAxisWord,
  isBareSide,
  longerName,
  plainName,
  pointScore,
  regionNames,
  type Side,
  wordsOf,
} from '../column-names.ts'
import type { ColumnRef, LabelSource, PointSource } from '../csv-mapping.ts'
import { pairFirstOfName } from '../point-text.ts'
import type { ReadAs } from '../rejects-header.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { unitsPerDegree } from '../trip.ts'
import {
  areDegreesWithMinutes,
  firstByEvidence,
  holdsDegrees,
  noDegrees,
  pairsOfCells,
  pairsOfColumns,
} from './coordinate-evidence.ts'
import { unmappable } from './mapping-refusal.ts'
import { areTurned } from './refuse-half-turned.ts'
import { areOfTwoPoints, refuseFullCircle } from './refuse-points.ts'

/**
 * How far a header is believed: `values` must bear a name out. Where the names leave no doubt, in the `native` format and in a
 * file of rejects, wrong values are rejected row by row and are no reason to refuse the file. Which number of a point is which
 * is then known too: the native format has the longitude first, and rejects are read as the file they come from.
 */
export type HeaderTrust = 'values' | 'native' | ReadAs

export type Choice =
  | { winner: SampleColumn; score: number }
  | { rivals: [SampleColumn, SampleColumn] }
  | { unfit: SampleColumn }
  | undefined

/** The best-named column that holds the right thing; rivals when two fit equally and do not hold the same. */
export function choose(
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

export const winnerOf = (choice: Choice) => (choice && 'winner' in choice ? choice : undefined)
export const unfitOf = (choice: Choice) => (choice && 'unfit' in choice ? choice.unfit : undefined)
export const refOf = ({ column, name }: SampleColumn): ColumnRef => ({ column, name })

/** Throws where columns have the name but cannot be used: two that fit equally, or one that holds something else. */
export function refuseUnfit(choice: Choice, what: string, expected: string): void {
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

/** What comes along with text that is copied: marks of direction, zero-width spaces, soft hyphens and control characters. */
const invisible = /[\p{Cc}\p{Cf}]/u

/** What may have happened to a cell, and what to do about it. */
const hints: readonly [looks: RegExp, hint: string | ((example: string) => string)][] = [
  [invisible, (example) => `an invisible character, ${codeOf(example)}, stands in it, so take those away`],
  [/^'[+-]?\d[^']*$/, 'a spreadsheet has put an apostrophe before it, so take those away'],
  [/^["'“”„«»‘’]/, 'quotes must be straight double ones around whole cells'],
  [/^-?\d+(\.\d+){2,}$/, 'a spreadsheet has put points between its digits, so use the file as it was before'],
  [/^\d{1,2}[. ]+\p{L}{3,}\.?$/u, 'a spreadsheet has made a date of it, so use the file as it was before'],
]

function hintOf(example: string): string {
  const hint = hints.find(([looks]) => looks.test(example))?.[1]
  return hint === undefined ? '' : ` (${typeof hint === 'string' ? hint : hint(example)})`
}

/** `U+200E` */
const codeOf = (example: string): string =>
  `U+${(invisible.exec(example)?.[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

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
  if (unfit && (wktScore(unfit.called) < longerName || (isBareSide(unfit.called) && holdsNames(unfit)))) return
  refuseUnfit(wkt, side, 'a point such as POINT (14.42 50.09)')
}

/** Names of places, or codes: nothing in them is a number of several digits. */
export const holdsNames = ({ cells }: SampleColumn): boolean =>
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
  // Without another one left over both are of the same point, however they are named.
  const hasOther = [lat, lon].some((won, i) =>
    columns.some((other) => other !== won && pointScore(other.called, side, i === 0 ? 'lat' : 'lon') > 0),
  )
  if (isNamed('lat', lonStem, lat) || isNamed('lon', latStem, lon) || (hasOther && areOfTwoPoints(lon, lat, side)))
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
  const isSwapped = knownReversed(side, trust) ?? areTurned(pairsOfCells([column]), 'lon', `'${column.name}'`)
  if (isSwapped) return { pair: refOf(column), first: 'lat' }
  const isPair = typeof trust === 'object' && trust.pairs.includes(side)
  return isPair ? { pair: refOf(column), first: 'lon' } : { wkt: refOf(column) }
}

/** Columns named the wrong way round are taken the right way where most points show it. */
function numbersSource(lon: SampleColumn, lat: SampleColumn, side: Side, trust: HeaderTrust): PointSource {
  if (trust === 'values') refuseFullCircle(lon, lat)
  if (trust === 'values') refuseNoDegrees(`columns '${lon.name}' and '${lat.name}' hold`, pairsOfColumns(lon, lat))
  const isSwapped = knownReversed(side, trust) ?? areTurned(pairsOfColumns(lon, lat), 'lon', `'${lon.name}' and '${lat.name}'`)
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
    ? areTurned(pairsOfCells(others), stated, `'${column.name}'`)
      ? otherThan(stated)
      : stated
    : mayBeNumbersOfZones(column)
      ? undefined
      : firstByEvidence(pairsOfCells(others))
  if (first) return { pair: refOf(column), first }
  throw unmappable(
    `The column '${column.name}' holds two numbers such as '${column.example}', and nothing tells which is the latitude: state it in the mapping, as in {"origin":{"pair":"${column.name}","first":"lat"}}, for origin and destination`,
  )
}

const otherThan = (first: 'lon' | 'lat') => (first === 'lon' ? 'lat' : 'lon')

/** `151 12` is a zone and a block as likely as a point: no coordinate of the file has a fraction or a sign. */
const mayBeNumbersOfZones = ({ cells }: SampleColumn): boolean => !cells.some((cell) => /[.-]\d/.test(cell))

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
