'use client'

import { type LatLngBounds, latLngBounds } from 'leaflet'
import { useEffect, useRef } from 'react'
import { useMap } from 'react-leaflet'
import type { GroupView } from '#trips/views.ts'
import { type AreaBox, middleLng } from './area-box.ts'
import { boundsOf } from './area-rectangle.tsx'
import type { Extent } from './extent.ts'

/** One trip alone is not shown as a point in nothing. */
const degreesMin = 0.02

export function boundsOfExtent([west, south, east, north]: Extent): LatLngBounds {
  const grow = Math.max(0, degreesMin - Math.max(east - west, north - south)) / 2
  return latLngBounds([south - grow, west - grow], [north + grow, east + grow])
}

type Props = { place: Extent; area: AreaBox | undefined; group: GroupView | undefined }

/** Takes the map to a new place, and to a box or a group that came from elsewhere and is out of sight. */
export function ShowPlace({ place, area, group }: Props) {
  const map = useMap()
  const shownPlace = useRef(place)
  useEffect(() => {
    if (shownPlace.current === place) return
    shownPlace.current = place
    map.fitBounds(boundsOfExtent(place))
  }, [map, place])
  useEffect(() => {
    if (!area) return
    const turn = Math.round((map.getCenter().lng - middleLng(area)) / 360) * 360
    const bounds = latLngBounds(boundsOf(area, turn) as [[number, number], [number, number]])
    if (!map.getBounds().intersects(bounds)) map.fitBounds(bounds.pad(0.5), { maxZoom: 15 })
  }, [map, area])
  useEffect(() => {
    if (!group) return
    const bounds = boundsOfExtent(group.origin.bbox).extend(boundsOfExtent(group.destination.bbox))
    if (!map.getBounds().contains(bounds)) map.fitBounds(bounds.pad(0.5), { maxZoom: 14 })
  }, [map, group])
  return null
}
