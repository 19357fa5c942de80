'use client'

import { useCallback, useEffect, useEffectEvent, useReducer, useState } from 'react'
import type { ImportView } from '#trips/import-job.ts'
import { mergeImports } from '#trips/merge-imports.ts'
import { type Connection, followImports, type RealtimeAddress } from './import-feed.ts'

type LiveImports = {
  /** Newest first. */
  imports: ImportView[]
  connection: Connection
  /** Takes in a view that came another way, such as the answer to an upload. */
  upsert(view: ImportView): void
}

/**
 * The imports as they are now, for as long as the component is shown: `initial` (from the server's rendering), then every
 * live event, then `refetch` after each connection. Versions never go back, whatever arrives late or twice. No polling, but for
 * pages that no live channel reaches.
 */
export function useImports({
  initial,
  realtime,
  refetch,
}: {
  initial: ImportView[]
  realtime: RealtimeAddress
  refetch: () => Promise<ImportView[]>
}): LiveImports {
  const [imports, merge] = useReducer(mergeImports, initial, (views) => mergeImports([], views))
  const [connection, setConnection] = useState<Connection>('connecting')
  const refetchNow = useEffectEvent(refetch)
  const { key, wsUrl, port, tls } = realtime

  useEffect(() => merge(initial), [initial])
  useEffect(() => {
    const address = { key, wsUrl, port, tls }
    return followImports(address, { onImports: merge, onConnection: setConnection, refetch: () => refetchNow() })
  }, [key, wsUrl, port, tls])

  return { imports, connection, upsert: useCallback((view: ImportView) => merge([view]), []) }
}
