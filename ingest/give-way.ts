import { isAnyWaiting } from '#db/write/claim-import.ts'
import type { Ports } from './ports.ts'

/** What was being done while idle is given up: an import waits, or the worker is to stop. */
export class Interrupted extends Error {}

/** The longest rest after an interruption. */
export const restMsMax = 30_000

/** Throws Interrupted when there is something else to do. */
export async function giveWay({ db, stop }: Pick<Ports, 'db' | 'stop'>): Promise<void> {
  if (stop.aborted || (await isAnyWaiting(db))) throw new Interrupted()
}
