import type { MapPoint } from './area-box.ts'
import type { PointerAt } from './draw-gesture.ts'

/** Corners drawn so far, in the order they were clicked. */
export type PolygonGesture = readonly PointerAt[]

const cornersMin = 3
/** A click this near to the first corner closes the polygon: a finger is no finer. */
const closePx = 14
/** The second click of a double-click lies this near to the first. */
const samePx = 6

const near = (a: PointerAt, b: PointerAt, px: number): boolean => Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) <= px

export type PolygonStep = { gesture: PolygonGesture; done?: MapPoint[] }

/** The polygon, if it has corners enough. */
export const finish = (gesture: PolygonGesture): PolygonStep =>
  gesture.length < cornersMin ? { gesture } : { gesture: [], done: gesture.map(({ point }) => point) }

/** A click sets a corner; on the first corner, or twice in one place, it ends the polygon. */
export function click(gesture: PolygonGesture, at: PointerAt): PolygonStep {
  const [first, last] = [gesture[0], gesture.at(-1)]
  if (first && gesture.length >= cornersMin && near(first, at, closePx)) return finish(gesture)
  if (last && near(last, at, samePx)) return finish(gesture)
  return { gesture: [...gesture, at] }
}

export const takeBack = (gesture: PolygonGesture): PolygonGesture => gesture.slice(0, -1)
