type Xy = { x: number; y: number }

/** A flow as drawn: a curve that leans to the right of its way, wide where it starts and thin where it arrives. */
export type FlowShape = { from: Xy; bend: Xy; to: Xy; width: number }

/** The curve leaves the straight way by this share of its length, so that there and back do not cover each other. */
const lean = 0.18
const widthPx = { min: 1, max: 10 }

/** Fewer trips than this never look like a stream. */
const widestTripsMin = 20

/** Width by the square root of the trips: areas, not lengths, are what the eye adds up. */
export const flowWidth = (trips: number, tripsMax: number): number =>
  widthPx.min + (widthPx.max - widthPx.min) * Math.sqrt(trips / Math.max(widestTripsMin, tripsMax))

/** A flow is at most so wide for its length: a short one that is as wide as long has no direction. */
const widthPerLength = 0.14

export function flowShape(from: Xy, to: Xy, wanted: number): FlowShape {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const width = Math.max(widthPx.min, Math.min(wanted, Math.hypot(dx, dy) * widthPerLength))
  return { from, to, width, bend: { x: (from.x + to.x) / 2 - dy * lean, y: (from.y + to.y) / 2 + dx * lean } }
}

/** A point of the curve, t from 0 (start) to 1 (end), and the direction across it. */
export function onFlow({ from, bend, to }: FlowShape, t: number): { at: Xy; across: Xy } {
  const u = 1 - t
  const at = { x: u * u * from.x + 2 * u * t * bend.x + t * t * to.x, y: u * u * from.y + 2 * u * t * bend.y + t * t * to.y }
  const dx = 2 * u * (bend.x - from.x) + 2 * t * (to.x - bend.x)
  const dy = 2 * u * (bend.y - from.y) + 2 * t * (to.y - bend.y)
  const length = Math.hypot(dx, dy) || 1
  return { at, across: { x: -dy / length, y: dx / length } }
}

const steps = 16

/** Outline of the tapered curve: down its right side, back up its left. */
export function flowOutline(shape: FlowShape): Xy[] {
  const right: Xy[] = []
  const left: Xy[] = []
  for (let i = 0; i <= steps; i++) {
    const { at, across } = onFlow(shape, i / steps)
    const half = (shape.width * (1 - (0.8 * i) / steps)) / 2
    right.push({ x: at.x + across.x * half, y: at.y + across.y * half })
    left.push({ x: at.x - across.x * half, y: at.y - across.y * half })
  }
  return [...right, ...left.reverse()]
}

/** Pixels from a point to the curve's middle line. */
export function distanceToFlow(shape: FlowShape, point: Xy): number {
  let nearest = Number.POSITIVE_INFINITY
  for (let i = 0; i <= steps * 2; i++) {
    const { at } = onFlow(shape, i / (steps * 2))
    nearest = Math.min(nearest, Math.hypot(at.x - point.x, at.y - point.y))
  }
  return nearest
}
