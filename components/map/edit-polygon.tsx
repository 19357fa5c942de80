'use client'

import type { LatLng } from 'leaflet'
import { useEffect, useState } from 'react'
import { Marker } from 'react-leaflet'
import { middleLng } from './area-box.ts'
import { AreaPolygon } from './area-polygon.tsx'
import { middleAfter, movedPolygon, withCorner, withNewCorner, withoutCorner } from './changed-polygon.ts'
import { belowCorners, betweenIcon, cornerIcon, middleIcon } from './handle-icons.ts'
import type { MapPalette } from './map-palette.ts'
import { boxAround, type Corner, type DrawnPolygon } from './places.ts'
import { useArrowKeys } from './use-arrow-keys.ts'
import { useTurn } from './use-turn.ts'

/** More handles than this would hide the line they sit on. */
const cornersMax = 40

type Change = (rings: DrawnPolygon, history: 'push' | 'replace') => void
type Props = {
  rings: DrawnPolygon
  palette: MapPalette
  /** Whether its corners can be taken hold of: of several shapes, those of one. */
  active: boolean
  activate: () => void
  onChange: Change
  onClear: () => void
}
type DragEvent = { target: { getLatLng: () => LatLng } }
type HandleProps = { rings: DrawnPolygon; index: number; turn: number; show: (rings: DrawnPolygon) => void; onChange: Change }

/** What follows a pointer: where it is shown while it is dragged, for the shape changes below it. */
function useDrag(changed: (at: Corner) => DrawnPolygon, { turn, show, onChange }: HandleProps) {
  const [dragged, setDragged] = useState<LatLng>()
  const to = (event: DragEvent): DrawnPolygon => {
    const at = event.target.getLatLng()
    setDragged(at)
    const next = changed([at.lng - turn, at.lat])
    show(next)
    return next
  }
  return {
    dragged,
    drag: (event: DragEvent) => void to(event),
    dragend: (event: DragEvent) => {
      onChange(to(event), 'push')
      setDragged(undefined)
    },
  }
}

const latLng = ([lon, lat]: Corner, turn: number) => ({ lng: lon + turn, lat })

function CornerHandle(props: HandleProps) {
  const { rings, index, turn, show, onChange } = props
  const corner = rings[0][index]
  const { dragged, ...drag } = useDrag((at) => withCorner(rings, index, at), props)
  const keydown = useArrowKeys({
    changed: (dLng, dLat) => withCorner(rings, index, [corner[0] + dLng, corner[1] + dLat]),
    show,
    settle: (next) => onChange(next, 'replace'),
    remove: () => {
      const left = withoutCorner(rings, index)
      if (left) onChange(left, 'push')
    },
  })
  return (
    <Marker
      draggable
      icon={cornerIcon}
      title={`Corner ${index + 1} of ${rings[0].length}: drag or arrow keys move it, Delete removes it`}
      position={dragged ?? latLng(corner, turn)}
      eventHandlers={{ ...drag, keydown }}
    />
  )
}

function BetweenHandle(props: HandleProps) {
  const { rings, index, turn } = props
  const [from] = useState(rings)
  const { dragged, ...drag } = useDrag((at) => withNewCorner(from, index, at), props)
  return (
    <Marker
      draggable
      keyboard={false}
      icon={betweenIcon}
      zIndexOffset={2 * belowCorners}
      title="Drag to add a corner"
      position={dragged ?? latLng(middleAfter(rings, index), turn)}
      eventHandlers={drag}
    />
  )
}

/** A polygon with a handle at each corner, one between any two, and one in the middle, which keys move too. */
export function EditPolygon(props: Props) {
  const { rings, palette, onChange } = props
  const [shown, setShown] = useState(rings)
  useEffect(() => setShown(rings), [rings])
  const [dragFrom, setDragFrom] = useState<LatLng>()
  const around = boxAround(shown)
  const turn = useTurn(middleLng(boxAround(rings)))
  const keydown = useArrowKeys({
    changed: (dLng, dLat) => movedPolygon(shown, dLng, dLat),
    show: setShown,
    settle: (next) => onChange(next, 'replace'),
    remove: props.onClear,
  })
  const moved = (event: DragEvent) => {
    const [at, box] = [event.target.getLatLng(), boxAround(rings)]
    const next = movedPolygon(rings, at.lng - turn - middleLng(box), at.lat - (box.south + box.north) / 2)
    setDragFrom(at)
    setShown(next)
    return next
  }
  const handles = props.active && shown.length === 1 && shown[0].length <= cornersMax ? rings[0].map((_, index) => index) : []
  const ofCorner = { rings: shown, turn, show: setShown, onChange }
  return (
    <>
      <AreaPolygon rings={shown} turn={turn} palette={palette} />
      {handles.map((index) => (
        <BetweenHandle key={`${index} of ${JSON.stringify(rings)}`} {...ofCorner} rings={rings} index={index} />
      ))}
      {handles.map((index) => (
        <CornerHandle key={`${index} of ${rings[0].length}`} {...ofCorner} index={index} />
      ))}
      <Marker
        draggable
        icon={middleIcon}
        zIndexOffset={belowCorners}
        title="Area polygon: drag or arrow keys move it, Delete removes it"
        position={dragFrom ?? { lng: turn + middleLng(around), lat: (around.south + around.north) / 2 }}
        eventHandlers={{
          drag: (event: DragEvent) => void moved(event),
          dragend: (event: DragEvent) => {
            onChange(moved(event), 'push')
            setDragFrom(undefined)
          },
          click: props.activate,
          dragstart: props.activate,
          keydown,
        }}
      />
    </>
  )
}
