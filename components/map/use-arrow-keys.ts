'use client'

import type { LeafletKeyboardEvent } from 'leaflet'
import { useEffect, useRef } from 'react'
import { useMap } from 'react-leaflet'

/** One press of an arrow key. */
const keyStepPx = 8
/** Presses nearer together than this are one change. */
const keySettleMs = 250

const keySteps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/**
 * Arrow keys on a handle move what it holds; `changed` says what it then is, and the address hears of it once the keys rest.
 * Delete takes it away.
 */
export function useArrowKeys<Shape>(props: {
  changed: (dLng: number, dLat: number, withShift: boolean) => Shape
  show: (shape: Shape) => void
  settle: (shape: Shape) => void
  remove: () => void
}) {
  const map = useMap()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return ({ originalEvent: event }: LeafletKeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') props.remove()
    const step = keySteps[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const middle = map.getSize().divideBy(2)
    const from = map.containerPointToLatLng(middle)
    const to = map.containerPointToLatLng(middle.add([step[0] * keyStepPx, step[1] * keyStepPx]))
    const next = props.changed(to.lng - from.lng, to.lat - from.lat, event.shiftKey)
    props.show(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => props.settle(next), keySettleMs)
  }
}
