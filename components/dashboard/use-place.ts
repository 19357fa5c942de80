'use client'

import { useEffect, useRef, useState } from 'react'
import type { DatasetView } from '#trips/views.ts'
import type { Extent } from '../map/extent.ts'
import { fetchCells } from '../map/fetch-cells.ts'
import { findPlace } from '../map/find-place.ts'

const wholeWorld: Extent = [-170, -55, 180, 72]

/** What decides the place; undefined where it stays as it is. The sample may leave a map of a city that has no trips now. */
function placeKey(region: string | undefined, isEmpty: boolean, isKnown: boolean, sampleLeft: boolean): string | undefined {
  if (isEmpty) return 'none'
  if (region !== undefined) return `region ${region}`
  return sampleLeft ? 'busiest without the sample' : isKnown ? undefined : 'busiest'
}

/**
 * Where the map should be: at the region asked for, else where it is; at the busiest place once there are trips at all, and
 * at the whole world while there are none. `initial` is null for that.
 */
export function usePlace(
  initial: Extent | null,
  region: string | undefined,
  dataset: Pick<DatasetView, 'trips' | 'has_sample'>,
): Extent {
  const { trips, has_sample: hasSample } = dataset
  const hadSample = useRef(hasSample)
  const [place, setPlace] = useState(initial)
  const key = placeKey(region, trips === 0, place !== null, hadSample.current && !hasSample)
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
