'use client'

import { useCallback } from 'react'
import type { GroupView } from '#trips/views.ts'
import { middleOf } from '../groups/on-the-ground.ts'
import type { Frame } from './drawn-layer.ts'
import { type FlowShape, flowOutline, flowShape, flowWidth } from './flow-shape.ts'
import type { MapPalette } from './map-palette.ts'
import { useDrawnLayer } from './use-drawn-layer.ts'

/** As many curves as can be told apart; the table has more of them. */
export const flowsDrawnMax = 50

/** Small flows step back behind large ones. */
const opacityOf = (trips: number, most: number): number => 0.5 + 0.4 * Math.sqrt(trips / most)

/** The short way over the antimeridian, not the long way round the world. */
const nearTo = (lon: number, other: number): number => (lon - other > 180 ? lon - 360 : lon - other < -180 ? lon + 360 : lon)

export type Project = { x: (lon: number) => number; y: (lat: number) => number }

/** The curve of a group on the screen, or undefined where it stays within its cell. */
export function shapeOfGroup(group: GroupView, tripsMax: number, project: Project): FlowShape | undefined {
  if (group.origin.quadkey === group.destination.quadkey) return undefined
  const [lon1, lat1] = middleOf(group.origin)
  const [lon2, lat2] = middleOf(group.destination)
  const from = { x: project.x(lon1), y: project.y(lat1) }
  return flowShape(from, { x: project.x(nearTo(lon2, lon1)), y: project.y(lat2) }, flowWidth(group.trips, tripsMax))
}

function trace(context: CanvasRenderingContext2D, shape: FlowShape): void {
  context.beginPath()
  for (const { x, y } of flowOutline(shape)) context.lineTo(x, y)
  context.closePath()
}

function drawFlow(frame: Frame, group: GroupView, tripsMax: number, palette: MapPalette, alpha: number): void {
  const { context } = frame
  const shape = shapeOfGroup(group, tripsMax, frame)
  context.strokeStyle = palette.casing
  context.lineWidth = 1.5
  context.lineJoin = 'round'
  context.fillStyle = palette.flow
  if (shape) trace(context, shape)
  else {
    // Within one cell: a ring where it happens, as wide as a flow of as many trips.
    const [lon, lat] = middleOf(group.origin)
    context.beginPath()
    context.arc(frame.x(lon), frame.y(lat), 2 + flowWidth(group.trips, tripsMax) / 2, 0, 2 * Math.PI)
  }
  context.globalAlpha = alpha
  context.stroke()
  context.fill()
}

function drawCells(frame: Frame, group: GroupView, palette: MapPalette): void {
  const { context } = frame
  context.globalAlpha = 1
  context.strokeStyle = palette.flow
  context.lineWidth = 2
  for (const [cell, dash] of [
    [group.origin, []],
    [group.destination, [4, 3]],
  ] as const) {
    const [west, south, east, north] = cell.bbox
    context.setLineDash(dash)
    context.strokeRect(frame.x(west), frame.y(north), frame.x(east) - frame.x(west), frame.y(south) - frame.y(north))
  }
  context.setLineDash([])
}

/**
 * Where trips go: one curve from origin to destination cell, wide where it starts; a dot where it stays in its cell. The
 * highlighted group is drawn on top with its two cells, and the rest steps back.
 */
export function FlowsLayer(props: { flows: readonly GroupView[]; highlighted?: GroupView; palette: MapPalette }) {
  const { flows, highlighted, palette } = props
  const paint = useCallback(
    (frame: Frame) => {
      const most = Math.max(1, ...flows.map((flow) => flow.trips))
      // Largest last: they lie on top, and small ones do not scratch them.
      for (const flow of [...flows].reverse())
        drawFlow(frame, flow, most, palette, highlighted ? 0.15 : opacityOf(flow.trips, most))
      if (!highlighted) return
      drawCells(frame, highlighted, palette)
      drawFlow(frame, highlighted, Math.max(most, highlighted.trips), palette, 1)
    },
    [flows, highlighted, palette],
  )
  useDrawnLayer(paint, 'flows')
  return null
}
