import type { Clock } from '../clock.ts'

export type ManualClock = Clock & {
  /** Moves on, and runs on the way what falls due. */
  advance(byMs: number): void
  /** Resolves when somebody waits for exactly so long. */
  waiting(delayMs: number): Promise<void>
  /** How many timers are set: each would keep a process alive. */
  pending(): number
}

/** A clock that a test moves by hand. */
export function manualClock(startMs = Date.now()): ManualClock {
  let now = startMs
  const timers = new Set<{ at: number; delayMs: number; run: () => void }>()
  const watchers = new Set<() => void>()
  const earliest = () => [...timers].sort((a, b) => a.at - b.at).at(0)

  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, delayMs, run }
      timers.add(timer)
      for (const look of watchers) look()
      return () => void timers.delete(timer)
    },
    advance(byMs) {
      const end = now + byMs
      for (let next = earliest(); next && next.at <= end; next = earliest()) {
        now = next.at
        timers.delete(next)
        next.run()
      }
      now = end
    },
    pending: () => timers.size,
    waiting: (delayMs) =>
      new Promise((resolve) => {
        const look = () => {
          if (![...timers].some((timer) => timer.delayMs === delayMs)) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
  }
}
