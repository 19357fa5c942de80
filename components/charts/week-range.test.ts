import { expect, test } from 'vitest'
import { daysOfWeeks, tickWeeks, weekLabel } from './week-range.ts'

test('a range of weeks is whole weeks, picked in either order', () => {
  const [a, b] = [{ monday: '2018-04-30' }, { monday: '2018-05-28' }]
  expect(daysOfWeeks(a, b)).toEqual({ from: '2018-04-30', to: '2018-06-03' })
  expect(daysOfWeeks(b, a)).toEqual(daysOfWeeks(a, b))
  expect(daysOfWeeks({ monday: '2018-12-31' }, { monday: '2018-12-31' })).toEqual({ from: '2018-12-31', to: '2019-01-06' })
})

test('a week is named by its days and its number', () => {
  expect(weekLabel({ week: '2018-W18', monday: '2018-04-30' })).toBe('Apr 30 – May 6, 2018 (2018-W18)')
})

test('ticks are few and even', () => {
  const series = Array.from({ length: 27 }, (_, i) => ({ monday: String(i) }))
  expect(tickWeeks(series, 6)).toEqual(['0', '5', '10', '15', '20', '25'])
  expect(tickWeeks(series.slice(0, 3), 6)).toEqual(['0', '1', '2'])
})
