import { plainName, pointScore, type Side, sideWordsOf, wordsOf } from '../column-names.ts'
import { numberOfCell, type SampleColumn } from '../sample-columns.ts'
import { unitsPerDegree } from '../trip.ts'
import { unmappable } from './mapping-refusal.ts'

/** The two columns of a point's numbers. */
export type NumberColumns = { lon: SampleColumn; lat: SampleColumn }

const sides: readonly Side[] = ['origin', 'destination']

/** Rows that are looked at: more would not change a share. */
const rowsMax = 5000
const degreesOf = ({ cells }: SampleColumn): number[] =>
  cells.slice(0, rowsMax).map((cell) => numberOfCell(cell) / unitsPerDegree)
const mostly = <Item>(items: readonly Item[], is: (item: Item) => boolean, share = 0.5): boolean =>
  items.filter(is).length > items.length * share

const isMinuteWord = (word: string): boolean => /^(?:min|mins|minute|minutes|minuten|minutos)$/.test(word)

const isCoordinate = (name: string): boolean =>
  sides.some((side) => pointScore(name, side, 'lat') + pointScore(name, side, 'lon') > 0)

/** `start_lat_deg` beside `start_lat_min`: without the minutes every point would be off by up to a degree. */
export function refuseMinutes(columns: readonly SampleColumn[]): void {
  const minutes = columns.find(({ name }) => {
    const words = wordsOf(name)
    if (!words.some(isMinuteWord)) return false
    const degrees = words.filter((word) => !isMinuteWord(word)).join('_')
    if (!isCoordinate(degrees)) return false
    // Beside degrees with a fraction it is a minimum.
    return !columns.some((other) => plainName(other.name) === plainName(degrees) && degreesOf(other).some((n) => n % 1 !== 0))
  })
  if (minutes)
    throw unmappable(
      `By its name '${minutes.name}', which holds such as '${minutes.example}', holds the minutes of a coordinate: write each coordinate into one column of decimal degrees`,
    )
}

/** Throws where the numbers of two ends, found by their names, are no degrees, or of other points than origin and destination. */
export function refuseOtherNumbers(ends: readonly NumberColumns[], columns: readonly SampleColumn[]): void {
  for (const end of ends) {
    refuseOtherNames(end)
    refuseRadians(end)
    refuseGrid(end)
    refuseWest(end.lon, /^(?:w|west|oeste|ouest|ovest)$/, 'west')
    refuseWest(end.lat, /^(?:s|south|sur|sud|sul)$/, 'south')
    refuseMorePoints(end.lat, columns)
  }
  const [origin, destination] = ends
  if (!origin || !destination) return
  refuseDifferences(origin, destination)
}

/** Words that make a name with an edge and an axis the name of something else, and what to do. */
const otherNames: readonly [RegExp, string][] = [
  [/^(?:prev|previous|next|driver|courier|depot|bus|via)$/, "may be of another point than the trip's"],
  [/^(?:gon|gons|grad|grads|gradians)$/, 'are no degrees: multiply them by 0.9'],
  [
    /^(?:bin|bins|scaled|norm|normali[sz]ed|standardi[sz]ed|zscore|offset|rel|relative)$/,
    'are reckoned from degrees: write those',
  ],
  [
    /^(?:sum|count|mean|avg|average|median|std|stddev|max)$/,
    'are of several rows: each row must be one trip, with its own points',
  ],
]

/** `driver_start_lat`, `start_lat_gon`, `Sum of start_lat`. */
function refuseOtherNames(end: NumberColumns): void {
  for (const { name, example } of [end.lat, end.lon]) {
    const why = otherNames.find(([words]) => wordsOf(name).some((word) => words.test(word)))?.[1]
    if (why)
      throw unmappable(
        `By their name the numbers in '${name}', such as ${example}, ${why}. If they are right, state the columns in the mapping, as in {"origin":{"lat":"…","lon":"…"},"destination":{"lat":"…","lon":"…"}}`,
      )
  }
}

const namesOf = ({ lon, lat }: NumberColumns): string => `'${lon.name}' and '${lat.name}'`
const exampleOf = ({ lon, lat }: NumberColumns): string => `${lon.example} and ${lat.example}`

/** As degrees, numbers up to π and π/2 all lie in the Gulf of Guinea, where there is no land. Points at 0,0 say nothing. */
function refuseRadians(end: NumberColumns): void {
  const lats = degreesOf(end.lat)
  const points = degreesOf(end.lon)
    .map((lon, row) => [Math.abs(lon), Math.abs(lats[row])])
    .filter(([lon, lat]) => lon + lat > 0)
  const isNamed = [end.lon, end.lat].some(({ name }) => wordsOf(name).some((word) => /^rad(?:ian)?s?$/.test(word)))
  const areFractions = [end.lon, end.lat].every(({ cells }) => mostly(cells, (cell) => /[.,]\d/.test(cell)))
  const areInTheGulf =
    areFractions && points.length > 0 && mostly(points, ([lon, lat]) => lon <= Math.PI && lat <= Math.PI / 2, 0.9)
  if (isNamed || areInTheGulf)
    throw unmappable(
      `The columns ${namesOf(end)} hold such as ${exampleOf(end)}, which as degrees lie in the sea near 0,0: radians, or the way from another point? Write them as decimal degrees, or state the columns in the mapping if they are right`,
    )
}

/** Fewer points may be whole by chance. */
const gridPointsMin = 8

/** More are not damaged: half of London lies at 359.9. */
const beyondShareMin = 0.05

/** Longitudes that are counted from 0 to 360, beside latitudes. */
export function refuseFullCircle(lon: SampleColumn, lat: SampleColumn): void {
  const lons = degreesOf(lon).filter((degrees) => !Number.isNaN(degrees))
  const areLats = mostly(degreesOf(lat), (degrees) => Math.abs(degrees) <= 90)
  const isBeyond = (degrees: number) => degrees > 180 && degrees <= 360
  if (
    areLats &&
    mostly(lons, (degrees) => degrees >= 0 && degrees <= 360, 1 - beyondShareMin) &&
    mostly(lons, isBeyond, beyondShareMin)
  )
    throw unmappable(
      `The longitudes in '${lon.name}' go from 0 to 360, such as ${lons.find(isBeyond)}: take 360 off those above 180, so that they go from -180 to 180`,
    )
}

/** `x1`, `y1` of whole numbers count the cells of a grid; no coordinates have all lost their fractions. */
function refuseGrid(end: NumberColumns): void {
  const areAxes = [end.lon, end.lat].every(({ name }) => /(?:^|[^a-z])[xy](?:[^a-z]|$)|^[xy][a-z]+$|[a-z]{2}[xy]$/i.test(name))
  const cells = [...end.lon.cells, ...end.lat.cells].slice(0, 2 * rowsMax).filter((cell) => cell !== '')
  if (areAxes && new Set(cells).size >= gridPointsMin && cells.every((cell) => /^\d+(?:\.0*)?$/.test(cell)))
    throw unmappable(
      `The columns ${namesOf(end)} hold only whole numbers such as ${exampleOf(end)}, so they may count the cells of a grid: write the points as decimal degrees, or state the columns in the mapping if they are right`,
    )
}

/** `Longitude (°W)` over numbers without a sign. The letter of `lat_s` is not one of these: it says which end of the trip. */
function refuseWest(column: SampleColumn, names: RegExp, direction: 'west' | 'south'): void {
  const words = wordsOf(column.name).filter((word) => word !== '')
  const isNamed = names.test(words.at(-1) ?? '') && isCoordinate(words.slice(0, -1).join('_'))
  const numbers = degreesOf(column).filter((degrees) => !Number.isNaN(degrees))
  const isSigned = column.cells.some((cell) => /[a-z]/i.test(cell))
  if (isNamed && !isSigned && mostly(numbers, (degrees) => degrees > 0))
    throw unmappable(
      `By its name '${column.name}' counts degrees to the ${direction}, but its numbers have no sign, such as ${column.example}: write them with a minus`,
    )
}

/** `lat1`, `lat2`, `lat3`: the second is not where a trip ends. */
function refuseMorePoints(lat: SampleColumn, columns: readonly SampleColumn[]): void {
  const stem = plainName(lat.name).replace(/[12]$/, '')
  if (stem === plainName(lat.name)) return
  const other = columns.find(
    ({ name }) => plainName(name).startsWith(stem) && /^[03-9]$/.test(plainName(name).slice(stem.length)),
  )
  if (other)
    throw unmappable(
      `There are more points than two, '${other.name}' beside '${lat.name}': state which are origin and destination, as in mapping={"origin":{"lat":"…","lon":"…"},"destination":{"lat":"…","lon":"…"}}`,
    )
}

/** Trips go no further, but for some. */
const tripDegreesMax = 10

/** Degrees that would lead off the globe from places all over it, and lie on it themselves, are no way; a few rows may be damaged. */
const offGlobeShareMin = 0.02

/** `dx`, `dy`: the destination's or, where they have both signs and lie far from the origin, the way there. */
function refuseDifferences(origin: NumberColumns, destination: NumberColumns): void {
  const isDelta = ({ lon, lat }: NumberColumns) =>
    [lon, lat].every(({ name }) => /^(?:d|delta|diff)(?:x|y|lon|lng|long|lat|longitude|latitude)$/.test(plainName(name)))
  if (!isDelta(destination)) return
  const isFar = (axis: 'lon' | 'lat') => {
    const [from, to] = [degreesOf(origin[axis]), degreesOf(destination[axis])]
    const ways = to.map((degrees, row) => Math.abs(degrees - from[row]))
    return to.some((degrees) => degrees < 0) && mostly(ways, (way) => way > tripDegreesMax)
  }
  const leavesGlobe = (axis: 'lon' | 'lat') => {
    const [from, ways, most] = [degreesOf(origin[axis]), degreesOf(destination[axis]), axis === 'lon' ? 180 : 90]
    const ends = ways.map((way, row) => from[row] + way)
    const isOff = (degrees: number) => Math.abs(degrees) > most
    const isWide = mostly(from, (degrees) => Math.abs(degrees - from[0]) > tripDegreesMax)
    return isWide && mostly(ends, isOff, offGlobeShareMin) && !mostly(ways, isOff, offGlobeShareMin)
  }
  if (isFar('lon') && isFar('lat') && !leavesGlobe('lon') && !leavesGlobe('lat'))
    throw unmappable(
      `The columns ${namesOf(destination)} hold such as ${exampleOf(destination)}, far from all origins, so they may be the way from there: write the destination as decimal degrees, or state the columns in the mapping if they are right`,
    )
}

/** Whether a longitude and a latitude are named after different ends of a trip, as `stop_lon` and `end_lat` are. */
export function areOfTwoPoints(lon: SampleColumn, lat: SampleColumn, side: Side): boolean {
  const [lonWords, latWords] = [lon, lat].map(({ name }) => sideWordsOf(name, side))
  return lonWords.length > 0 && latWords.length > 0 && !lonWords.some((word) => latWords.includes(word))
}
