/** Time as an argument, so that tests own it. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs once after so many milliseconds; returns what calls it off. */
  after(delayMs: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: Date.now,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
