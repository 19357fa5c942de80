'use client'

import type { Map as LeafletMap } from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import { CircleMarker, useMap } from 'react-leaflet'
import { type AreaBox, middleLng } from './area-box.ts'
import { AreaRectangle } from './area-rectangle.tsx'
import { type DrawGesture, type PointerAt, press, preview, release } from './draw-gesture.ts'
import { holdMapStill } from './hold-map-still.ts'
import type { MapPalette } from './map-palette.ts'

type Props = { palette: MapPalette; onDrawn: (area: AreaBox) => void; onCancel: () => void }
type Hears = {
  anchor: (at?: PointerAt) => void
  area: (area?: AreaBox) => void
  drawn: (area: AreaBox) => void
  cancel: () => void
}

/** The map keeps still, and pointers draw on it, until the returned function is called. */
function listenForDrawing(map: LeafletMap, hears: Hears): () => void {
  const container = map.getContainer()
  const stop = new AbortController()
  const options = { signal: stop.signal, capture: true }
  let gesture: DrawGesture = {}
  const at = (event: PointerEvent): PointerAt => {
    const { lng, lat } = map.mouseEventToLatLng(event)
    return { x: event.clientX, y: event.clientY, point: { lng, lat } }
  }
  const down = (event: PointerEvent) => {
    const onControl = event.target instanceof Element && event.target.closest('.leaflet-control')
    if (event.button !== 0 || !event.isPrimary || onControl) return
    event.preventDefault()
    container.setPointerCapture(event.pointerId)
    gesture = press(gesture, at(event))
    hears.anchor(gesture.anchor)
  }
  const up = (event: PointerEvent) => {
    const done = release(gesture, at(event))
    gesture = done.gesture
    if (done.area) hears.drawn(done.area)
  }
  container.addEventListener('pointerdown', down, options)
  container.addEventListener('pointermove', (event) => hears.area(preview(gesture, at(event))), options)
  container.addEventListener('pointerup', up, options)
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hears.cancel(), options)
  return () => stop.abort()
}

/** While it is on the map, pointers draw: the map itself stays where it is. Escape gives up. */
export function DrawBox({ palette, onDrawn, onCancel }: Props) {
  const map = useMap()
  const [area, setArea] = useState<AreaBox>()
  const [anchor, setAnchor] = useState<PointerAt>()
  const latest = useRef({ onDrawn, onCancel })
  latest.current = { onDrawn, onCancel }
  useEffect(() => {
    const release = holdMapStill(map)
    const stop = listenForDrawing(map, {
      anchor: setAnchor,
      area: setArea,
      drawn: (drawn) => latest.current.onDrawn(drawn),
      cancel: () => latest.current.onCancel(),
    })
    return () => {
      stop()
      release()
    }
  }, [map])
  const turn = area && anchor ? Math.round((anchor.point.lng - middleLng(area)) / 360) * 360 : 0
  return (
    <>
      {anchor && (
        <CircleMarker
          center={anchor.point}
          radius={4}
          interactive={false}
          pathOptions={{ color: palette.halo, weight: 2, fillColor: palette.accent, fillOpacity: 1 }}
        />
      )}
      {area && <AreaRectangle area={area} turn={turn} palette={palette} />}
    </>
  )
}
