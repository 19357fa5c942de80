'use client'

import type { Map as LeafletMap } from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import { CircleMarker, Polyline, useMap } from 'react-leaflet'
import type { MapPoint } from './area-box.ts'
import type { PointerAt } from './draw-gesture.ts'
import { click, finish, type PolygonGesture, type PolygonStep, takeBack } from './draw-polygon-gesture.ts'
import { holdMapStill } from './hold-map-still.ts'
import type { MapPalette } from './map-palette.ts'

type Props = { palette: MapPalette; onDrawn: (corners: MapPoint[]) => void; onCancel: () => void }
type Hears = {
  corners: (gesture: PolygonGesture) => void
  pointer: (at: MapPoint) => void
  drawn: (corners: MapPoint[]) => void
  cancel: () => void
}

/** Clicks set corners, and keys end, take back or give up, until the returned function is called. */
function listenForCorners(map: LeafletMap, hears: Hears): () => void {
  const container = map.getContainer()
  const stop = new AbortController()
  const options = { signal: stop.signal, capture: true }
  let gesture: PolygonGesture = []
  const at = (event: PointerEvent): PointerAt => {
    const { lng, lat } = map.mouseEventToLatLng(event)
    return { x: event.clientX, y: event.clientY, point: { lng, lat } }
  }
  const take = (step: PolygonStep) => {
    gesture = step.gesture
    hears.corners(gesture)
    if (step.done) hears.drawn(step.done)
  }
  const isOnMap = (event: PointerEvent) =>
    event.button === 0 && event.isPrimary && !(event.target instanceof Element && event.target.closest('.leaflet-control'))
  const key = (event: KeyboardEvent) => {
    const onControl = event.target instanceof Element && event.target.closest('button, input, select, textarea, a, summary')
    if (event.key === 'Escape') hears.cancel()
    if (onControl) return
    if (event.key === 'Enter') take(finish(gesture))
    if (event.key === 'Backspace') take({ gesture: takeBack(gesture) })
  }
  container.addEventListener('pointerdown', (event) => isOnMap(event) && event.preventDefault(), options)
  container.addEventListener('pointerup', (event) => isOnMap(event) && take(click(gesture, at(event))), options)
  container.addEventListener('pointermove', (event) => hears.pointer(at(event).point), options)
  document.addEventListener('keydown', key, options)
  return () => stop.abort()
}

/** While it is on the map, clicks draw a polygon: the map itself stays where it is. */
export function DrawPolygon({ palette, onDrawn, onCancel }: Props) {
  const map = useMap()
  const [corners, setCorners] = useState<PolygonGesture>([])
  const [pointer, setPointer] = useState<MapPoint>()
  const latest = useRef({ onDrawn, onCancel })
  latest.current = { onDrawn, onCancel }
  useEffect(() => {
    const release = holdMapStill(map)
    // The button that began it is gone, and Enter has to end the polygon.
    map.getContainer().focus({ preventScroll: true })
    const stop = listenForCorners(map, {
      corners: setCorners,
      pointer: setPointer,
      drawn: (drawn) => latest.current.onDrawn(drawn),
      cancel: () => latest.current.onCancel(),
    })
    return () => {
      stop()
      release()
    }
  }, [map])
  const points = corners.map(({ point }) => point)
  const line = pointer ? [...points, pointer] : points
  return (
    <>
      <Polyline positions={line} interactive={false} pathOptions={{ color: palette.halo, weight: 5, opacity: 0.9 }} />
      <Polyline positions={line} interactive={false} pathOptions={{ color: palette.accent, weight: 2 }} />
      {points.map((point, i) => (
        <CircleMarker
          // biome-ignore lint/suspicious/noArrayIndexKey: corners have no other name, and only the last one goes
          key={i}
          center={point}
          radius={i === 0 && points.length > 2 ? 7 : 4}
          interactive={false}
          pathOptions={{ color: palette.halo, weight: 2, fillColor: palette.accent, fillOpacity: 1 }}
        />
      ))}
    </>
  )
}
