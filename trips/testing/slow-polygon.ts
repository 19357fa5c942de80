import type { Polygon } from '../polygon.ts'

/**
 * A point in polygons by the book and by BigInt alone, edge by edge: the oracle for `polygonArea`. Knows no bands, no floating
 * point, and another rule for corners: points on an outline are looked for first, then a ray is cast to the north.
 */
export function slowlyHas(polygons: readonly Polygon[], lonE7: number, latE7: number): boolean {
  const [x, y] = [BigInt(lonE7), BigInt(latE7)]
  return polygons.some((rings) => {
    const edges = rings.flatMap((ring) => edgesOf(ring))
    const isOutline = edges.some(
      ([ax, ay, bx, by]) =>
        (bx - ax) * (y - ay) === (by - ay) * (x - ax) && (x - ax) * (x - bx) <= 0n && (y - ay) * (y - by) <= 0n,
    )
    // The edge is above the point: ay + (by − ay)(x − ax) / (bx − ax) > y, times the square of (bx − ax).
    const above = edges.filter(
      ([ax, ay, bx, by]) => ax <= x !== bx <= x && (ay - y) * (bx - ax) ** 2n + (by - ay) * (x - ax) * (bx - ax) > 0n,
    )
    return isOutline || above.length % 2 === 1
  })
}

type Edge = [ax: bigint, ay: bigint, bx: bigint, by: bigint]

const edgesOf = (ring: readonly number[]): Edge[] =>
  Array.from({ length: ring.length / 2 }, (_, i) => {
    const next = ((i + 1) * 2) % ring.length
    return [BigInt(ring[2 * i]), BigInt(ring[2 * i + 1]), BigInt(ring[next]), BigInt(ring[next + 1])]
  })
