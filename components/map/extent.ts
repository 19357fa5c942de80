import type { DensityCellView } from '#trips/views.ts'

/** west, south, east, north in degrees. */
export type Extent = [number, number, number, number]

/** The value below which `share` of the weight lies. */
function quantile(pairs: [value: number, weight: number][], share: number): number {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0])
  const wanted = sorted.reduce((sum, [, weight]) => sum + weight, 0) * share
  let sum = 0
  for (const [value, weight] of sorted) {
    sum += weight
    if (sum >= wanted && sum > 0) return value
  }
  return sorted[sorted.length - 1][0]
}

/**
 * Where the trips mostly are: the cells left when one in a hundred is cut off on each side. A mistyped coordinate in the
 * middle of the ocean must not make a city a dot on a map of the world.
 */
export function mostlyWithin(cells: readonly Pick<DensityCellView, 'bbox' | 'trips'>[], cutShare = 0.01): Extent | undefined {
  if (!cells.length) return undefined
  const side = (edge: number, share: number) =>
    quantile(
      cells.map(({ bbox, trips }) => [bbox[edge], trips]),
      share,
    )
  return [side(0, cutShare), side(1, cutShare), side(2, 1 - cutShare), side(3, 1 - cutShare)]
}

/** A city with its surroundings is within this many degrees of its busiest cell. */
const cityDegrees = 0.8

/** Around the cell with the most trips: the busiest city of a dataset of many. */
export function busiestPlace(cells: readonly Pick<DensityCellView, 'bbox' | 'trips'>[]): Extent | undefined {
  const busiest = cells.reduce((most, cell) => (cell.trips > most.trips ? cell : most), cells[0])
  return mostlyWithin(
    cells.filter(({ bbox }) => [0, 1].every((edge) => Math.abs(bbox[edge] - busiest.bbox[edge]) <= cityDegrees)),
  )
}
