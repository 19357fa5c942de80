import { expect, test } from 'vitest'
import { dayOfCivil, weekOfDay } from './iso-week.ts'
import { weeklyAverage } from './weekly-average.ts'

const may = { from: dayOfCivil(2018, 5, 1), to: dayOfCivil(2018, 5, 31) }
const firstWeek = weekOfDay(may.from)
/** Weeks W18 to W22, of which the first has no Monday and the last ends on a Thursday; W20 is empty. */
const trips = new Map([5, 10, 0, 16, 7].map((n, i) => [firstWeek + i, n]))

test('every ISO week of the coverage counts, also empty and partial ones', () => {
  const answer = weeklyAverage(may, trips, 'all')
  expect(answer).toMatchObject({
    weekly_average: 38 / 5,
    total_trips: 38,
    weeks: 5,
    zero_weeks: 1,
    partial_weeks: 2,
    from: '2018-05-01',
    to: '2018-05-31',
  })
  expect(answer.series.map(({ week, trips: n, partial, days }) => [week, n, partial, days])).toEqual([
    ['2018-W18', 5, true, 6],
    ['2018-W19', 10, false, 7],
    ['2018-W20', 0, false, 7],
    ['2018-W21', 16, false, 7],
    ['2018-W22', 7, true, 4],
  ])
})

test('complete leaves partial weeks out of both sides', () => {
  expect(weeklyAverage(may, trips, 'complete')).toMatchObject({
    weekly_average: 26 / 3,
    total_trips: 26,
    weeks: 3,
    partial_weeks: 2,
  })
})

test('per7days divides by covered days', () => {
  expect(weeklyAverage(may, trips, 'per7days')).toMatchObject({ weekly_average: (38 / 31) * 7, total_trips: 38, weeks: 31 / 7 })
})

test('where nothing is covered, or no week is complete, there is no average', () => {
  expect(weeklyAverage(undefined, new Map(), 'all')).toMatchObject({ weekly_average: null, weeks: 0, from: null, series: [] })
  expect(weeklyAverage({ from: may.from, to: may.from }, trips, 'complete')).toMatchObject({
    weekly_average: null,
    total_trips: 0,
    partial_weeks: 1,
  })
})
