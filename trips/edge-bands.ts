import type { GridBox } from './area.ts'

/**
 * Which side of the line from (lowU, lowV) up to (highU, highV) a point is on: > 0 left of it, < 0 right, 0 on it. All are
 * integers of 32 bits, so differences are exact and products have up to 64 bits.
 *
 * Exact: where both products are at most 2^53 nothing is rounded that could change the sign. Else each is off by at most 2^-53
 * of itself and so is their difference, together less than 2^-52 of the sum of both: a difference beyond 2^-51 of that sum has
 * the right sign. What is left, points within some 10^-15 of the line's length from it, BigInt decides.
 */
export function sideOf(lowU: number, lowV: number, highU: number, highV: number, u: number, v: number): number {
  const left = (highU - lowU) * (v - lowV)
  const right = (highV - lowV) * (u - lowU)
  const difference = left - right
  const sum = Math.abs(left) + Math.abs(right)
  if (sum <= 2 ** 53 || Math.abs(difference) > sum * 2 ** -51) return difference
  const exact = BigInt(highU - lowU) * BigInt(v - lowV) - BigInt(highV - lowV) * BigInt(u - lowU)
  return exact > 0n ? 1 : exact < 0n ? -1 : 0
}

/** An edge filed under more bands than this, on average, makes them coarser. */
const entriesPerEdge = 4

/**
 * The edges of polygons, filed under bands of v that they meet: whoever asks about a point looks at the edges of one band. The
 * edges of a band stand in the order of their polygons, so that one pass counts each polygon by itself.
 */
export class EdgeBands {
  readonly count: number
  readonly bounds: GridBox
  private readonly lowU: Float64Array
  private readonly lowV: Float64Array
  private readonly highU: Float64Array
  private readonly highV: Float64Array
  private readonly polygon: Uint32Array
  /** A band is 2^shift high; the edges of band b are `filed[starts[b] … starts[b + 1])`. */
  private readonly shift: number
  private readonly starts: Uint32Array
  private readonly filed: Uint32Array

  /** Polygons as rings of u, v, u, v, … in grid units. */
  constructor(polygons: readonly (readonly (readonly number[])[])[]) {
    this.count = polygons.flat(2).length / 2
    const column = () => new Float64Array(this.count)
    ;[this.lowU, this.lowV, this.highU, this.highV] = [column(), column(), column(), column()]
    this.polygon = new Uint32Array(this.count)
    this.bounds = this.takeEdges(polygons)
    this.shift = this.chooseShift()
    ;[this.starts, this.filed] = this.fileEdges()
  }

  /** Whether a point is surrounded by one of the polygons or lies on an outline. Within `bounds` only. */
  surround(u: number, v: number): boolean {
    const { lowU, lowV, highU, highV, polygon, starts, filed } = this
    const band = this.bandOf(v)
    let isInside = false
    let current = -1
    for (let i = starts[band]; i < starts[band + 1]; i++) {
      const edge = filed[i]
      if (polygon[edge] !== current) {
        if (isInside) return true
        current = polygon[edge]
      }
      if (v < lowV[edge] || v > highV[edge]) continue
      // A corner between two edges belongs to the upper one: a ray to the east crosses it once or not at all.
      const isCrossed = v < highV[edge]
      if (u < lowU[edge] && u < highU[edge]) {
        if (isCrossed) isInside = !isInside
      } else if (u <= lowU[edge] || u <= highU[edge]) {
        const side = sideOf(lowU[edge], lowV[edge], highU[edge], highV[edge], u, v)
        if (side === 0) return true
        if (side > 0 && isCrossed) isInside = !isInside
      }
    }
    return isInside
  }

  /** Whether an edge has a point in common with a closed rectangle, borders included. */
  meet(u0: number, v0: number, u1: number, v1: number): boolean {
    const { bounds, lowV, starts, filed } = this
    const first = this.bandOf(Math.max(v0, bounds.v0))
    const last = this.bandOf(Math.min(v1, bounds.v1))
    for (let band = first; band <= last; band++)
      for (let i = starts[band]; i < starts[band + 1]; i++) {
        const seenBefore = band > first && this.bandOf(lowV[filed[i]]) < band
        if (!seenBefore && this.meets(filed[i], u0, v0, u1, v1)) return true
      }
    return false
  }

  /** Neither beside the edge's own rectangle, nor wholly on one side of its line: two convex shapes then meet. */
  private meets(edge: number, u0: number, v0: number, u1: number, v1: number): boolean {
    const [lowU, lowV, highU, highV] = [this.lowU[edge], this.lowV[edge], this.highU[edge], this.highV[edge]]
    if (lowV > v1 || highV < v0 || (lowU > u1 && highU > u1) || (lowU < u0 && highU < u0)) return false
    const leansEast = highU >= lowU
    return (
      sideOf(lowU, lowV, highU, highV, u0, leansEast ? v1 : v0) >= 0 &&
      sideOf(lowU, lowV, highU, highV, u1, leansEast ? v0 : v1) <= 0
    )
  }

  private bandOf(v: number): number {
    return (v - this.bounds.v0) >>> this.shift
  }

  private takeEdges(polygons: readonly (readonly (readonly number[])[])[]): GridBox {
    const bounds = { u0: 2 ** 32, v0: 2 ** 32, u1: -1, v1: -1 }
    let edge = 0
    for (const [index, rings] of polygons.entries())
      for (const ring of rings)
        for (let at = 0; at < ring.length; at += 2) {
          const [u, v] = [ring[at], ring[at + 1]]
          const next = at + 2 === ring.length ? 0 : at + 2
          const isUpward = v <= ring[next + 1]
          const [low, high] = isUpward ? [at, next] : [next, at]
          ;[this.lowU[edge], this.lowV[edge]] = [ring[low], ring[low + 1]]
          ;[this.highU[edge], this.highV[edge]] = [ring[high], ring[high + 1]]
          this.polygon[edge++] = index
          bounds.u0 = Math.min(bounds.u0, u)
          bounds.v0 = Math.min(bounds.v0, v)
          bounds.u1 = Math.max(bounds.u1, u)
          bounds.v1 = Math.max(bounds.v1, v)
        }
    return bounds
  }

  /** As many bands as edges, unless edges are so long that they would be filed under many. */
  private chooseShift(): number {
    const height = this.bounds.v1 - this.bounds.v0
    let shift = 0
    while (shift < 31 && height / 2 ** shift > this.count) shift++
    while (shift < 31 && this.entriesAt(shift) > entriesPerEdge * this.count) shift++
    return shift
  }

  private entriesAt(shift: number): number {
    let entries = 0
    for (let edge = 0; edge < this.count; edge++)
      entries += ((this.highV[edge] - this.bounds.v0) >>> shift) - ((this.lowV[edge] - this.bounds.v0) >>> shift) + 1
    return entries
  }

  private fileEdges(): [starts: Uint32Array, filed: Uint32Array] {
    const bands = this.count === 0 ? 0 : this.bandOf(this.bounds.v1) + 1
    const starts = new Uint32Array(bands + 1)
    const eachBand = (tell: (edge: number, band: number) => void) => {
      for (let edge = 0; edge < this.count; edge++)
        for (let band = this.bandOf(this.lowV[edge]); band <= this.bandOf(this.highV[edge]); band++) tell(edge, band)
    }
    eachBand((_, band) => starts[band + 1]++)
    for (let band = 0; band < bands; band++) starts[band + 1] += starts[band]
    const filed = new Uint32Array(starts[bands])
    const next = starts.slice()
    eachBand((edge, band) => {
      filed[next[band]++] = edge
    })
    return [starts, filed]
  }
}
