'use client'

import 'leaflet/dist/leaflet.css'
import { useCallback, useEffect } from 'react'
import { AttributionControl, MapContainer, useMap, ZoomControl } from 'react-leaflet'
import type { PreviewTripView } from '#trips/mapping-views.ts'
import { BasemapLayer } from '../map/basemap-layer.tsx'
import type { Frame } from '../map/drawn-layer.ts'
import { GraticuleLayer } from '../map/graticule-layer.tsx'
import { KeepSize } from '../map/keep-size.tsx'
import { type MapPalette, mapPalettes } from '../map/map-palette.ts'
import { boundsOfExtent } from '../map/show-place.tsx'
import { useDrawnLayer } from '../map/use-drawn-layer.ts'
import { useScheme } from '../ui/use-scheme.ts'
import styles from './preview.module.css'
import { extentOfTrips } from './preview-extent.ts'

const dotRadius = 3

function drawTrips({ context, x, y }: Frame, trips: readonly PreviewTripView[], palette: MapPalette): void {
  context.strokeStyle = palette.label
  context.globalAlpha = 0.35
  context.lineWidth = 1
  context.beginPath()
  for (const { origin, destination } of trips) {
    context.moveTo(x(origin[0]), y(origin[1]))
    context.lineTo(x(destination[0]), y(destination[1]))
  }
  context.stroke()
  context.globalAlpha = 1
  context.strokeStyle = palette.halo
  for (const [end, colour] of [
    ['destination', palette.flow],
    ['origin', palette.accent],
  ] as const) {
    context.fillStyle = colour
    for (const trip of trips) {
      const [lon, lat] = trip[end]
      context.beginPath()
      context.arc(x(lon), y(lat), dotRadius, 0, 2 * Math.PI)
      context.fill()
      context.stroke()
    }
  }
}

function Trips({ trips, palette }: { trips: readonly PreviewTripView[]; palette: MapPalette }) {
  const map = useMap()
  useDrawnLayer(
    useCallback((frame: Frame) => drawTrips(frame, trips, palette), [trips, palette]),
    'flows',
  )
  useEffect(() => {
    map.fitBounds(boundsOfExtent(extentOfTrips(trips)), { padding: [16, 16], animate: false })
  }, [map, trips])
  return null
}

/** The first trips on a map of its own. Runs in the browser only. */
export function PreviewLeaflet({ trips }: { trips: readonly PreviewTripView[] }) {
  const palette = mapPalettes[useScheme()]
  return (
    <div className={styles.mapFrame} style={{ background: palette.sea }}>
      <MapContainer
        className={styles.mapInside}
        bounds={boundsOfExtent(extentOfTrips(trips))}
        maxZoom={18}
        zoomSnap={0.25}
        zoomControl={false}
        attributionControl={false}
        boxZoom={false}
        zoomAnimation={false}
      >
        <ZoomControl position="topleft" />
        <AttributionControl position="bottomright" prefix="Leaflet, Natural Earth" />
        <BasemapLayer palette={palette} outlined />
        <GraticuleLayer palette={palette} />
        <KeepSize />
        <Trips trips={trips} palette={palette} />
      </MapContainer>
    </div>
  )
}
