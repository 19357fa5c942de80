'use client'

import { useState } from 'react'
import { useMap, useMapEvents } from 'react-leaflet'

/** The copy of the world, nearest to what the map shows, on which a longitude is drawn: degrees to add. */
export function useTurn(lng: number): number {
  const map = useMap()
  const [center, setCenter] = useState(() => map.getCenter().lng)
  useMapEvents({ moveend: () => setCenter(map.getCenter().lng) })
  return Math.round((center - lng) / 360) * 360
}
