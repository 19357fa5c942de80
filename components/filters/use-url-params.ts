'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import { pickParams, queryText, withParams } from './url-params.ts'

export type ChangeParams = (changes: Partial<DashboardParams>, history?: 'push' | 'replace') => void

/**
 * The URL is the state. A change is pushed, so that Back undoes it; steps of one gesture (arrow keys, a slider) replace.
 * The browser's own history calls are used because a router push would render the page on the server again.
 */
export function useUrlParams(): [DashboardParams, ChangeParams] {
  const search = useSearchParams()
  const params = useMemo(() => pickParams(new URLSearchParams(search)), [search])
  const change = useCallback<ChangeParams>((changes, history = 'push') => {
    const next = queryText(withParams(pickParams(new URLSearchParams(location.search)), changes))
    if (next === location.search) return
    const url = `${location.pathname}${next}`
    if (history === 'push') window.history.pushState(null, '', url)
    else window.history.replaceState(null, '', url)
  }, [])
  return [params, change]
}
