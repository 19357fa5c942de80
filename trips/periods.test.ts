import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOfCivil, weekdayOfDay } from './iso-week.ts'
import { comparedPeriods, periodsText } from './periods.ts'

const may = (day: number) => dayOfCivil(2018, 5, day)

test('of a date range, as many days just before', () => {
  const periods = comparedPeriods({ from: may(21), to: may(31) }, { from: may(21) })
  expect(periodsText(periods)).toBe('2018-05-21 to 2018-05-31 against 2018-05-10 to 2018-05-20 (as many days just before)')
})

test('without dates, the later half of the complete weeks', () => {
  // May 2018 has the complete weeks W19, W20 and W21: the first of them is left over.
  expect(periodsText(comparedPeriods({ from: may(1), to: may(31) }, {}))).toMatch(
    /^2018-05-21 to 2018-05-27 against 2018-05-14 to 2018-05-20 /,
  )
  expect(periodsText(comparedPeriods({ from: may(7), to: may(20) }, {}))).toMatch(
    /^2018-05-14 to 2018-05-20 against 2018-05-07 to 2018-05-13 /,
  )
})

test('without two complete weeks, the later half of the days', () => {
  expect(periodsText(comparedPeriods({ from: may(8), to: may(20) }, {}))).toMatch(
    /^2018-05-15 to 2018-05-20 against 2018-05-09 to 2018-05-14 /,
  )
  expect(periodsText(comparedPeriods({ from: may(8), to: may(8) }, {}))).toMatch(
    /^2018-05-08 to 2018-05-08 against 2018-05-07 to 2018-05-07 /,
  )
})

test('two periods of one length that meet; halves are as long as they can be', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 400 }), fc.boolean(), (from, days, isAsked) => {
      const coverage = { from, to: from + days - 1 }
      const { current, previous, rule } = comparedPeriods(coverage, isAsked ? { from } : {})
      expect(previous.to).toBe(current.from - 1)
      expect(previous.to - previous.from).toBe(current.to - current.from)
      if (isAsked) expect(current).toEqual(coverage)
      else if (days > 1) expect(previous.from).toBeGreaterThanOrEqual(coverage.from)
      const length = current.to - current.from + 1
      // At most the days of a partial week at either end and of one week too many are in neither.
      if (rule === 'halfWeeks') {
        expect(weekdayOfDay(current.from)).toBe(0)
        expect(days - 2 * length).toBeLessThanOrEqual(6 + 6 + 7)
      } else if (rule === 'halfDays') expect(days).toBeLessThan(14 + 12)
    }),
  )
})
