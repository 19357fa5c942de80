'use client'

import { useCallback, useMemo } from 'react'
import type { CellsView } from '#trips/views.ts'
import { classColours, densityScale } from './density-scale.ts'
import type { Frame } from './drawn-layer.ts'
import type { MapPalette } from './map-palette.ts'
import { useDrawnLayer } from './use-drawn-layer.ts'

/** Cells coloured by their trips. The basemap shines through a little, so that coasts stay readable. */
export const densityOpacity = 0.85

export function DensityLayer({ cells, palette }: { cells: CellsView | undefined; palette: MapPalette }) {
  const drawn = useMemo(() => {
    const scale = densityScale(cells?.trips_max ?? 1, palette.density.length)
    const colours = classColours(palette.density, scale.starts.length)
    return cells?.cells.map(({ bbox, trips }) => ({ bbox, colour: colours[scale.classOf(trips)] })) ?? []
  }, [cells, palette])
  const paint = useCallback(
    (frame: Frame) => {
      const { context } = frame
      context.globalAlpha = densityOpacity
      for (const { bbox, colour } of drawn) {
        // Shared edges are rounded to the same pixel: no seams, no overlaps.
        const [x, y] = [Math.round(frame.x(bbox[0])), Math.round(frame.y(bbox[3]))]
        const [right, bottom] = [Math.round(frame.x(bbox[2])), Math.round(frame.y(bbox[1]))]
        if (right < 0 || bottom < 0 || x > frame.width || y > frame.height) continue
        context.fillStyle = colour
        context.fillRect(x, y, Math.max(2, right - x), Math.max(2, bottom - y))
      }
    },
    [drawn],
  )
  useDrawnLayer(paint, 'density')
  return null
}
