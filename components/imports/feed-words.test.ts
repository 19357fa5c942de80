import { expect, test } from 'vitest'
import type { FeedView } from '#trips/feed.ts'
import { feedText, isFetching, scheduleText } from './feed-words.ts'

const now = Date.parse('2024-03-04T08:00:00Z')
const view: FeedView = {
  ...{ name: 'city', url: 'https://data.example.org/x.csv', schedule: '0 4 * * *', enabled: true, options: {}, running: false },
  ...{ next_run_at: '2024-03-05T04:00:00Z', last_run_at: null, last_result: null, last_message: null, last_import_id: null },
}

test('schedules in words, others as they are', () => {
  expect(scheduleText('0 4 * * *')).toBe('every day at 04:00 UTC')
  expect(scheduleText('*/7 3 * * *')).toBe('at */7 3 * * * (cron, UTC)')
})

test('a feed says how it stands', () => {
  expect(feedText(view, now)).toBe('Not fetched yet')
  expect(feedText({ ...view, running: true }, now)).toBe('Fetching…')
  expect(feedText({ ...view, next_run_at: '2024-03-04T08:00:00Z' }, now)).toBe('Fetching…')
  const ran = { ...view, last_run_at: '2024-03-04T04:00:00Z', last_result: 'failed' as const, last_message: 'Status 404.' }
  expect(feedText(ran, now)).toMatch(/^Not fetched .*\. Status 404\.$/)
  expect(feedText({ ...ran, last_result: 'unchanged', last_message: null }, now)).toMatch(/^Nothing new .*2024.*\.$/)
  expect(isFetching({ ...view, next_run_at: null }, now)).toBe(false)
})
