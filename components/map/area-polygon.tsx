'use client'

import { Polygon } from 'react-leaflet'
import type { MapPalette } from './map-palette.ts'
import type { DrawnPolygon } from './places.ts'

/** A polygon as it is drawn, like the box: an accent line on a halo. A saved one is dashed: it is not changed here. */
export function AreaPolygon(props: { rings: DrawnPolygon; turn?: number; isSaved?: boolean; palette: MapPalette }) {
  const { rings, turn = 0, palette } = props
  const positions = rings.map((ring) => ring.map(([lon, lat]): [number, number] => [lat, lon + turn]))
  return (
    <>
      <Polygon
        positions={positions}
        interactive={false}
        pathOptions={{ color: palette.halo, weight: 5, opacity: 0.9, fill: false }}
      />
      <Polygon
        positions={positions}
        interactive={false}
        pathOptions={{ color: palette.accent, weight: 2, fill: false, dashArray: props.isSaved ? '6 4' : undefined }}
      />
    </>
  )
}
