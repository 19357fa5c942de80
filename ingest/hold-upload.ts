import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '#db/client.ts'
import { leaseUpload, releaseUpload, renewUpload, uploadLeaseSeconds } from '#db/write/lease-upload.ts'
import { UserProblem } from '#trips/user-problem.ts'

const heartbeatMs = 1000
const askAgainMs = 100
/** Longer than a lease: what a killed process held is waited for, and then had. */
const patienceMs = (uploadLeaseSeconds + 2) * 1000

/** An upload that one request alone may change, in whatever process, until it is released or lost. */
export type HeldUpload = {
  token: string
  /** Throws once the lease may be another's: the process stood still, or the database was away for too long. */
  assertHeld(): void
  release(end?: Parameters<typeof releaseUpload>[3]): Promise<void>
}

/**
 * Takes an upload for oneself; whoever holds it is told that somebody waits. `onWanted` hears of the same later on. Throws
 * UserProblem not_found, or locked when the holder does not give way in time.
 */
export async function holdUpload(
  db: Database,
  id: string,
  { onWanted = () => {}, signal }: { onWanted?: () => void; signal?: AbortSignal } = {},
): Promise<HeldUpload> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    const startedAt = performance.now()
    const taken = await leaseUpload(db, id)
    if (taken === 'missing') throw new UserProblem('not_found', `There is no upload ${id}; it may have expired`)
    if (taken !== 'held') return held(db, id, taken.token, startedAt, onWanted)
    if (signal?.aborted || performance.now() > giveUpAt)
      throw new UserProblem('locked', `Upload ${id} is being written by another request; try again in a moment`)
    await wait(askAgainMs)
  }
}

function held(db: Database, id: string, token: string, startedAt: number, onWanted: () => void): HeldUpload {
  // Counted from before the statement was sent: the database's lease never ends before ours.
  let renewedAt = startedAt
  const heartbeat = setInterval(async () => {
    const sentAt = performance.now()
    const { held, wanted } = await renewUpload(db, id, token).catch(() => ({ held: false, wanted: false }))
    if (held) renewedAt = sentAt
    if (wanted) onWanted()
  }, heartbeatMs)
  return {
    token,
    assertHeld() {
      if (performance.now() - renewedAt > uploadLeaseSeconds * 1000) throw new Error(`upload ${id} may be another's by now`)
    },
    async release(end) {
      clearInterval(heartbeat)
      await releaseUpload(db, id, token, end)
    },
  }
}
