'use client'

import { useEffect, useRef, useState } from 'react'
import type { DatasetView } from '#trips/views.ts'
import type { Extent } from '../map/extent.ts'
import { fetchCells } from '../map/fetch-cells.ts'
import { findPlace } from '../map/find-place.ts'

const wholeWorld: Extent = [-170, -55, 180, 72]

/** What decides the place; undefined where it stays as it is. */
const placeKey = (region: string | undefined, isEmpty: boolean, isKnown: boolean): string | undefined =>
  isEmpty ? 'none' : region !== undefined ? `region ${region}` : isKnown ? undefined : 'busiest'

/**
 * Where the map should be: at the region asked for, else where it is; at the busiest place once there are trips at all, and
 * at the whole world while there are none. `initial` is null for that.
 */
export function usePlace(initial: Extent | null, region: string | undefined, { trips }: Pick<DatasetView, 'trips'>): Extent {
  const [place, setPlace] = useState(initial)
  const key = placeKey(region, trips === 0, place !== null)
  const shown = useRef(initial || trips === 0 ? key : undefined)
  useEffect(() => {
    if (key === undefined || key === shown.current) return
    let current = true
    shown.current = key
    if (key === 'none') setPlace(null)
    else
      findPlace(fetchCells, region).then(
        (found) => current && found && setPlace(found),
        () => undefined,
      )
    return () => {
      current = false
    }
  }, [key, region])
  return place ?? wholeWorld
}
