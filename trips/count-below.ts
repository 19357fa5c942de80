/** How many of the ascending values are below one. */
export function countBelow(values: Float64Array, value: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

type Run = { from: number; to: number }

/** Finds the first of some ascending runs that does not end before a value. */
export function runFinder<R extends Run>(runs: readonly R[]): (value: number) => R | undefined {
  const ends = Float64Array.from(runs, ({ to }) => to)
  return (value) => runs.at(countBelow(ends, value))
}

/** Whether a value lies in one of some ascending runs. */
export function inRuns(runs: readonly Run[]): (value: number) => boolean {
  const find = runFinder(runs)
  return (value) => (find(value)?.from ?? Infinity) <= value
}
