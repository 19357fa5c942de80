import { pointScore, type Side } from './column-names.ts'
import type { CsvMapping, PointSource } from './csv-mapping.ts'
import { type DateOrder, dateOrder } from './datetime.ts'

/** What a rejects file has before the original columns. */
export const rejectColumns = ['line', 'byte', 'column', 'reason'].map((name) => `tripfold_${name}`)

/**
 * What is found by evidence over a whole file, and could not be found again in its few rejects: without it corrected rows might
 * be read in another order than the file they come from.
 */
export type ReadAs = { date_order: DateOrder; half_days: boolean; reversed: Side[]; pairs: Side[] }

const sides: readonly Side[] = ['origin', 'destination']

/** Whether latitude and longitude are read against what names or WKT say; of a pair, whether the latitude comes first. */
const isReversed = (source: PointSource, side: Side): boolean =>
  'pair' in source
    ? source.first === 'lat'
    : 'lon' in source && pointScore(source.lon.name, side, 'lon') === 0 && pointScore(source.lon.name, side, 'lat') > 0

/** Our columns' names for a file that is read so; the last of them says how, unless years come first, names are right and no column holds both numbers of a point. */
export function rejectNames({
  date_order,
  half_days,
  columns,
  encoding,
}: Pick<CsvMapping, 'date_order' | 'half_days' | 'columns' | 'encoding'>): string[] {
  const reversed = sides.filter((side) => isReversed(columns[side], side))
  // What is reversed and in one column is a pair, too.
  const pairs = sides.filter((side) => 'pair' in columns[side] && !reversed.includes(side))
  const readAs = [
    ...(encoding === 'windows-1250' ? ['windows_1250'] : []),
    ...(date_order === 'ymd' ? [] : [date_order]),
    ...(half_days ? ['half_days'] : []),
    ...reversed.map((side) => `${side}_reversed`),
    ...pairs.map((side) => `${side}_pair`),
  ]
  return [...rejectColumns.slice(0, -1), `${rejectColumns.at(-1)}${readAs.length > 0 ? ` (${readAs.join(' ')})` : ''}`]
}

/** How a file of rejects is to be read, by its columns' names; undefined for any other file. */
export function readAsOf(names: readonly string[]): ReadAs | undefined {
  const found = rejectColumns.map((name, i) =>
    names.find((own) => own === name || (i === rejectColumns.length - 1 && own.startsWith(`${name} (`))),
  )
  if (found.includes(undefined)) return undefined
  const words: readonly string[] = found.at(-1)?.match(/\w+/g) ?? []
  return {
    date_order: dateOrder.options.find((order) => words.includes(order)) ?? 'ymd',
    half_days: words.includes('half_days'),
    reversed: sides.filter((side) => words.includes(`${side}_reversed`)),
    pairs: sides.filter((side) => words.includes(`${side}_pair`)),
  }
}
