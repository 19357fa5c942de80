import { mulberry32 } from '#trips/mulberry32.ts'

/** A trip as a file has it; points are longitude, latitude in 1e-7 degree. */
export type MadeTrip = {
  region: string
  origin: [number, number]
  destination: [number, number]
  /** `2024-02-07` */
  day: string
  /** `08:14:59` */
  clock: string
  datasource: string
}

const cities = [
  { region: 'Prague', lon: 14.42, lat: 50.08, share: 0.5 },
  { region: 'Turin', lon: 7.68, lat: 45.07, share: 0.33 },
  { region: 'Lyon', lon: 4.84, lat: 45.76, share: 0.17 },
]
const hubs = [
  [0, 0],
  [0.03, 0.01],
  [-0.02, 0.02],
  [0.01, -0.03],
]
const firstDay = Date.UTC(2024, 1, 7) // a Wednesday, in 2024-W06
const days = 66 // the last is Friday 2024-04-12, in 2024-W15
const emptyWeek = { from: Date.UTC(2024, 2, 11), days: 7 }
const dayMs = 86_400_000

export const dayText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10)

/**
 * Made-up trips in ten ISO weeks, the first and the last of them partial and 2024-W11 empty, in three cities of which only
 * two know `cheap_mobile`. The same seed gives the same trips.
 */
export function madeTrips(seed: number, count: number): MadeTrip[] {
  const random = mulberry32(seed)
  const below = (n: number) => Math.floor(random() * n)
  const point = ({ lon, lat }: (typeof cities)[number]): [number, number] => {
    const [east, north] = hubs[below(hubs.length)]
    const off = () => (random() - 0.5) * 0.012
    return [Math.round((lon + east + off()) * 1e7), Math.round((lat + north + off()) * 1e7)]
  }
  const pickDay = (i: number): number => {
    if (i < 2) return firstDay + i * (days - 1) * dayMs
    const day = firstDay + below(days) * dayMs
    return day >= emptyWeek.from && day < emptyWeek.from + emptyWeek.days * dayMs ? pickDay(i) : day
  }
  const two = (n: number) => String(n).padStart(2, '0')
  return Array.from({ length: count }, (_, i) => {
    const drawn = random()
    // The first city has both the first and the last day.
    const city = i < 2 || drawn < cities[0].share ? cities[0] : drawn < 1 - cities[2].share ? cities[1] : cities[2]
    const datasources = ['bike_share', 'taxi_meter', ...(city.region === 'Turin' ? [] : ['cheap_mobile'])]
    return {
      region: city.region,
      origin: point(city),
      destination: point(city),
      day: dayText(pickDay(i)),
      clock: `${two(below(24))}:${two(below(60))}:${two(below(60))}`,
      datasource: datasources[below(datasources.length)],
    }
  })
}

const degrees = (e7: number): string => (e7 / 1e7).toFixed(7)
const wkt = ([lon, lat]: [number, number]): string => `POINT (${degrees(lon)} ${degrees(lat)})`

export const csvHeader = 'region,origin_coord,destination_coord,datetime,datasource'

export const csvLine = ({ region, origin, destination, day, clock, datasource }: MadeTrip): string =>
  `${region},${wkt(origin)},${wkt(destination)},${day} ${clock},${datasource}`

export const csvOf = (trips: readonly MadeTrip[]): string => `${[csvHeader, ...trips.map(csvLine)].join('\n')}\n`
