import { unitsPerDegree } from './trip.ts'

/** A city trips are made up for: its label, its centre in degrees, and its share of the trips relative to the others. */
export type SampleCity = { name: string; lon: number; lat: number; weight: number }

export const sampleCities: readonly SampleCity[] = [
  { name: 'Prague', lon: 14.4378, lat: 50.0755, weight: 18 },
  { name: 'Turin', lon: 7.6869, lat: 45.0703, weight: 12 },
  { name: 'Hamburg', lon: 9.9937, lat: 53.5511, weight: 16 },
  { name: 'Lisbon', lon: -9.1393, lat: 38.7223, weight: 9 },
  { name: 'Chicago', lon: -87.6298, lat: 41.8781, weight: 27 },
  { name: 'Singapore', lon: 103.8198, lat: 1.3521, weight: 18 },
]

const hubsPerCity = 14
const hubDistanceMetres = 3500
const hubSpreadMetres = 650
const tripMedianMetres = 2300
/** Trips that end at a hub; the others end anywhere, a log-normal length away. */
const toHubShare = 0.4
const metresPerDegree = 111_320

/** Points in 1e-7 degree. */
export type OriginAndDestination = { originLon: number; originLat: number; destinationLon: number; destinationLat: number }

/**
 * Draws trips of one city. Only additions, multiplications and square roots, which every engine rounds alike, and no
 * logarithm or sine: the bell curve is a sum of uniform numbers and the log-normal length a product of them, as the central
 * limit theorem has it.
 */
export function cityTrips(city: SampleCity, random: () => number): () => OriginAndDestination {
  const trip = { originLon: 0, originLat: 0, destinationLon: 0, destinationLat: 0 }
  const latUnits = unitsPerDegree / metresPerDegree
  const lonUnits = latUnits / Math.cos((city.lat * Math.PI) / 180)
  const centreLon = Math.round(city.lon * unitsPerDegree)
  const centreLat = Math.round(city.lat * unitsPerDegree)
  // Sum of four uniform numbers: variance 1/3, brought to 1.
  const bell = (): number => (random() + random() + random() + random() - 2) * Math.sqrt(3)
  const hubs = Array.from({ length: hubsPerCity }, () => [bell() * hubDistanceMetres, bell() * hubDistanceMetres] as const)
  const pickHub = picker(
    hubs.map((_, rank) => 1 / (rank + 1)),
    random,
  )
  // ln(1 + 3u) has mean 0.848 and standard deviation 0.38, so a product of four has median e^0 after 0.428 = e^-0.848 each.
  const stretch = (): number => 0.428 * (1 + 3 * random())
  return () => {
    const from = hubs[pickHub()]
    const x = from[0] + bell() * hubSpreadMetres
    const y = from[1] + bell() * hubSpreadMetres
    let [toX, toY] = [0, 0]
    if (random() < toHubShare) {
      const to = hubs[pickHub()]
      toX = to[0] + bell() * hubSpreadMetres
      toY = to[1] + bell() * hubSpreadMetres
    } else {
      const length = tripMedianMetres * stretch() * stretch() * stretch() * stretch()
      const [east, north] = direction(random)
      toX = x + length * east
      toY = y + length * north
    }
    trip.originLon = centreLon + Math.round(x * lonUnits)
    trip.originLat = centreLat + Math.round(y * latUnits)
    trip.destinationLon = centreLon + Math.round(toX * lonUnits)
    trip.destinationLat = centreLat + Math.round(toY * latUnits)
    return trip
  }
}

/** A unit vector in any direction: points in a square that fall outside its circle are drawn again. */
function direction(random: () => number): readonly [number, number] {
  for (;;) {
    const x = 2 * random() - 1
    const y = 2 * random() - 1
    const square = x * x + y * y
    if (square <= 1 && square > 0.0001) return [x / Math.sqrt(square), y / Math.sqrt(square)]
  }
}

const pickSlots = 16_384

/** Draws indexes with probability by weight, in steps of 1/16,384, by one look into a table. */
export function picker(weights: readonly number[], random: () => number): () => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const slots = new Uint16Array(pickSlots)
  let sum = 0
  let slot = 0
  weights.forEach((weight, index) => {
    sum += weight
    for (const end = Math.round((sum / total) * pickSlots); slot < end; slot++) slots[slot] = index
  })
  return () => slots[Math.floor(random() * pickSlots)]
}
