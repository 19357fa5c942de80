'use client'

import { useCallback, useEffect, useState } from 'react'
import { useMap, useMapEvents } from 'react-leaflet'
import type { Frame } from './drawn-layer.ts'
import { degreesLabel, graticuleLines, graticuleStep } from './graticule.ts'
import type { MapPalette } from './map-palette.ts'
import { loadOutlines, type Outline, type Outlines, scaleForZoom } from './outlines.ts'
import { useDrawnLayer } from './use-drawn-layer.ts'

/** From this zoom on, outlines say too little and the graticule is drawn. */
const graticuleZoomMin = 6

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

function drawGraticule(frame: Frame, palette: MapPalette): void {
  const { context, margin } = frame
  const step = graticuleStep(frame.world / 360)
  const lonAt = (x: number) => ((x - frame.left) / frame.world - 0.5) * 360
  const latAt = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y - frame.top)) / frame.world))) * 180) / Math.PI
  context.strokeStyle = palette.graticule
  context.fillStyle = palette.label
  context.font = '11px system-ui, sans-serif'
  context.lineWidth = 1
  context.beginPath()
  for (const lon of graticuleLines(Math.max(-180, lonAt(0)), Math.min(180 - step, lonAt(frame.width)), step)) {
    const x = Math.round(frame.x(lon)) + 0.5
    context.moveTo(x, 0)
    context.lineTo(x, frame.height)
    context.fillText(degreesLabel(lon, 'lon'), x + 4, frame.height - margin.y - 8)
  }
  for (const lat of graticuleLines(latAt(frame.height), latAt(0), step)) {
    const y = Math.round(frame.y(lat)) + 0.5
    context.moveTo(0, y)
    context.lineTo(frame.width, y)
    const text = degreesLabel(lat, 'lat')
    context.fillText(text, frame.width - margin.x - context.measureText(text).width - 8, y - 4)
  }
  context.stroke()
}

/** Land, coasts and borders from files of this very server, and degrees where those are too coarse to hold on to. */
export function BasemapLayer({ palette, outlined }: { palette: MapPalette; outlined: boolean }) {
  const map = useMap()
  const [scale, setScale] = useState(() => scaleForZoom(map.getZoom()))
  const [outlines, setOutlines] = useState<Outlines>()
  useMapEvents({ zoomend: () => setScale(scaleForZoom(map.getZoom())) })
  useEffect(() => {
    if (!outlined) return
    let current = true
    // Without the file the graticule still shows where one is; the next zoom asks for it again.
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
      if (frame.zoom >= graticuleZoomMin) drawGraticule(frame, palette)
    },
    [outlines, palette, outlined],
  )
  useDrawnLayer(paint, 'basemap')
  return null
}
