'use client'

import { useEffect, useRef, useState } from 'react'
import { CircleMarker, useMap } from 'react-leaflet'
import { type AreaBox, middleLng } from './area-box.ts'
import { AreaRectangle } from './area-rectangle.tsx'
import { type DrawGesture, type PointerAt, press, preview, release } from './draw-gesture.ts'
import type { MapPalette } from './map-palette.ts'

type Props = { palette: MapPalette; onDrawn: (area: AreaBox) => void; onCancel: () => void }

/** While it is on the map, pointers draw: the map itself stays where it is. Escape gives up. */
export function DrawBox({ palette, onDrawn, onCancel }: Props) {
  const map = useMap()
  const [area, setArea] = useState<AreaBox>()
  const [anchor, setAnchor] = useState<PointerAt>()
  const latest = useRef({ onDrawn, onCancel })
  latest.current = { onDrawn, onCancel }

  useEffect(() => {
    const container = map.getContainer()
    let gesture: DrawGesture = {}
    const at = (event: PointerEvent): PointerAt => {
      const { lng, lat } = map.mouseEventToLatLng(event)
      return { x: event.clientX, y: event.clientY, point: { lng, lat } }
    }
    const onControl = (event: Event) => event.target instanceof Element && event.target.closest('.leaflet-control')
    const listeners = {
      pointerdown: (event: PointerEvent) => {
        if (event.button !== 0 || !event.isPrimary || onControl(event)) return
        event.preventDefault()
        container.setPointerCapture(event.pointerId)
        gesture = press(gesture, at(event))
        setAnchor(gesture.anchor)
      },
      pointermove: (event: PointerEvent) => setArea(preview(gesture, at(event))),
      pointerup: (event: PointerEvent) => {
        const done = release(gesture, at(event))
        gesture = done.gesture
        if (done.area) latest.current.onDrawn(done.area)
      },
      keydown: (event: KeyboardEvent) => event.key === 'Escape' && latest.current.onCancel(),
    }
    const stop = new AbortController()
    const options = { signal: stop.signal, capture: true }
    container.addEventListener('pointerdown', listeners.pointerdown, options)
    container.addEventListener('pointermove', listeners.pointermove, options)
    container.addEventListener('pointerup', listeners.pointerup, options)
    document.addEventListener('keydown', listeners.keydown, options)
    const still = [map.dragging, map.doubleClickZoom, map.touchZoom]
    for (const handler of still) handler.disable()
    container.classList.add('drawing')
    return () => {
      stop.abort()
      for (const handler of still) handler.enable()
      container.classList.remove('drawing')
    }
  }, [map])

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
      {area && (
        <AreaRectangle
          area={area}
          turn={anchor ? Math.round((anchor.point.lng - middleLng(area)) / 360) * 360 : 0}
          palette={palette}
        />
      )}
    </>
  )
}
