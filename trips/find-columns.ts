import { datasourceNames, plainName, pointScore, regionNames, type Side, timeScore } from './column-names.ts'
import type { ChosenColumn, ChosenMapping, ColumnRef, LabelSource, PointSource, TimeSource } from './csv-mapping.ts'
import type { ImportProblem } from './import-job.ts'
import type { SampleColumn } from './sample-columns.ts'

/** Thrown where a file cannot be read as trips, with a sentence for the sender (without its full stop). */
export class MappingRefusal extends Error {
  constructor(
    readonly code: ImportProblem['code'],
    message: string,
  ) {
    super(message)
  }
}

const unmappable = (message: string): MappingRefusal => new MappingRefusal('unmappable', message)

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
    .map((column) => ({ column, score: scoreOf(column.name) }))
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
    throw unmappable(`Two columns fit the ${what} equally well, '${first.name}' and '${second.name}': state which in the mapping`)
  }
  const { name, example } = choice.unfit
  const found = example === '' ? 'nothing' : `'${example}'`
  throw unmappable(`The column '${name}' should hold the ${what} as ${expected}, but holds ${found}`)
}

/**
 * The two number columns or the WKT column of one end of the trip; of both, the better named. Undefined where no column's
 * name says that it is one; throws MappingRefusal where columns are named so and cannot be used. `byNameAlone` takes a
 * column whatever it holds.
 */
export function findPoint(columns: readonly SampleColumn[], side: Side, byNameAlone: boolean): PointSource | undefined {
  const holdsNumbers = (column: SampleColumn) => column.count('number') > 0
  const lon = choose(columns, (name) => pointScore(name, side, 'lon'), holdsNumbers)
  const lat = choose(columns, (name) => pointScore(name, side, 'lat'), holdsNumbers)
  const wkt = choose(
    columns,
    (name) => pointScore(name, side, 'wkt'),
    (column) => column.count('wkt') > 0,
  )
  const [wktWon, lonWon, latWon] = [wkt, lon, lat].map((choice) => {
    const unfit = byNameAlone && unfitOf(choice)
    return unfit ? { winner: unfit, score: 0 } : winnerOf(choice)
  })
  const pairScore = lonWon && latWon ? Math.min(lonWon.score, latWon.score) : 0
  if (wktWon && wktWon.score > pairScore) return { wkt: refOf(wktWon.winner) }
  if (lonWon && latWon) return { lon: refOf(lonWon.winner), lat: refOf(latWon.winner) }
  if (wktWon && !lonWon && !latWon) return { wkt: refOf(wktWon.winner) }
  refuseUnfit(lat, `${side}'s latitude`, 'decimal degrees')
  refuseUnfit(lon, `${side}'s longitude`, 'decimal degrees')
  const half = lonWon ?? latWon
  if (half)
    throw unmappable(
      `'${half.winner.name}' is one coordinate of the ${side}, but its ${lonWon ? 'latitude' : 'longitude'} was not found`,
    )
  refuseUnfit(wkt, side, 'a point such as POINT (14.42 50.09)')
}

const holdsMoments = (column: SampleColumn): boolean =>
  column.count('datetime') > 0 || column.onlyHolds('epoch_seconds') || column.onlyHolds('epoch_milliseconds')

export const momentSource = (column: SampleColumn): TimeSource => ({
  datetime: refOf(column),
  format: column.onlyHolds('epoch_seconds')
    ? 'epoch_seconds'
    : column.onlyHolds('epoch_milliseconds')
      ? 'epoch_milliseconds'
      : 'calendar',
})

/** The start time, in one column or as a date and a time of day in two; never the end time. Like `findPoint` otherwise. */
export function findTime(columns: readonly SampleColumn[], byNameAlone: boolean): TimeSource | undefined {
  const moment = choose(columns, (name) => timeScore(name, 'datetime'), holdsMoments)
  const date = winnerOf(
    choose(
      columns,
      (name) => timeScore(name, 'date'),
      (column) => column.holdsDates(),
    ),
  )
  const clock = winnerOf(
    choose(
      columns,
      (name) => timeScore(name, 'clock'),
      (column) => column.count('clock') > 0,
    ),
  )
  const momentWon = winnerOf(moment)
  const pairWins =
    !momentWon || momentWon.winner === date?.winner || momentWon.score < Math.min(date?.score ?? 0, clock?.score ?? 0)
  if (date && clock && pairWins) return { date: refOf(date.winner), time: refOf(clock.winner) }
  if (momentWon) return momentSource(momentWon.winner)
  const unfit = unfitOf(moment)
  if (unfit && byNameAlone) return momentSource(unfit)
  if (unfit && /^\d{1,2}:\d\d/.test(unfit.example))
    throw unmappable(
      `The column '${unfit.name}' holds times without a date, such as '${unfit.example}': a spreadsheet may have cut the days off`,
    )
  if (unfit && unfit.count('date') > 0)
    throw unmappable(`The column '${unfit.name}' holds dates, such as '${unfit.example}', and no column holds the time of day`)
  refuseUnfit(moment, 'start time', 'a date and time')
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

/** The column a sender names: as the header has it, or alike but for case and punctuation, or by its place. */
export function chosenColumn(columns: readonly SampleColumn[], choice: ChosenColumn): SampleColumn {
  const found =
    typeof choice === 'number'
      ? columns[choice]
      : (columns.find(({ name }) => name === choice) ?? columns.find(({ name }) => plainName(name) === plainName(choice)))
  if (!found) throw unmappable(`The mapping names the column '${choice}', which is not there`)
  return found
}

export function chosenLabel(columns: readonly SampleColumn[], choice: NonNullable<ChosenMapping['region']>): LabelSource {
  return typeof choice === 'object' ? choice : refOf(chosenColumn(columns, choice))
}

export function chosenPoint(columns: readonly SampleColumn[], choice: NonNullable<ChosenMapping['origin']>): PointSource {
  const ref = (column: ChosenColumn) => refOf(chosenColumn(columns, column))
  return 'wkt' in choice ? { wkt: ref(choice.wkt) } : { lon: ref(choice.lon), lat: ref(choice.lat) }
}

export function chosenTime(columns: readonly SampleColumn[], choice: NonNullable<ChosenMapping['time']>): TimeSource {
  if ('date' in choice)
    return { date: refOf(chosenColumn(columns, choice.date)), time: refOf(chosenColumn(columns, choice.time)) }
  const column = chosenColumn(columns, choice.datetime)
  return choice.format ? { datetime: refOf(column), format: choice.format } : momentSource(column)
}
