import { namesAnArea, namesAnyPoint, namesOtherMoment, numberedAxis, plainName, timeScore } from '../column-names.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { likelyPoints } from './likely-points.ts'

/** Says how to state it where columns hold times under names that tell nothing. */
export function missingTime(all: readonly SampleColumn[]): string {
  const times = all.filter((column) => column.mostlyHolds('datetime') && timeScore(column.name, 'datetime', 'end') === 0)
  const isOther = ({ name }: SampleColumn) => Number(namesOtherMoment(name))
  const names = times
    .toSorted((a, b) => isOther(a) - isOther(b))
    .slice(0, timesShownMax)
    .map(({ name }) => name)
  const hint =
    names.length > 0
      ? `: if it is in '${names.join("' or '")}', state so in the mapping, as in {"time":{"datetime":"${names[0]}"}}`
      : ''
  const parts = ['year', 'month', 'day'].flatMap(
    (part) =>
      all.find(({ name }) => new RegExp(`^(?:start|begin|pickup|departure|trip)?${part}$`).test(plainName(name)))?.name ?? [],
  )
  if (parts.length === 3 && names.length === 0)
    return `The start time of the trips is in parts ('${parts.join("', '")}'): write it into one column, such as 2018-05-31 06:20:59`
  return `No column with the start time of the trips was found${hint}`
}

const timesShownMax = 4

/** Says how to state them where columns hold what may be points under names that tell nothing. */
export function missingPoints(all: readonly SampleColumn[], found: 'origin' | 'destination' | 'neither'): string {
  const numbered = numberedPoints(all)
  if (numbered) return numbered
  if (found === 'origin') return 'Coordinates of the origin were found, but none of the destination'
  if (found === 'destination') return 'Coordinates of the destination were found, but none of the origin'
  const names = all.map(({ name }) => name)
  const path = all.find((column) => column.count('path') > 0)
  if (path) return `The column '${path.name}' holds whole paths; the first and the last point must be in columns of their own`
  if (names.length === 1)
    return /[,;\t|]/.test(names[0])
      ? 'Each row is a single cell in quotes: remove the quotes around whole rows'
      : 'The file has a single column: columns are separated by commas, semicolons, tabs or bars'
  return `No columns with the coordinates of origin and destination were found${hintOf(all)}`
}

function hintOf(all: readonly SampleColumn[]): string {
  const likely = likelyPoints(all)
  if (likely) {
    const columns = likely.columns.map(({ name }) => `'${name}'`).join(', ')
    return ` by their names: if they are in ${columns}, state which is which in the mapping, as in mapping=${JSON.stringify(likely.mapping)}`
  }
  const names = all.map(({ name }) => name)
  if (names.some(namesAnyPoint)) return ' (one point a row is not a trip)'
  if (names.some(namesAnArea)) return ' (ids and names of zones or stations do not say where they are)'
  return ''
}

/** `lat` and `lat.1`, `lat0` and `lat1`, or `lat` twice: says how to state which is which. */
function numberedPoints(all: readonly SampleColumn[]): string | undefined {
  const of = (axis: 'lat' | 'lon') => all.filter(({ name }) => numberedAxis(name) === axis)
  const [lats, lons] = [of('lat'), of('lon')]
  if (lats.length < 2 || lats.length !== lons.length) return undefined
  const choice = ({ name, column }: SampleColumn) => (all.filter((other) => other.name === name).length > 1 ? column : name)
  const point = (place: number) => ({ lat: choice(lats.slice(place)[0]), lon: choice(lons.slice(place)[0]) })
  const mapping = JSON.stringify({ origin: point(0), destination: point(-1) })
  return `Nothing tells which of the points '${lats.map(({ name }) => name).join("', '")}' is the origin and which the destination: state so, as in mapping=${mapping}`
}
