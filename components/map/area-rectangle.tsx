'use client'

import type { LatLngBoundsExpression } from 'leaflet'
import { Rectangle } from 'react-leaflet'
import { type AreaBox, unwrappedEast } from './area-box.ts'
import type { MapPalette } from './map-palette.ts'

export const boundsOf = (area: AreaBox, turn = 0): LatLngBoundsExpression => [
  [area.south, area.west + turn],
  [area.north, unwrappedEast(area) + turn],
]

/** The box as it is drawn: an accent line on a halo, so that it stands off from any density below. */
export function AreaRectangle({ area, turn = 0, palette }: { area: AreaBox; turn?: number; palette: MapPalette }) {
  const bounds = boundsOf(area, turn)
  return (
    <>
      <Rectangle
        bounds={bounds}
        interactive={false}
        pathOptions={{ color: palette.halo, weight: 5, opacity: 0.9, fill: false }}
      />
      <Rectangle bounds={bounds} interactive={false} pathOptions={{ color: palette.accent, weight: 2, fill: false }} />
    </>
  )
}
