'use client'

import { useEffect, useRef, useState } from 'react'
import type { Extent } from '../map/extent.ts'
import { fetchCells } from '../map/fetch-cells.ts'
import { findPlace } from '../map/find-place.ts'

export const wholeWorld: Extent = [-170, -55, 180, 72]

/**
 * Where the map should be: at the region asked for, else where it is; at the busiest place once there are data at all.
 * `initial` is null where there are none yet.
 */
export function usePlace(initial: Extent | null, region: string | undefined, datasetVersion: number): Extent {
  const [place, setPlace] = useState(initial)
  const wanted = region ?? (place ? undefined : datasetVersion)
  const shown = useRef(initial ? wanted : datasetVersion)
  useEffect(() => {
    if (wanted === undefined || wanted === shown.current) return
    let current = true
    shown.current = wanted
    findPlace(fetchCells, region).then(
      (found) => current && found && setPlace(found),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [wanted, region])
  return place ?? wholeWorld
}
