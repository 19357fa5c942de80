/** Class limits of the density: each class starts at one of them. */
export type DensityScale = { starts: number[]; classOf: (trips: number) => number }

const rounded = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  const lead = value / power
  return Math.round((lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power)
}

/**
 * At most `classes` classes from 1 to the largest count, evenly spread over its logarithm and starting at 1, 2 or 5 times
 * a power of ten: counts of trips spread over decades, and a legend of round numbers can be read.
 */
export function densityScale(tripsMax: number, classes: number): DensityScale {
  const starts: number[] = []
  for (let i = 0; i < classes; i++) {
    const start = rounded(Math.max(1, tripsMax) ** (i / classes))
    if (start > (starts.at(-1) ?? 0) && start <= Math.max(1, tripsMax)) starts.push(start)
  }
  return {
    starts,
    classOf: (trips) => {
      let i = starts.length - 1
      while (i > 0 && trips < starts[i]) i--
      return i
    },
  }
}

/** Spreads few classes over the whole palette, so that the fullest cells always wear its last colour. */
export const classColours = (palette: readonly string[], classes: number): string[] =>
  Array.from(
    { length: classes },
    (_, i) => palette[classes === 1 ? palette.length - 1 : Math.round((i * (palette.length - 1)) / (classes - 1))],
  )
