/** The middle one, or the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The smallest value that `share` (0 … 1) of all are not above. NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Least squares: how much y grows with one x. 0 for fewer than two different x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  const [meanX, meanY] = [mean(0), mean(1)]
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return spread > 0 ? points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread : 0
}

/** Progress is told in milliseconds: nothing is quicker. */
const clockSeconds = 0.001

/**
 * The rate in each tenth of the rows, from how far it was when: times in between are interpolated. `progress` ascends in both,
 * from the start (0 rows) to the end.
 */
export function rateByTenth(progress: readonly { s: number; rows: number }[]): number[] {
  const total = progress.at(-1)?.rows ?? 0
  if (total === 0) return []
  const secondAt = (rows: number): number => {
    const next = progress.findIndex((mark) => mark.rows >= rows)
    const [from, to] = [progress[Math.max(0, next - 1)], progress[next]]
    return to.rows === from.rows ? to.s : from.s + ((to.s - from.s) * (rows - from.rows)) / (to.rows - from.rows)
  }
  const secondsOf = (tenth: number) => secondAt((total * (tenth + 1)) / 10) - secondAt((total * tenth) / 10)
  return Array.from({ length: 10 }, (_, tenth) => total / 10 / Math.max(clockSeconds, secondsOf(tenth)))
}

/** At most `most` of them, evenly spaced, first and last included. */
export function thin<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values]
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))])
}
