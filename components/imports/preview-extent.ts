import type { PreviewTripView } from '#trips/mapping-views.ts'
import type { Extent } from '../map/extent.ts'

/** All origins and destinations of at least one trip, strays included: a preview is where they must be seen. */
export function extentOfTrips(trips: readonly Pick<PreviewTripView, 'origin' | 'destination'>[]): Extent {
  const points = trips.flatMap(({ origin, destination }) => [origin, destination])
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
