'use client'

import type { LatLngBounds, Map as LeafletMap } from 'leaflet'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useMap, useMapEvents } from 'react-leaflet'
import type { CellsView, ProblemView } from '#trips/views.ts'
import { queryText } from '../filters/url-params.ts'
import { latestOnly } from '../ui/latest-only.ts'
import { areaBetween, areaText } from './area-box.ts'
import { fetchCells } from './fetch-cells.ts'
import { densityLevel } from './mercator.ts'

export type CellsState = { cells?: CellsView; problem?: ProblemView }

/** As much around the view as the canvas is larger than the map, so that a drag uncovers filled cells. */
const aroundShare = 0.25

const viewText = (bounds: LatLngBounds): string => areaText(areaBetween(bounds.getSouthWest(), bounds.getNorthEast()))

const question = (map: LeafletMap, filters: Record<string, string>): Record<string, string> => ({
  ...filters,
  view: viewText(map.getBounds().pad(aroundShare)),
  level: String(densityLevel(map.getZoom())),
})

/**
 * The density for what the map shows, asked anew after each move and each change of the filters or of the data. Cells lie
 * where they lie: the old ones stay until the new ones are there, whatever the zoom.
 */
export function useCells(filters: Record<string, string>, datasetVersion: number, show: (state: CellsState) => void) {
  const map = useMap()
  const asked = useRef('')
  const latest = useRef(show)
  latest.current = show
  const [ask] = useState(() =>
    latestOnly(fetchCells, (_, result) => {
      if (result.status !== 'fulfilled') return
      latest.current(result.value.ok ? { cells: result.value.value } : { problem: result.value.problem })
    }),
  )
  const key = JSON.stringify([filters, datasetVersion])
  const askNow = useCallback(() => {
    const [wanted] = JSON.parse(key)
    const params = question(map, wanted)
    const name = key + queryText(params)
    if (name === asked.current || !map.getSize().x) return
    asked.current = name
    ask(params)
  }, [map, key, ask])
  useMapEvents({ moveend: askNow, resize: askNow })
  useEffect(askNow, [askNow])
}
