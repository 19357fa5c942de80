import type { CsvMapping, UsualRows } from './csv-mapping.ts'
import type { CsvReader } from './csv-reader.ts'
import { lastOfPlacesAndTimes } from './read-columns.ts'
import { liesIn, textOf } from './row-boxes.ts'
import { hasFraction, numberOfCell } from './sample-columns.ts'
import { unitsPerDegree } from './trip.ts'

/** Trips of a town: a number that took the place of a coordinate hardly ever lies so near its other end. */
const nearMax = unitsPerDegree

/**
 * Whether a row that is short has its points where they belong: in the boxes of whole rows, or where its ends lie near one another, and the
 * numbers of either end are written alike (2 passengers are no longitude of Paris).
 */
export function hasWholePoints(row: CsvReader, columns: CsvMapping['columns'], { boxes, near }: UsualRows): boolean {
  const { origin, destination } = columns
  if (!('lon' in origin && 'lon' in destination)) return false
  const ends = [origin.lon, origin.lat, destination.lon, destination.lat].map(({ column }) => column)
  if (lastOfPlacesAndTimes(columns) > Math.max(...ends)) return false
  if (boxes && liesIn(row, columns, boxes)) return true
  const [lon, lat, toLon, toLat] = ends.map((column) => textOf(row, column))
  return near !== false && isNear(lon, toLon) && isNear(lat, toLat)
}

/** Whether two numbers, as they are written, are of one place. */
export const isNear = (a: string, b: string): boolean =>
  Math.abs(numberOfCell(a) - numberOfCell(b)) <= nearMax && hasFraction(a) === hasFraction(b)
