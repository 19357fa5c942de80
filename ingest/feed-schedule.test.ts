import { expect, test } from 'vitest'
import { nextRun } from './feed-schedule.ts'

const after = new Date('2024-02-28T04:15:00Z')

test.each([
  ['15 4 * * *', '2024-02-29T04:15:00.000Z'],
  ['*/5 * * * *', '2024-02-28T04:20:00.000Z'],
  ['0 0 1 * *', '2024-03-01T00:00:00.000Z'],
  ['0 6 * * MON', '2024-03-04T06:00:00.000Z'],
  ['@daily', '2024-02-29T00:00:00.000Z'],
])('%s comes next at %s, in UTC, whatever the zone of this machine', (schedule, next) => {
  expect(nextRun(schedule, after).toISOString()).toBe(next)
})

test.each(['', 'nonsense', '* * *', '61 * * * *', '* * * * * *', '0 0 30 2 *', '2024-05-01T00:00:00'])(
  '%j is refused',
  (schedule) => {
    expect(() => nextRun(schedule, after)).toThrow(/^schedule: found .*expected a cron expression of five fields/s)
  },
)
