'use client'

import dynamic from 'next/dynamic'
import type { PreviewTripView } from '#trips/mapping-views.ts'
import { countOf } from '../ui/numbers.ts'
import styles from './preview.module.css'
import { extentOfTrips } from './preview-extent.ts'

const PreviewLeaflet = dynamic(() => import('./preview-leaflet.tsx').then((module) => module.PreviewLeaflet), {
  ssr: false,
  loading: () => <div className={styles.mapFrame} />,
})

/** Where the first trips, of which there is at least one, would be: on a map, and in words. */
export function PreviewMap({ trips }: { trips: readonly PreviewTripView[] }) {
  return (
    <figure className={styles.map} aria-label="Map of the first trips">
      <PreviewLeaflet trips={trips} />
      <figcaption className="small">
        <span className={styles.origin}>Origin</span> <span className={styles.destination}>Destination</span> {extentWords(trips)}
      </figcaption>
    </figure>
  )
}

const degrees = (value: number, positive: string, negative: string): string =>
  `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`

function extentWords(trips: readonly PreviewTripView[]): string {
  const [west, south, east, north] = extentOfTrips(trips)
  const lons = `${degrees(west, 'E', 'W')} to ${degrees(east, 'E', 'W')}`
  return `${countOf(trips.length, 'trip')}, ${degrees(south, 'N', 'S')} to ${degrees(north, 'N', 'S')}, ${lons}`
}
