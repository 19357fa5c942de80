'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import { pickParams, queryText, withParams } from './url-params.ts'

export type ChangeParams = (changes: Partial<DashboardParams>, history?: 'push' | 'replace') => void

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}

/**
 * A change is pushed, so that Back undoes it; steps of one gesture (arrow keys, a slider) replace. The browser's own history
 * calls are used because a router push would render the page on the server again.
 */
const change: ChangeParams = (changes, history = 'push') => {
  const next = queryText(withParams(pickParams(new URLSearchParams(location.search)), changes))
  if (next === location.search) return
  const url = `${location.pathname}${next}`
  if (history === 'push') window.history.pushState(null, '', url)
  else window.history.replaceState(null, '', url)
  tell()
}

/**
 * The URL is the state. It is read from the address itself: the router hears of a change too, but tells it only once it has
 * time, and a control that waits for that would jump back under the hand.
 */
export function useUrlParams(): [DashboardParams, ChangeParams] {
  const routed = useSearchParams().toString()
  // Links change the address without any event.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a routed change is why the others are told
  useEffect(tell, [routed])
  const search = useSyncExternalStore(
    subscribe,
    () => location.search,
    () => `?${routed}`,
  )
  const params = useMemo(() => pickParams(new URLSearchParams(search)), [search])
  return [params, change]
}
