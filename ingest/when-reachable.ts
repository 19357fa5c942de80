import { setTimeout as wait } from 'node:timers/promises'

const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'ER_SERVER_SHUTDOWN',
  'ER_CLIENT_INTERACTION_TIMEOUT',
  'ER_QUERY_INTERRUPTED',
  'ER_CONNECTION_KILLED',
  'ER_CON_COUNT_ERROR',
])

/**
 * Whether the database went away or somebody ended our statement, rather than refused it: what was committed is in the ledger,
 * and the import goes on from there. Drizzle wraps the driver's error in `cause`.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && lostCodes.has(String(error.code))) return true
  return /closed state|Connection lost/.test(error.message) || isConnectionLost(error.cause)
}

/** `local_infile` was switched off: MySQL (3948), MariaDB since 10.11 (4166) and before (1148). */
const loadDataRefusals = new Set([1148, 3948, 4166])
export const refusesLoadData = (error: unknown): boolean =>
  error instanceof Error && (('errno' in error && loadDataRefusals.has(Number(error.errno))) || refusesLoadData(error.cause))

/** An error in one line, with what Drizzle wraps. */
export const describe = (error: unknown): string =>
  error instanceof Error ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}` : String(error)

/** Waits, unless stopped. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => {})

const backoffMaxMs = 5000

/** How long to wait after so many failures in a row. */
export const backoffMs = (failures: number): number => Math.min(backoffMaxMs, 100 * 2 ** failures)

/** Asks again until the database is there, or `stop` aborts; then the last error is thrown. */
export async function whenReachable<Result>(
  ask: () => Promise<Result>,
  stop: AbortSignal,
  log: (line: string) => void,
): Promise<Result> {
  for (let failures = 0; ; failures++) {
    try {
      return await ask()
    } catch (error) {
      if (!isConnectionLost(error) || stop.aborted) throw error
      if (failures === 0) log(`Waiting for the database: ${describe(error)}`)
      await pause(backoffMs(failures), stop)
    }
  }
}
