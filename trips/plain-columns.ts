import type { CsvMapping, TimeSource } from './csv-mapping.ts'
import { unitDigits } from './datetime.ts'
import { RowChecks } from './row-checks.ts'

/** What a column of a file is read as. */
export const asNothing = 0
export const asLabel = 1
export const asPoint = 2
export const asLongitude = 3
export const asLatitude = 4
export const asDatetime = 5
export const asDate = 6
export const asClock = 7
/** And what is more: a count since 1970 with so many digits below a second. */
export const asEpoch = 8

/**
 * The columns of a file up to the last that is read: as what, and into which place. Places of labels are 0 for the region and 1
 * for the datasource, of points and coordinates 0 and 1 for the origin's longitude and latitude and 2 and 3 for the
 * destination's, of times 0 and 1 for the start's date and clock and 2 and 3 for the end's; a datetime takes the date's.
 */
export type PlainColumns = { as: Uint8Array; into: Uint8Array }

type Use = [column: number, as: number, into: number]

/** Undefined where a column is read twice, or as a pair of numbers. */
export function plainColumns(mapping: CsvMapping): PlainColumns | undefined {
  const { region, datasource, origin, destination, time } = mapping.columns
  if ('pair' in origin || 'pair' in destination) return undefined
  const labels = [region, datasource].flatMap((source, i): Use[] => ('column' in source ? [[source.column, asLabel, i]] : []))
  const points = [origin, destination].flatMap((source, i): Use[] =>
    'wkt' in source
      ? [[source.wkt.column, asPoint, 2 * i]]
      : [
          [source.lon.column, asLongitude, 2 * i],
          [source.lat.column, asLatitude, 2 * i + 1],
        ],
  )
  const endTime = RowChecks.endTimeOf(mapping)
  const uses = [...labels, ...points, ...usesOfTime(time, 0), ...(endTime ? usesOfTime(endTime, 2) : [])]
  const numbers = uses.map(([column]) => column)
  if (new Set(numbers).size < numbers.length) return undefined
  const length = Math.max(...numbers) + 1
  const columns = { as: new Uint8Array(length), into: new Uint8Array(length) }
  for (const [column, as, into] of uses) {
    columns.as[column] = as
    columns.into[column] = into
  }
  return columns
}

function usesOfTime(source: TimeSource, into: number): Use[] {
  if ('datetime' in source)
    return [[source.datetime.column, source.format === 'calendar' ? asDatetime : asEpoch + unitDigits[source.format], into]]
  return [
    [source.date.column, asDate, into],
    [source.time.column, asClock, into + 1],
  ]
}
