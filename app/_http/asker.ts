import type { AsyncLocalStorage } from 'node:async_hooks'

/** Who waits for an answer: the signal is aborted when nobody does any more; those of one name share their turns. */
export type Asker = { signal: AbortSignal; name: string }

/** Left there by the web process (launch/web.ts) for whatever runs for a request, pages and server actions too. */
const left = globalThis as typeof globalThis & { tripfoldAskers?: AsyncLocalStorage<Asker> }

const stays = new AbortController().signal

/** Whether an error only says that nobody waits for the answer any more: no failure, and nobody is told. */
export const hasLeft = ({ signal }: Asker, error: unknown): boolean => signal.aborted && error === signal.reason

/** Of the request that this runs for. */
export function askerOf(request?: Request): Asker {
  const asker = left.tripfoldAskers?.getStore()
  return asker ?? { signal: request?.signal ?? stays, name: request?.headers.get('x-forwarded-for') ?? '' }
}
