'use client'

import { useRef } from 'react'
import { TileLayer } from 'react-leaflet'

/** After so many tiles that did not come the tile server counts as unreachable. */
const tileErrorsMax = 4

export type TileSource = { url: string; attribution: string }

/** Raster tiles, where a source is set; `onGiveUp` once they fail, so that the built-in outlines take over. */
export function Tiles({ source, onGiveUp }: { source: TileSource; onGiveUp: () => void }) {
  const errors = useRef(0)
  return (
    <TileLayer
      url={source.url}
      attribution={source.attribution}
      // Public tile servers refuse requests that do not say which page they serve.
      referrerPolicy="strict-origin-when-cross-origin"
      eventHandlers={{
        tileload: () => {
          errors.current = 0
        },
        tileerror: () => {
          errors.current++
          if (errors.current === tileErrorsMax) onGiveUp()
        },
      }}
    />
  )
}
