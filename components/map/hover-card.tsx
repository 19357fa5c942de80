'use client'

import type { Map as LeafletMap } from 'leaflet'
import { useState } from 'react'
import { useMap, useMapEvents } from 'react-leaflet'
import type { Relation } from '#trips/filters.ts'
import type { CellsView, GroupView } from '#trips/views.ts'
import { bearingBetween, metresBetween, middleOf, windText } from '../groups/on-the-ground.ts'
import { countOf, metresText } from '../ui/numbers.ts'
import { distanceToFlow } from './flow-shape.ts'
import { shapeOfGroup } from './flows-layer.tsx'
import styles from './map.module.css'

/** A flow is hit this near to its line. */
const hitPx = 7

type Hover = { x: number; y: number; text: string }

function flowText(map: LeafletMap, flows: readonly GroupView[], at: { x: number; y: number }): string | undefined {
  const project = {
    x: (lon: number) => map.latLngToContainerPoint([0, lon]).x,
    y: (lat: number) => map.latLngToContainerPoint([lat, 0]).y,
  }
  const hit = flows.find((flow) => {
    const shape = shapeOfGroup(flow, flows[0].trips, project)
    return shape && distanceToFlow(shape, at) < hitPx
  })
  if (!hit) return undefined
  const [from, to] = [middleOf(hit.origin), middleOf(hit.destination)]
  return `${countOf(hit.trips, 'trip')} · ${metresText(metresBetween(from, to))} ${windText(bearingBetween(from, to))}`
}

function cellText(cells: CellsView | undefined, relation: Relation, lng: number, lat: number): string | undefined {
  const hit = cells?.cells.find(
    ({ bbox: [west, south, east, north] }) => lng >= west && lng < east && lat >= south && lat < north,
  )
  return (
    hit &&
    `${relation === 'ends' ? countOf(hit.trips, 'trip ends', 'trips end') : countOf(hit.trips, 'trip starts', 'trips start')} here`
  )
}

/** What lies under the pointer, in words. The same facts stand in the table of groups, for who has no pointer. */
export function HoverCard(props: { cells?: CellsView; flows: readonly GroupView[]; relation: Relation }) {
  const map = useMap()
  const [hover, setHover] = useState<Hover>()
  useMapEvents({
    mousemove: ({ containerPoint, latlng, originalEvent }) => {
      const onControl = originalEvent.target instanceof Element && originalEvent.target.closest('.leaflet-control')
      const { lng, lat } = latlng.wrap()
      const text = onControl
        ? undefined
        : (flowText(map, props.flows, containerPoint) ?? cellText(props.cells, props.relation, lng, lat))
      setHover(text ? { x: containerPoint.x, y: containerPoint.y, text } : undefined)
    },
    mouseout: () => setHover(undefined),
    movestart: () => setHover(undefined),
  })
  if (!hover) return null
  return (
    <div className={styles.hover} aria-hidden="true" style={{ left: hover.x, top: hover.y }}>
      {hover.text}
    </div>
  )
}
