'use client'

import { useEffect } from 'react'
import { useMap } from 'react-leaflet'

/** Leaflet hears of the window's size only; the map's own also changes with what stands around it. */
export function KeepSize() {
  const map = useMap()
  useEffect(() => {
    const observer = new ResizeObserver(() => map.invalidateSize({ pan: false }))
    observer.observe(map.getContainer())
    return () => observer.disconnect()
  }, [map])
  return null
}
