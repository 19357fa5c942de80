import { dayOfCivil, secondsPerDay, secondsPerWeek, weekdayOfDay } from './iso-week.ts'
import { mulberry32 } from './mulberry32.ts'
import { NativeRows } from './native-rows.ts'
import { cityTrips, picker, type SampleCity, sampleCities } from './sample-city.ts'

const sampleDatasources = [
  { name: 'bike_share', weight: 45 },
  { name: 'taxi_meter', weight: 28 },
  { name: 'scooter_app', weight: 19 },
  { name: 'transit_survey', weight: 8 },
]

export type SampleOptions = {
  seed: number
  rows: number
  cities?: readonly SampleCity[]
  /** The first day, a Monday: `YYYY-MM-DD`. */
  from?: string
  weeks?: number
}

/** Demand by hour of a working day, with its two peaks, and of a Saturday or Sunday. */
const workdayHours = [2, 1, 1, 1, 2, 6, 18, 42, 55, 34, 24, 26, 32, 30, 29, 35, 50, 62, 46, 30, 22, 16, 11, 6]
const weekendHours = [9, 7, 5, 3, 2, 2, 4, 8, 14, 22, 30, 36, 40, 42, 43, 42, 40, 36, 31, 26, 22, 19, 16, 12]
/** Monday … Sunday. */
const weekdayWeights = [0.95, 1, 1.02, 1.03, 1.08, 0.85, 0.7]
const hourOfWeekWeights = weekdayWeights.flatMap((weight, day) =>
  (day < 5 ? workdayHours : weekendHours).map((hour) => weight * hour),
)

const blockBytes = 262_144

/**
 * Made-up trips as blocks of a CSV file in the native format, header first. The same options give the same bytes. Skewed as
 * real trips are: a few cities, hubs in each, log-normal lengths, rush hours, sources of different sizes, more trips in some
 * weeks. Weeks follow one another; within a week the rows are in no order. Memory is one block, however many rows.
 * Throws RangeError when `from` is not a Monday.
 */
export function* sampleTrips(options: SampleOptions): Generator<Uint8Array> {
  const { seed, rows, cities = sampleCities, from = '2024-01-01', weeks = 26 } = options
  const monday = mondayTime(from)
  const random = mulberry32(seed)
  const pickHour = picker(hourOfWeekWeights, random)
  const pickCity = picker(
    cities.map((city) => city.weight),
    random,
  )
  const places = cities.map((city) => createPlace(city, random))
  const weekEnds = spreadOverWeeks(rows, weeks, random)
  const rowBytes = 160 + 4 * Math.max(...cities.map((city) => city.name.length))
  let out = new NativeRows(blockBytes + rowBytes)
  out.header()
  for (let row = 0, week = 0; row < rows; row++) {
    while (row >= weekEnds[week]) week++
    const place = places[pickCity()]
    const trip = place.draw()
    out.put(place.label)
    out.point(trip.originLon, trip.originLat)
    out.point(trip.destinationLon, trip.destinationLat)
    out.datetime(monday + week * secondsPerWeek + pickHour() * 3600 + Math.floor(random() * 3600))
    out.put(place.endings[place.pickDatasource()])
    if (out.length < blockBytes) continue
    yield out.bytes.subarray(0, out.length)
    out = new NativeRows(blockBytes + rowBytes)
  }
  if (out.length > 0) yield out.bytes.subarray(0, out.length)
}

function mondayTime(from: string): number {
  const [year, month, day] = from.split('-').map(Number)
  const first = dayOfCivil(year, month, day)
  if (!(weekdayOfDay(first) === 0)) throw new RangeError(`sample trips begin on a Monday, and '${from}' is none`)
  return first * secondsPerDay
}

/** A city with its sources, each 0.4 to 1.6 times as common there as elsewhere. */
function createPlace(city: SampleCity, random: () => number) {
  const encoder = new TextEncoder()
  return {
    label: encoder.encode(city.name),
    endings: sampleDatasources.map(({ name }) => encoder.encode(`,${name}\n`)),
    pickDatasource: picker(
      sampleDatasources.map(({ weight }) => weight * (0.4 + 1.2 * random())),
      random,
    ),
    draw: cityTrips(city, random),
  }
}

/** For each week the number of rows up to its end: weeks differ by chance and grow by half from the first to the last. */
function spreadOverWeeks(rows: number, weeks: number, random: () => number): number[] {
  const weights = Array.from({ length: weeks }, (_, week) => (1 + (0.5 * week) / weeks) * (0.85 + 0.3 * random()))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  return weights.map((weight, week) => {
    sum += weight
    return week === weeks - 1 ? rows : Math.round((rows * sum) / total)
  })
}
