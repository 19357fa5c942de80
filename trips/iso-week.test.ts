import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  civilOfDay,
  dateText,
  datetimeText,
  dayOfCivil,
  hourOfTime,
  mondayOfWeek,
  weekdayOfDay,
  weekOfDay,
  weekText,
} from './iso-week.ts'

const day = fc.integer({ min: -20_000, max: 60_000 })
const utc = (n: number) => new Date(n * 86_400_000)

test('civil dates are those of the Gregorian calendar', () => {
  fc.assert(
    fc.property(day, (n) => {
      const date = utc(n)
      expect(civilOfDay(n)).toEqual({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() })
      expect(dayOfCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(n)
      expect(dateText(n)).toBe(date.toISOString().slice(0, 10))
      expect(weekdayOfDay(n)).toBe((date.getUTCDay() + 6) % 7)
    }),
  )
})

test('datetimes are written as they were read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (time) => {
      expect(datetimeText(time)).toBe(new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' '))
      expect(hourOfTime(time)).toBe(new Date(time * 1000).getUTCHours())
    }),
  )
})

test('a week runs from Monday to Sunday', () => {
  fc.assert(
    fc.property(day, (n) => {
      const monday = mondayOfWeek(weekOfDay(n))
      expect(weekdayOfDay(monday)).toBe(0)
      expect(n - monday).toBeGreaterThanOrEqual(0)
      expect(n - monday).toBeLessThan(7)
    }),
  )
})

// ISO 8601: years begin with the week of their first Thursday; 2015 and 2020 have 53 weeks.
test.each([
  [2018, 5, 1, '2018-W18'],
  [2018, 12, 31, '2019-W01'],
  [2016, 1, 3, '2015-W53'],
  [2020, 12, 31, '2020-W53'],
  [2021, 1, 3, '2020-W53'],
  [2021, 1, 4, '2021-W01'],
  [1970, 1, 1, '1970-W01'],
])('%i-%i-%i is in %s', (year, month, date, week) => {
  expect(weekText(weekOfDay(dayOfCivil(year, month, date)))).toBe(week)
})
