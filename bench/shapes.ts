import { datetimeText, secondsPerDay, secondsPerWeek } from '#trips/iso-week.ts'
import { mulberry32 } from '#trips/mulberry32.ts'
import { cityTrips, type OriginAndDestination, picker, type SampleCity, sampleCities } from '#trips/sample-city.ts'
import { sampleTrips } from '#trips/sample-trips.ts'

/** How the rows are written: what a peer must be told to read them. */
export type CsvFormat = 'native' | 'bikeshare'
export const shapeNames = ['native', 'city', 'world', 'sorted', 'unsorted', 'many', 'bikeshare'] as const
export type ShapeName = (typeof shapeNames)[number]
type Amount = { seed: number; rows: number }
export type Shape = { says: string; format: CsvFormat; blocks: (amount: Amount) => Generator<Uint8Array> }

const weeks = 26
/** Monday 2024-01-01 00:00:00 in wall seconds. */
const monday = 1_704_067_200
const datasources = ['bike_share', 'taxi_meter', 'scooter_app', 'transit_survey']

/** Twelve cities of unequal weight on five continents. */
const cities: readonly SampleCity[] = [
  ...sampleCities,
  { name: 'Nairobi', lon: 36.8219, lat: -1.2921, weight: 6 },
  { name: 'São Paulo', lon: -46.6333, lat: -23.5505, weight: 14 },
  { name: 'Sydney', lon: 151.2093, lat: -33.8688, weight: 8 },
  { name: 'Seattle', lon: -122.3321, lat: 47.6062, weight: 7 },
  { name: 'Jakarta', lon: 106.8456, lat: -6.2088, weight: 15 },
  { name: 'Oslo', lon: 10.7522, lat: 59.9139, weight: 3 },
]

/** What the shape `native` is made of, for whoever asks about it. */
export const madeOf = { cities, datasources, firstDay: monday / secondsPerDay, weeks } as const

/** Generated files of several kinds, so that no result is that of one lucky file. The same amount gives the same bytes. */
export const shapes: Record<ShapeName, Shape> = {
  native: {
    says: 'twelve cities, hubs and rush hours; weeks follow one another, unsorted within',
    format: 'native',
    blocks: ({ seed, rows }) => sampleTrips({ seed, rows, cities, weeks }),
  },
  city: {
    says: 'the same of one city: as dense as it gets',
    format: 'native',
    blocks: ({ seed, rows }) => sampleTrips({ seed, rows, cities: [cities[0]], weeks }),
  },
  world: {
    says: 'spread evenly over the world: a cell rarely holds two trips',
    format: 'native',
    blocks: (amount) => lines(amount, { draw: worldTrips, secondOf: anySecond, write: nativeLine }),
  },
  sorted: {
    says: 'twelve cities, sorted by time: a chunk is a few days',
    format: 'native',
    blocks: (amount) => lines(amount, { draw: cityByCity, secondOf: nextSecond, write: nativeLine }),
  },
  unsorted: {
    says: 'twelve cities, times in no order: each chunk spans half a year',
    format: 'native',
    blocks: (amount) => lines(amount, { draw: cityByCity, secondOf: anySecond, write: nativeLine }),
  },
  many: {
    says: '250 cities, 15 datasources and a year and a half in no order: as many different counts as it gets',
    format: 'native',
    blocks: (amount) =>
      lines(amount, { draw: manyCities, secondOf: anySecondOf(78), write: nativeLine, sources: harmonic(15, 'source') }),
  },
  bikeshare: {
    says: 'ten quoted columns, CRLF, points as four numbers, no region',
    format: 'bikeshare',
    blocks: (amount) => lines(amount, { draw: cityByCity, secondOf: anySecond, write: bikeshareLine }),
  },
}

const nativeHeader = 'region,origin_coord,destination_coord,datetime,datasource\n'
const bikeshareHeader =
  'ride_id,rideable_type,started_at,ended_at,start_station_name,start_lat,start_lng,end_lat,end_lng,member_casual'

type Place = { region: string; points: OriginAndDestination }
type Draw = (random: () => number) => () => Place
type SecondOf = (row: number, rows: number, random: () => number) => number
type Line = { row: number; place: Place; time: number; source: string }
type Weighted = { name: string; weight: number }
type Recipe = { draw: Draw; secondOf: SecondOf; write: (line: Line) => string; sources?: readonly Weighted[] }

const rowsOfBlock = 4096

/** So many names, the n-th with 1 / n of the first one's weight (Zipf's law). */
const harmonic = (count: number, name: string): Weighted[] =>
  Array.from({ length: count }, (_, i) => ({ name: `${name} ${i + 1}`, weight: 1 / (i + 1) }))

const usualSources: readonly Weighted[] = [45, 28, 19, 8].map((weight, i) => ({ name: datasources[i], weight }))

function* lines({ seed, rows }: Amount, { draw, secondOf, write, sources = usualSources }: Recipe): Generator<Uint8Array> {
  const random = mulberry32(seed)
  const next = draw(random)
  const pickSource = picker(
    sources.map(({ weight }) => weight),
    random,
  )
  let text = write === bikeshareLine ? `${quoted(bikeshareHeader.split(','))}\r\n` : nativeHeader
  for (let row = 0; row < rows; row++) {
    text += write({ row, place: next(), time: monday + secondOf(row, rows, random), source: sources[pickSource()].name })
    if ((row + 1) % rowsOfBlock > 0 && row + 1 < rows) continue
    yield Buffer.from(text)
    text = ''
  }
}

const anySecondOf =
  (count: number): SecondOf =>
  (_row, _rows, random) =>
    Math.floor(random() * count * secondsPerWeek)
const anySecond = anySecondOf(weeks)
const nextSecond: SecondOf = (row, rows) => Math.floor((row / rows) * weeks * secondsPerWeek)

const manyCities: Draw = (random) =>
  drawOf(
    harmonic(250, 'City').map((city) => ({ ...city, lon: random() * 340 - 170, lat: random() * 100 - 40 })),
    random,
  )

const cityByCity: Draw = (random) => drawOf(cities, random)

function drawOf(cities: readonly SampleCity[], random: () => number): () => Place {
  const pickCity = picker(
    cities.map((city) => city.weight),
    random,
  )
  const draws = cities.map((city) => cityTrips(city, random))
  return () => {
    const city = pickCity()
    return { region: cities[city].name, points: draws[city]() }
  }
}

/** Anywhere between 60° south and 70° north; the destination up to 0.05 degree away. Regions are bands of 15 degrees. */
const worldTrips: Draw = (random) => () => {
  const originLon = Math.floor((random() * 359.8 - 179.9) * 1e7)
  const originLat = Math.floor((random() * 130 - 60) * 1e7)
  const away = () => Math.floor((random() - 0.5) * 1e6)
  const points = { originLon, originLat, destinationLon: originLon + away(), destinationLat: originLat + away() }
  return { region: `band ${Math.floor((originLon / 1e7 + 180) / 15)}`, points }
}

/** Seven decimals of a whole number of 1e-7 degrees: division and rounding to seven places give the same digits back. */
const degrees = (e7: number): string => (e7 / 1e7).toFixed(7)

function nativeLine({ place: { region, points }, time, source }: Line): string {
  const origin = `POINT (${degrees(points.originLon)} ${degrees(points.originLat)})`
  return `${region},${origin},POINT (${degrees(points.destinationLon)} ${degrees(points.destinationLat)}),${datetimeText(time)},${source}\n`
}

const quoted = (fields: string[]): string => fields.map((field) => `"${field}"`).join()

function bikeshareLine({ row, place: { points }, time, source }: Line): string {
  const fields = [
    ...[
      row.toString(16).padStart(16, '0'),
      'classic_bike',
      datetimeText(time),
      datetimeText(time + 600),
      `Dock ${row % 500}, North`,
    ],
    ...[points.originLat, points.originLon, points.destinationLat, points.destinationLon].map(degrees),
    source === 'bike_share' ? 'member' : 'casual',
  ]
  return `${quoted(fields)}\r\n`
}
