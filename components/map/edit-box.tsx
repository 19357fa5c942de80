'use client'

import { DivIcon, type LatLng, type LeafletKeyboardEvent } from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import { Marker, useMap, useMapEvents } from 'react-leaflet'
import { type AreaBox, areaBetween, type MapPoint, middleLng, movedArea, resizedArea, unwrappedEast } from './area-box.ts'
import { AreaRectangle } from './area-rectangle.tsx'
import styles from './map.module.css'
import type { MapPalette } from './map-palette.ts'

type Corner = 'sw' | 'se' | 'nw' | 'ne'
const corners: readonly Corner[] = ['sw', 'se', 'nw', 'ne']
const opposite: Record<Corner, Corner> = { sw: 'ne', se: 'nw', nw: 'se', ne: 'sw' }

/** Handles are hit within 28 px; WCAG 2.2 asks for 24. */
const handleSize: [number, number] = [28, 28]
const cornerIcon = new DivIcon({ className: styles.corner, iconSize: handleSize })
const middleIcon = new DivIcon({ className: styles.middle, iconSize: handleSize })

/** One press of an arrow key. */
const keyStepPx = 8
/** Presses nearer together than this are one change. */
const keySettleMs = 250

const keySteps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

function cornerOf(area: AreaBox, corner: Corner, turn: number): MapPoint {
  return {
    lng: turn + (corner.endsWith('w') ? area.west : unwrappedEast(area)),
    lat: corner.startsWith('s') ? area.south : area.north,
  }
}

/** The copy of the world nearest to what the map shows, as degrees to add. */
function useTurn(area: AreaBox): number {
  const map = useMap()
  const [center, setCenter] = useState(() => map.getCenter().lng)
  useMapEvents({ moveend: () => setCenter(map.getCenter().lng) })
  return Math.round((center - middleLng(area)) / 360) * 360
}

type Props = {
  area: AreaBox
  palette: MapPalette
  onChange: (area: AreaBox, history: 'push' | 'replace') => void
  onClear: () => void
}

/** Arrow keys move the box, with Shift its east and north edges; the URL hears of it once the keys rest. */
function useKeys(shown: AreaBox, setShown: (area: AreaBox) => void, { onChange, onClear }: Props) {
  const map = useMap()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return ({ originalEvent: event }: LeafletKeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') onClear()
    const step = keySteps[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const middle = map.getSize().divideBy(2)
    const from = map.containerPointToLatLng(middle)
    const to = map.containerPointToLatLng(middle.add([step[0] * keyStepPx, step[1] * keyStepPx]))
    const next = (event.shiftKey ? resizedArea : movedArea)(shown, to.lng - from.lng, to.lat - from.lat)
    setShown(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange(next, 'replace'), keySettleMs)
  }
}

/** The box asked about, with a handle at each corner and one in the middle that also listens to the keyboard. */
export function EditBox(props: Props) {
  const { area, palette, onChange } = props
  const [shown, setShown] = useState(area)
  const [dragged, setDragged] = useState<{ handle: Corner | 'middle'; at: MapPoint }>()
  useEffect(() => setShown(area), [area])
  const turn = useTurn(area)
  const onKey = useKeys(shown, setShown, props)

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
      {corners.map((corner) => (
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
        title="Area box: drag or arrow keys move it, Shift and arrow keys resize it, Delete removes it"
        position={dragged?.handle === 'middle' ? dragged.at : middle}
        eventHandlers={{ ...handlersOf('middle'), keydown: onKey }}
      />
    </>
  )
}
