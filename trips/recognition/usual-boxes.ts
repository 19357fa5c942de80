import type { CsvMapping } from '../csv-mapping.ts'
import type { UsualBox } from '../quality-checks.ts'
import { latMaxE7, lonMaxE7, unitsPerDegree } from '../trip.ts'
import { tripsOfSample } from './trips-of-sample.ts'

/** Fewer trips of a region say little about where it lies. */
const tripsMin = 50
const middleShare = 0.9
/** Half a degree is 56 km from south to north. */
const marginMin = unitsPerDegree / 2

/**
 * Where the trips of each region usually are, by its label: the middle nine tenths of the sample's origins and destinations in
 * either direction, widened on each side by its own width, at least half a degree. Regions with under 50 trips have no box.
 */
export function findUsualBoxes(sample: readonly Uint8Array[], mapping: CsvMapping): Record<string, UsualBox> {
  const points = new Map<string, { lon: number[]; lat: number[] }>()
  for (const { columns, regions } of tripsOfSample(sample, mapping)) {
    const region = regions[columns.region[0]]
    const known = points.get(region) ?? { lon: [], lat: [] }
    points.set(region, known)
    for (const [[lon], [lat]] of [
      [columns.originLon, columns.originLat],
      [columns.destinationLon, columns.destinationLat],
    ])
      if (lon !== 0 || lat !== 0) {
        known.lon.push(lon)
        known.lat.push(lat)
      }
  }
  const usual = [...points].filter(([region, { lon }]) => region !== '' && lon.length >= 2 * tripsMin)
  return Object.fromEntries(usual.map(([region, { lon, lat }]) => [region, boxOf(lon, lat)]))
}

function boxOf(lon: number[], lat: number[]): UsualBox {
  const [west, east] = widened(lon, lonMaxE7)
  const [south, north] = widened(lat, latMaxE7)
  return [west, south, east, north]
}

function widened(values: number[], max: number): [number, number] {
  values.sort((a, b) => a - b)
  const low = values[Math.floor(((1 - middleShare) / 2) * (values.length - 1))]
  const high = values[Math.ceil(((1 + middleShare) / 2) * (values.length - 1))]
  const margin = Math.max(high - low, marginMin)
  return [Math.max(low - margin, -max), Math.min(high + margin, max)]
}
