import type { CsvMapping } from './csv-mapping.ts'
import { CsvReader } from './csv-reader.ts'
import { LabelIndex } from './label-index.ts'
import type { UsualBox } from './quality-checks.ts'
import { createCheckCounts } from './row-checks.ts'
import { latMaxE7, lonMaxE7, unitsPerDegree } from './trip.ts'
import { createTripColumns } from './trip-columns.ts'
import { createRowValidator } from './validate-row.ts'

/** Of more rows a box would hardly differ. */
const rowsMax = 32_768
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
  for (const [region, ...at] of samplePoints(sample, mapping)) {
    const known = points.get(region) ?? { lon: [], lat: [] }
    points.set(region, known)
    for (const [lon, lat] of at)
      if (lon !== 0 || lat !== 0) {
        known.lon.push(lon)
        known.lat.push(lat)
      }
  }
  const usual = [...points].filter(([region, { lon }]) => region !== '' && lon.length >= 2 * tripsMin)
  return Object.fromEntries(usual.map(([region, { lon, lat }]) => [region, boxOf(lon, lat)]))
}

type Point = [lon: number, lat: number]

function* samplePoints(sample: readonly Uint8Array[], mapping: CsvMapping): Generator<[string, Point, Point]> {
  const validator = createRowValidator({ ...mapping, checks: undefined })
  const columns = createTripColumns(1)
  const sink = {
    columns,
    regions: new LabelIndex(),
    datasources: new LabelIndex(),
    rejects: [],
    flagged: [],
    checks: createCheckCounts(),
  }
  let rows = 0
  for (const [index, block] of sample.entries()) {
    const reader = new CsvReader(mapping.delimiter.charCodeAt(0), { startByte: index, startLine: 1 })
    reader.push(block)
    reader.finish()
    for (let head = index === 0 ? mapping.skip_rows + Number(mapping.header) : 0; head > 0 && reader.next(); head--);
    while (rows++ < rowsMax && reader.next()) {
      columns.length = 0
      sink.rejects.length = 0
      if (!validator.validate(reader, sink)) continue
      const region = sink.regions.labels[columns.region[0]]
      yield [region, [columns.originLon[0], columns.originLat[0]], [columns.destinationLon[0], columns.destinationLat[0]]]
    }
  }
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
