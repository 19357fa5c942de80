import { describe, expect, test } from 'vitest'
import { dateOrderOf } from './date-order.ts'

test.each<[string, string[], string]>([
  ['year first', ['2018-05-31 06:20', '2016/8/1 0:00'], 'ymd'],
  ['a day in second place', ['2/1/2016 0:31', '2/13/2016 0:31'], 'mdy'],
  ['a day in first place', ['2/1/2016 0:31', '13/2/2016 0:31'], 'dmy'],
  ['other separators', ['13.02.2016 0:31'], 'dmy'],
  ['two-digit years, month first', ['1/1/15 0:21', '1/31/15 0:21'], 'mdy'],
  ['two-digit years, day first', ['13/05/18 0:00', '14/05/18 0:00'], 'dmy'],
  ['year first beside month first', ['2018-05-31 06:20', '5/31/2018 06:20'], 'mdy'],
  ['what is no date says nothing', ['', 'NULL', '99/99/2016 1:00', '1/31/2016 1:00'], 'mdy'],
])('%s', (_, dates, order) => {
  expect(dateOrderOf(dates)).toEqual({ order })
})

test.each<[string, string[], RegExp]>([
  ['no day above 12', ['2/1/2016 0:31', '12/12/2016 0:31'], /Every date .*'2\/1\/2016 0:31'/],
  ['contradiction', ['31/1/2016 0:31', '1/31/2016 0:31'], /day first \('31\/1\/2016 0:31'\).*month \('1\/31\/2016 0:31'\)/],
  [
    'a year of two digits that may come first',
    ['18/05/13 0:00', '18/05/14 0:00'],
    /'18\/05\/13 0:00' may begin with the day or with a year/,
  ],
])('no order from %s', (_, dates, sentence) => {
  expect(dateOrderOf(dates)).toEqual({ problem: expect.stringMatching(sentence) })
})

describe('of two digits and two digits', () => {
  const days = (date: (i: number) => string, from: number) => Array.from({ length: 10 }, (_, i) => date(i + from))
  test.each<[string, string[], object]>([
    ['a year that is still to come is a day', days((i) => `31.12.${String(i).padStart(2, '0')} 06:20`, 9), { order: 'dmy' }],
    ['days behind a year', days((i) => `15-01-${i} 06:20`, 20), { order: 'yymmdd' }],
    [
      'one day of many years, or many of one',
      days((i) => `15.12.${String(i).padStart(2, '0')} 06:20`, 9),
      { problem: expect.stringMatching(/'15\.12\.09 06:20' may begin with the day or with a year/) },
    ],
  ])('%s', (_, dates, found) => expect(dateOrderOf(dates, 2026)).toEqual(found))
})

test('a day between year and month is no order; one date of many that does not exist is a mistake', () => {
  const wrong = ['2019/13/03', '2019/14/03', '2019/15/04']
  expect(dateOrderOf(wrong)).toEqual({ unreadable: expect.stringContaining("'2019/13/03' have the day between year and month") })
  expect(dateOrderOf([...wrong, '2019/03/13'])).toEqual({ order: 'ymd' })
  expect(dateOrderOf(wrong.slice(1))).toEqual({ order: 'ymd' })
})
