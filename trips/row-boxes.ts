import { binaryTextOf, type CsvMapping, type PointSource, type UsualRows } from './csv-mapping.ts'
import type { CsvReader } from './csv-reader.ts'
import type { UsualBox } from './quality-checks.ts'
import { numberOfCell } from './sample-columns.ts'
import { decodeText } from './text-encoding.ts'
import { unitsPerDegree } from './trip.ts'

type Columns = CsvMapping['columns']
export type RowBoxes = NonNullable<UsualRows['boxes']>

/** Rows that are looked at: more would not change a range. */
const rowsMax = 2000
/** Fewer rows do not show where points lie. */
const boxRowsMin = 50
/** As far beyond the middle 98 % of each coordinate, in its own width, and some 5 km. */
const [outerShare, boxMargin, boxMarginMin] = [0.01, 0.1, unitsPerDegree / 20]
/** So few cells there lie in its range by chance. */
const chanceMax = 0.01
/** So many columns before the first coordinate and behind the last may take their place. */
const besides = [1, 2]

/**
 * Where the points of whole rows lie. Undefined where what stands before the first coordinate of a row or behind the last could be one
 * itself: then a row that is shifted may lie there too.
 */
export function rowBoxes(rows: readonly string[][], fields: number, { origin, destination }: Columns): RowBoxes | undefined {
  if (!('lon' in origin && 'lon' in destination)) return undefined
  const whole = rows.filter((row) => row.length === fields).slice(0, rowsMax)
  const numbersOf = (column: number) => whole.map((row) => numberOfCell(row[column] ?? ''))
  const refs = [origin.lon, origin.lat, destination.lon, destination.lat]
  const ranges = refs.map(({ column }) => rangeOf(numbersOf(column).filter((number) => number !== 0 && !Number.isNaN(number))))
  if (whole.length < boxRowsMin || ranges.includes(undefined)) return undefined
  const places = refs.map(({ column }) => column)
  const mayTakeThePlaceOf = (place: number, column: number) => {
    const [low, high] = ranges[places.indexOf(place)] ?? [0, 0]
    return numbersOf(column).filter((number) => number >= low && number <= high).length > whole.length * chanceMax
  }
  const [first, last] = [Math.min(...places), Math.max(...places)]
  if (besides.some((by) => mayTakeThePlaceOf(first, first - by) || mayTakeThePlaceOf(last, last + by))) return undefined
  const [lon, lat, toLon, toLat] = ranges as [number, number][]
  return { origin: [lon[0], lat[0], lon[1], lat[1]], destination: [toLon[0], toLat[0], toLon[1], toLat[1]] }
}

function rangeOf(numbers: number[]): [number, number] | undefined {
  if (numbers.length < boxRowsMin) return undefined
  numbers.sort((a, b) => a - b)
  const at = (share: number) => numbers[Math.round(share * (numbers.length - 1))]
  const [low, high] = [at(outerShare), at(1 - outerShare)]
  const margin = Math.max((high - low) * boxMargin, boxMarginMin)
  return [Math.round(low - margin), Math.round(high + margin)]
}

/** Whether the ends of a row lie in the boxes; 0,0 stands for none and is where it belongs too. */
export function liesIn(row: CsvReader, { origin, destination }: Columns, boxes: RowBoxes): boolean {
  const lies = (source: PointSource, [west, south, east, north]: UsualBox) => {
    if (!('lon' in source)) return false
    const [lon, lat] = [source.lon, source.lat].map(({ column }) => numberOfCell(textOf(row, column)))
    return (lon === 0 && lat === 0) || (lon >= west && lon <= east && lat >= south && lat <= north)
  }
  return lies(origin, boxes.origin) && lies(destination, boxes.destination)
}

/** A field as text, in UTF-8 where it is that. */
export function textOf({ bytes, fieldStart, fieldEnd }: CsvReader, column: number): string {
  const field = bytes.subarray(fieldStart[column], fieldEnd[column])
  return (decodeText(field, 'utf-8') ?? binaryTextOf(field)).trim()
}
