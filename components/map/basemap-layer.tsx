'use client'

import { useCallback, useEffect, useState } from 'react'
import { useMap, useMapEvents } from 'react-leaflet'
import type { Frame } from './drawn-layer.ts'
import type { MapPalette } from './map-palette.ts'
import { loadOutlines, type Outline, type Outlines, scaleForZoom } from './outlines.ts'
import { useDrawnLayer } from './use-drawn-layer.ts'

/** Paths of all outlines that meet the frame, in pixels. */
function visiblePath({ world, left, top, width, height }: Frame, outlines: Outline[]): Path2D {
  const path = new Path2D()
  const matrix = new DOMMatrix([world, 0, 0, world, left, top])
  for (const { west, north, east, south, path: outline } of outlines) {
    const acrossSeen = left + east * world > 0 && left + west * world < width
    if (acrossSeen && top + south * world > 0 && top + north * world < height) path.addPath(outline, matrix)
  }
  return path
}

function drawOutlines(frame: Frame, outlines: Outlines, palette: MapPalette): void {
  const { context } = frame
  context.fillStyle = palette.land
  context.fill(visiblePath(frame, outlines.land), 'evenodd')
  context.lineJoin = 'round'
  context.lineWidth = 1
  context.strokeStyle = palette.border
  context.stroke(visiblePath(frame, outlines.borders))
  context.strokeStyle = palette.coast
  context.stroke(visiblePath(frame, outlines.coasts))
}

/** Land, coasts and borders from files of this very server. */
export function BasemapLayer({ palette, outlined }: { palette: MapPalette; outlined: boolean }) {
  const map = useMap()
  const [scale, setScale] = useState(() => scaleForZoom(map.getZoom()))
  const [outlines, setOutlines] = useState<Outlines>()
  useMapEvents({ zoomend: () => setScale(scaleForZoom(map.getZoom())) })
  useEffect(() => {
    if (!outlined) return
    let current = true
    // Without the file the graticule still shows where one is; the next change of scale asks for it again.
    loadOutlines(scale).then(
      (found) => current && setOutlines(found),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [scale, outlined])
  const paint = useCallback(
    (frame: Frame) => {
      if (outlined && outlines) drawOutlines(frame, outlines, palette)
    },
    [outlines, palette, outlined],
  )
  useDrawnLayer(paint, 'basemap')
  return null
}
