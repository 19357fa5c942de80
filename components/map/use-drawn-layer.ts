'use client'

import { useEffect, useRef } from 'react'
import { useMap } from 'react-leaflet'
import { DrawnLayer, type Painter } from './drawn-layer.ts'

/** Stacking of the drawn panes: over Leaflet's tiles (200), under its vectors (400) and markers (600). */
export const panes = { basemap: 210, density: 310, graticule: 330, flows: 350 } as const

/** Puts a canvas on the map for as long as the component lives, and repaints it when the painter changes. */
export function useDrawnLayer(paint: Painter, pane: keyof typeof panes): void {
  const map = useMap()
  const layer = useRef<DrawnLayer>(undefined)
  const painter = useRef(paint)
  painter.current = paint
  useEffect(() => {
    const name = `drawn-${pane}`
    const element = map.getPane(name) ?? map.createPane(name)
    element.style.zIndex = String(panes[pane])
    element.style.pointerEvents = 'none'
    const drawn = new DrawnLayer((frame) => painter.current(frame), name)
    layer.current = drawn
    drawn.addTo(map)
    return () => {
      drawn.remove()
    }
  }, [map, pane])
  useEffect(() => layer.current?.setPainter(paint), [paint])
}
