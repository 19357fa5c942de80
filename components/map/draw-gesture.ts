import { type AreaBox, areaBetween, type MapPoint } from './area-box.ts'

/** Where a pointer is: pixels on the screen, and the place on the map below it. */
export type PointerAt = { x: number; y: number; point: MapPoint }

/**
 * Drawing a box, either by one drag or by two clicks: `anchor` is the first corner, `pressed` says that the pointer is
 * down, and whether this press set the anchor.
 */
export type DrawGesture = { anchor?: PointerAt; pressed?: 'first' | 'second' }

/** A press that moves less than this is a click: hands shake. */
const dragMinPx = 6

const pixelsBetween = (a: PointerAt, b: PointerAt): number => Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))

export const press = (gesture: DrawGesture, at: PointerAt): DrawGesture =>
  gesture.anchor ? { ...gesture, pressed: 'second' } : { anchor: at, pressed: 'first' }

/** The box so far; undefined before the first corner. */
export const preview = ({ anchor }: DrawGesture, at: PointerAt): AreaBox | undefined =>
  anchor && areaBetween(anchor.point, at.point)

/** Letting go ends a drag or the second click; the place is the one where the pointer was let go, not the last one seen. */
export function release(gesture: DrawGesture, at: PointerAt): { gesture: DrawGesture; area?: AreaBox } {
  const { anchor, pressed } = gesture
  if (!anchor || !pressed || pixelsBetween(anchor, at) < dragMinPx) return { gesture: { anchor } }
  return { gesture: {}, area: areaBetween(anchor.point, at.point) }
}
