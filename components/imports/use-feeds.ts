'use client'

import { useCallback, useEffect, useState } from 'react'
import { type FeedBody, type FeedsView, type FeedView, feedsView } from '#trips/feed.ts'
import type { ProblemView } from '#trips/views.ts'
import { unreachable } from '../ui/unreachable.ts'
import { problemOf } from './call-api.ts'
import { isFetching } from './feed-words.ts'

/** While one is being fetched its feed is asked for as often; a fetch has no events of its own, its import has. */
const lookMs = 1500

export type FeedActs = {
  save(name: string, body: FeedBody): Promise<ProblemView | undefined>
  run(name: string): Promise<ProblemView | undefined>
  remove(name: string): Promise<ProblemView | undefined>
}

const path = (name: string): string => `/api/v1/feeds/${encodeURIComponent(name)}`

/** The feeds as they are, and what can be done with them; undefined before they are known. */
export function useFeeds(): { known: FeedsView | undefined; acts: FeedActs } {
  const [known, setKnown] = useState<FeedsView>()
  const reload = useCallback(
    () =>
      fetch('/api/v1/feeds')
        .then(async (response) => setKnown(feedsView.parse(await response.json())))
        .catch(() => {}),
    [],
  )
  useEffect(() => void reload(), [reload])
  useEffect(() => {
    if (!known?.feeds.some((feed) => isFetching(feed, Date.now()))) return
    const timer = setTimeout(reload, lookMs)
    return () => clearTimeout(timer)
  }, [known, reload])

  const act = async (method: string, to: string, body?: FeedBody): Promise<ProblemView | undefined> => {
    const problem = await ask(method, to, body)
    await reload()
    return problem
  }
  const acts: FeedActs = {
    save: (name, body) => act('PUT', path(name), body),
    run: (name) => act('POST', `${path(name)}/run`),
    remove: (name) => act('DELETE', path(name)),
  }
  return { known, acts }
}

async function ask(method: string, to: string, body?: FeedBody): Promise<ProblemView | undefined> {
  try {
    const json = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(to, { method, ...json })
    return response.ok ? undefined : problemOf(response.status, await response.text())
  } catch {
    return unreachable().problem
  }
}

export const bodyOf = ({ url, schedule, enabled, options }: FeedView): FeedBody => ({ url, schedule, enabled, options })
