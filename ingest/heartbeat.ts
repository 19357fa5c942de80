import { renewLease } from '#db/write/claim-import.ts'
import { heartbeatMs, type Lease } from '#db/write/lease.ts'
import type { Ports } from './ports.ts'

/** An import that got no further for hours, and no error either: something below us hangs. The process had better begin anew. */
export class Standstill extends Error {
  constructor({ importId }: Lease, ms: number) {
    super(`import ${importId} has not moved for ${Math.round(ms / 1000)} s; the worker gives up and begins anew`)
    this.name = 'Standstill'
  }
}

/**
 * Longer than anything healthy goes on without a commit (unpacking 64 GiB of gzip takes some 40 minutes, making the
 * row hashes of a thousand million trips anew 10). The database is given up much sooner: db/silence.ts.
 */
const standstillMsMax = 2 * 60 * 60_000

export type Heartbeat = {
  /** To be told of every change that was committed. */
  moved(): void
  /** Rejects with Standstill when there was none for too long; from then on the lease runs out. */
  standstill: Promise<never>
  stop(): void
}

export type Beat = { everyMs?: number; standstillMs?: number }

/** Renews a lease every few seconds while its import moves. A renewal that is still under way is not joined by another. */
export function startHeartbeat({ db, nowMs }: Ports, lease: Lease, beat: Beat = {}): Heartbeat {
  const { everyMs = heartbeatMs, standstillMs = standstillMsMax } = beat
  let movedAtMs = nowMs()
  let renewing = false
  let giveUp = (_error: Error) => {}
  const standstill = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  standstill.catch(() => {}) // whoever waits for the import hears of it; nobody may
  const timer = setInterval(() => {
    if (nowMs() - movedAtMs > standstillMs) {
      clearInterval(timer)
      return giveUp(new Standstill(lease, standstillMs))
    }
    if (renewing) return
    renewing = true
    void renewLease(db, lease)
      .catch(() => {})
      .finally(() => {
        renewing = false
      })
  }, everyMs)
  return {
    moved: () => {
      movedAtMs = nowMs()
    },
    standstill,
    stop: () => clearInterval(timer),
  }
}
