import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '#db/client.ts'
import { readCountingStanding } from '#db/read/uncounted-areas.ts'

const everyMs = 100

/** Waits until a worker has counted every saved area: what it does for them must not be timed as something else. */
export async function untilCounted(databaseUrl: string, signal: AbortSignal): Promise<void> {
  const db = connect(databaseUrl, { connections: 1 })
  try {
    while ((await readCountingStanding(db)).uncounted > 0) {
      signal.throwIfAborted()
      await pause(everyMs)
    }
  } finally {
    await db.$client.end()
  }
}
