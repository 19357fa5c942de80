import { setTimeout as pause } from 'node:timers/promises'
import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '#db/client.ts'
import { countStoredTrips } from '#db/write/pack-table.ts'
import { readProcess } from './process-figures.ts'

const everyMs = 100
const restMsMin = 2000
/**
 * An idle worker looks for work twice a second. Now and then that takes more than this, or is what the server does when it is looked at, but not
 * in two looks after one another. (When one sufficed, some 40 seconds of merging and packing ten million trips were taken for 132.)
 */
const idleCpuSeconds = 0.03
/** A merge that was interrupted rests for as long as it had run, up to half a minute. It takes less than this of each trip. */
const mergeMsMax = 33_000
const mergeMsPerTrip = 0.003

/**
 * When its imports are done a worker stores chunks together and packs the tables. Waits until it and the server do nothing for it any more, and
 * returns the seconds that took; 0 when there was nothing to do.
 */
export async function untilResting(db: Database, pid: number, signal: AbortSignal): Promise<number> {
  const restMs = restMsMin + Math.min(mergeMsMax, mergeMsPerTrip * (await countStoredTrips(db)))
  const startedMs = performance.now()
  let busyMs = startedMs
  let cpuSeconds = readProcess(pid)?.cpuSeconds ?? 0
  let wasBusy = false
  while (performance.now() - busyMs < restMs) {
    signal.throwIfAborted()
    await pause(everyMs)
    const now = readProcess(pid)?.cpuSeconds ?? 0
    const isBusy = now - cpuSeconds > idleCpuSeconds || (await isServerBusy(db))
    if (isBusy && wasBusy) busyMs = performance.now()
    ;[wasBusy, cpuSeconds] = [isBusy, now]
  }
  return (busyMs - startedMs) / 1000
}

/** Whether the server runs a statement in this database for somebody else. */
async function isServerBusy(db: Database): Promise<boolean> {
  const [[own]] = await db.$client.query<RowDataPacket[]>('SELECT DATABASE() AS name')
  const [threads] = await db.$client.query<RowDataPacket[]>('SHOW PROCESSLIST')
  return threads.some(
    ({ db: name, Command: command, Info: info }) => name === own.name && command === 'Query' && info !== 'SHOW PROCESSLIST',
  )
}
