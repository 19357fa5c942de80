import { plainName, wordsOf } from '../column-names.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { unmappable } from './mapping-refusal.ts'
import type { NumberColumns } from './refuse-points.ts'

/** What says on which side of the equator, or of Greenwich, a number without a sign lies. */
const axes = {
  lat: /^(?:n|s|north|south|norte|sur|nord|sud|sul)?$/i,
  lon: /^(?:e|w|east|west|este|oeste|est|ouest|ovest|ost)?$/i,
}
const minus = /^(?:s|w|south|west|sur|sud|sul|oeste|ouest|ovest|[-\u2212]1?|neg(?:ative)?)$/i
const signs = /^(?:[-+\u2212]?1?|pos(?:itive)?|neg(?:ative)?)$/i

const isSigned = ({ cells }: SampleColumn): boolean => cells.some((cell) => /^[-\u2212]|[a-z]$/i.test(cell))

/**
 * `33.45` beside `S`, `70.66` beside `-`: the signs stand in columns of their own. Letters of one axis alone, or
 * elsewhere, may be anything, such as the directions of lines, unless their name says otherwise.
 */
export function refuseHemispheres(ends: readonly NumberColumns[], all: readonly SampleColumn[]): void {
  const marksOf = (marks: RegExp) =>
    all.filter(({ cells }) => cells.every((cell) => marks.test(cell)) && cells.some((cell) => minus.test(cell)))
  const areBeside = (axis: 'lat' | 'lon') =>
    all.some(
      (column) =>
        isBeside(
          column,
          ends.map((end) => end[axis]),
        ) && column.cells.every((cell) => axes[axis].test(cell)),
    )
  const areBoth = areBeside('lat') && areBeside('lon') && !ends.some(({ lon, lat }) => isSigned(lon) || isSigned(lat))
  for (const axis of ['lat', 'lon'] as const) {
    const numbers = ends.map((end) => end[axis])
    const letters = marksOf(axes[axis]).find(
      (column) => isOfCoordinate(column.name, numbers) || (areBoth && isBeside(column, numbers)),
    )
    const mark = letters ?? marksOf(signs).find((column) => isOfCoordinate(column.name, numbers) && holdsSigns(column))
    if (mark && numbers.length > 0 && !numbers.some(isSigned))
      throw unmappable(
        `The column '${mark.name}' holds hemispheres, such as '${mark.cells.find((cell) => minus.test(cell))}', and no ${axis === 'lat' ? 'latitude' : 'longitude'} has a sign: write it into the numbers, as in -33.45 or 33.45 S`,
      )
  }
}

/** Whether a column that holds something stands next to one of the numbers. */
const isBeside = ({ column, cells }: SampleColumn, numbers: readonly SampleColumn[]): boolean =>
  numbers.some((number) => Math.abs(number.column - column) === 1) && cells.some((cell) => cell !== '')

/** A dash in every row may stand for nothing. */
const holdsSigns = ({ name, cells }: SampleColumn): boolean => /sign/i.test(name) || cells.some((cell) => /^[+1p]/i.test(cell))

/** `start_lat_dir`, beside `start_lat`, and `start_ew`. */
const isOfCoordinate = (name: string, numbers: readonly SampleColumn[]): boolean =>
  numbers.some((number) => number.name !== name && plainName(name).startsWith(plainName(number.name))) ||
  wordsOf(name).some((word) => /^(?:ns|ew|hemi|hemisphere)$/.test(word))
