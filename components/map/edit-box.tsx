'use client'

import type { LatLng } from 'leaflet'
import { useEffect, useState } from 'react'
import { Marker } from 'react-leaflet'
import { type AreaBox, areaBetween, type MapPoint, middleLng, movedArea, resizedArea, unwrappedEast } from './area-box.ts'
import { AreaRectangle } from './area-rectangle.tsx'
import { belowCorners, cornerIcon, middleIcon } from './handle-icons.ts'
import type { MapPalette } from './map-palette.ts'
import { useArrowKeys } from './use-arrow-keys.ts'
import { useTurn } from './use-turn.ts'

type Corner = 'sw' | 'se' | 'nw' | 'ne'
const corners: readonly Corner[] = ['sw', 'se', 'nw', 'ne']
const opposite: Record<Corner, Corner> = { sw: 'ne', se: 'nw', nw: 'se', ne: 'sw' }

function cornerOf(area: AreaBox, corner: Corner, turn: number): MapPoint {
  return {
    lng: turn + (corner.endsWith('w') ? area.west : unwrappedEast(area)),
    lat: corner.startsWith('s') ? area.south : area.north,
  }
}

type Props = {
  area: AreaBox
  palette: MapPalette
  /** Whether its corners can be taken hold of: of several shapes, those of one. */
  active: boolean
  activate: () => void
  onChange: (area: AreaBox, history: 'push' | 'replace') => void
  onClear: () => void
}

/**
 * The box asked about, with a handle at each corner and one in the middle that also listens to the keyboard: arrow keys move the
 * box, with Shift its east and north edges.
 */
export function EditBox(props: Props) {
  const { area, palette, onChange } = props
  const [shown, setShown] = useState(area)
  const [dragged, setDragged] = useState<{ handle: Corner | 'middle'; at: MapPoint }>()
  useEffect(() => setShown(area), [area])
  const turn = useTurn(middleLng(area))
  const onKey = useArrowKeys({
    changed: (dLng, dLat, withShift) => (withShift ? resizedArea : movedArea)(shown, dLng, dLat),
    show: setShown,
    settle: (next) => onChange(next, 'replace'),
    remove: props.onClear,
  })

  const dragTo = (handle: Corner | 'middle', at: LatLng) => {
    setDragged({ handle, at })
    const next =
      handle === 'middle'
        ? movedArea(area, at.lng - turn - middleLng(area), at.lat - (area.south + area.north) / 2)
        : areaBetween(cornerOf(area, opposite[handle], turn), at)
    setShown(next)
    return next
  }
  const drop = (handle: Corner | 'middle', at: LatLng) => {
    onChange(dragTo(handle, at), 'push')
    setDragged(undefined)
  }
  const handlersOf = (handle: Corner | 'middle') => ({
    drag: (event: { target: { getLatLng: () => LatLng } }) => void dragTo(handle, event.target.getLatLng()),
    dragend: (event: { target: { getLatLng: () => LatLng } }) => drop(handle, event.target.getLatLng()),
  })
  const middle = { lng: turn + middleLng(shown), lat: (shown.south + shown.north) / 2 }
  return (
    <>
      <AreaRectangle area={shown} turn={turn} palette={palette} />
      {(props.active ? corners : []).map((corner) => (
        <Marker
          key={corner}
          draggable
          keyboard={false}
          icon={cornerIcon}
          title="Drag to resize the box"
          position={dragged?.handle === corner ? dragged.at : cornerOf(shown, corner, turn)}
          eventHandlers={handlersOf(corner)}
        />
      ))}
      <Marker
        draggable
        icon={middleIcon}
        zIndexOffset={belowCorners}
        title="Area box: drag or arrow keys move it, Shift and arrow keys resize it, Delete removes it"
        position={dragged?.handle === 'middle' ? dragged.at : middle}
        eventHandlers={{ ...handlersOf('middle'), keydown: onKey, click: props.activate, dragstart: props.activate }}
      />
    </>
  )
}
