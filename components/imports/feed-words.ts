import type { FeedView } from '#trips/feed.ts'
import { instantText } from '../ui/numbers.ts'

/** Schedules that people mean most, as cron expressions in UTC. */
export const usualSchedules = [
  { cron: '0 * * * *', words: 'every hour' },
  { cron: '0 4 * * *', words: 'every day at 04:00 UTC' },
  { cron: '0 4 * * 1', words: 'every Monday at 04:00 UTC' },
  { cron: '0 4 1 * *', words: 'every first of the month at 04:00 UTC' },
] as const

export const scheduleText = (schedule: string): string =>
  usualSchedules.find(({ cron }) => cron === schedule)?.words ?? `at ${schedule} (cron, UTC)`

/** Whether somebody who waits should still see it move. */
export const isFetching = ({ running, next_run_at }: FeedView, now: number): boolean =>
  running || (next_run_at !== null && Date.parse(next_run_at) <= now)

export const isFailing = (view: FeedView, now: number): boolean => view.last_result === 'failed' && !isFetching(view, now)

/** How it stands with a feed, in one sentence; `now` in milliseconds since 1970. */
export function feedText(view: FeedView, now: number): string {
  if (isFetching(view, now)) return 'Fetching…'
  const { last_result, last_message, last_run_at } = view
  if (!last_result || !last_run_at) return 'Not fetched yet'
  const words = { imported: 'Imported', unchanged: 'Nothing new', failed: 'Not fetched' }[last_result]
  // The import that is linked says more.
  const why = last_result === 'imported' ? '' : (last_message ?? '')
  return `${words} ${instantText(last_run_at)}. ${why}`.trim()
}
