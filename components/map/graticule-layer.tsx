'use client'

import { useCallback } from 'react'
import type { Frame } from './drawn-layer.ts'
import { degreesLabel, graticuleLines, graticuleStep } from './graticule.ts'
import type { MapPalette } from './map-palette.ts'
import { useDrawnLayer } from './use-drawn-layer.ts'

/** From this zoom on, outlines say too little to hold on to. */
const zoomMin = 6
/** Room of the scale bar, in the map's left corner. */
const scaleBarPx = 110
/** Labels stand above the line of attributions. */
const labelRisePx = 24

function drawGraticule(frame: Frame, palette: MapPalette): void {
  if (frame.zoom < zoomMin) return
  const { context, margin } = frame
  const step = graticuleStep(frame.world / 360)
  const lonAt = (x: number) => ((x - frame.left) / frame.world - 0.5) * 360
  const latAt = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y - frame.top)) / frame.world))) * 180) / Math.PI
  const labels: [text: string, x: number, y: number][] = []
  context.strokeStyle = palette.graticule
  context.font = '11px system-ui, sans-serif'
  context.lineWidth = 1
  context.beginPath()
  for (const lon of graticuleLines(Math.max(-180, lonAt(0)), Math.min(180 - step, lonAt(frame.width)), step)) {
    const x = Math.round(frame.x(lon)) + 0.5
    context.moveTo(x, 0)
    context.lineTo(x, frame.height)
    if (x > margin.x + scaleBarPx) labels.push([degreesLabel(lon, 'lon'), x + 4, frame.height - margin.y - labelRisePx])
  }
  for (const lat of graticuleLines(latAt(frame.height), latAt(0), step)) {
    const y = Math.round(frame.y(lat)) + 0.5
    context.moveTo(0, y)
    context.lineTo(frame.width, y)
    const text = degreesLabel(lat, 'lat')
    labels.push([text, frame.width - margin.x - context.measureText(text).width - 8, y - 4])
  }
  context.stroke()
  context.fillStyle = palette.label
  context.strokeStyle = palette.halo
  context.lineWidth = 3
  for (const [text, x, y] of labels) {
    context.strokeText(text, x, y)
    context.fillText(text, x, y)
  }
}

/** Degrees over the density, where outlines are too coarse to say where one is. */
export function GraticuleLayer({ palette }: { palette: MapPalette }) {
  useDrawnLayer(
    useCallback((frame: Frame) => drawGraticule(frame, palette), [palette]),
    'graticule',
  )
  return null
}
