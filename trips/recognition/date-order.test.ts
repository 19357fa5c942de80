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

describe('dates with another number in place of the month', () => {
  const two = (i: number) => String(i).padStart(2, '0')
  const minutes = Array.from({ length: 60 }, (_, i) => (i * 7) % 60)
  test.each<[string, (minute: number, i: number) => string]>([
    ['year first', (minute, i) => `2018-${two(minute)}-${two((i % 28) + 1)} 07:${two(minute)}`],
    ['month first', (minute, i) => `${two(minute)}/${two((i % 28) + 1)}/2018 07:${two(minute)}`],
    ['day first', (minute, i) => `${two((i % 12) + 1)}.${two(minute)}.2018 07:${two(minute)}`],
  ])('%s', (_, date) => {
    expect(dateOrderOf(minutes.map(date))).toEqual({ unreadable: expect.stringMatching(/of no calendar.*minutes/) })
  })
  test('are the fault of their rows where they are few, or nothing', () => {
    const dates = minutes.map((_, i) => `2018-05-${two((i % 28) + 1)} 07:00`)
    expect(dateOrderOf([...dates, ...Array(9).fill('2018-37-01 07:37')])).toEqual({ order: 'ymd' })
    expect(dateOrderOf([...dates, ...Array(90).fill('0000-00-00 00:00:00')])).toEqual({ order: 'ymd' })
  })
})

describe('a date or two of another form than all others are the fault of their row', () => {
  const many = (date: (day: number) => string, count = 600) => Array.from({ length: count }, (_, i) => date(13 + (i % 15)))
  const iso = many((day) => `2018-05-${day} 07:54`)
  const monthFirst = many((day) => `5/${day}/2018 07:54`)
  test.each<[string, string[], string]>([
    ['that reads both ways among years first', [...iso, '05/02/2018 07:54', '05/02/2018 08:10'], 'ymd'],
    ['with a year of two digits among years first', [...iso, '18-05-15 07:54'], 'ymd'],
    ['with the day first among years first', [...iso, '15/05/2018 07:54'], 'dmy'],
    ['with the day first among months first', [...monthFirst, '13/5/2018 07:54'], 'mdy'],
    ['with the month first among days first', [...many((day) => `${day}.5.2018 07:54`), '5.13.2018 07:54'], 'dmy'],
  ])('%s', (_, dates, order) => expect(dateOrderOf(dates)).toEqual({ order }))
  test.each<[string, string[]]>([
    ['of few', [...iso.slice(0, 90), '05/02/2018 07:54']],
    ['if they are more', [...monthFirst, ...many((day) => `${day}/5/2018 07:54`, 3)]],
  ])('but not %s', (_, dates) => expect(dateOrderOf(dates)).toEqual({ problem: expect.any(String) }))
})

describe('one row alone', () => {
  const days = (date: (day: number) => string, count = 11) => Array.from({ length: count }, (_, i) => date(i + 1))
  test('does not tell the order of all others where it may be a mistake', () => {
    for (const [dates, lone] of [
      [days((day) => `5/${day}/2018 06:20`), '13/5/2018 06:20'],
      [days((day) => `${day}/5/2018 06:20`), '5/25/2018 06:20'],
      [days((day) => `05/0${day}/18 06:20`, 9), '25/05/18 06:20'],
    ] as const)
      expect(dateOrderOf([...dates, lone, lone])).toEqual({
        problem: expect.stringContaining(`Every date but '${lone}' can be read`),
      })
  })
  test('does where all lie in the same months', () => {
    expect(dateOrderOf([...days((day) => `${day}/5/2018 06:20`, 12), '13/5/2018 06:20'])).toEqual({ order: 'dmy' })
    expect(dateOrderOf([...days((day) => `5/${day}/2018 06:20`, 7), '13/5/2018 06:20'])).toEqual({ order: 'dmy' })
  })
  test('with a first number above 31 makes no years of all days', () => {
    const dates = days((day) => `${String(day).padStart(2, '0')}/05/18 06:20`, 30)
    for (const wrong of ['32/05/18 06:20', '81/05/18 06:20']) expect(dateOrderOf([...dates, wrong])).toEqual({ order: 'dmy' })
    const years = days((day) => `18/05/${day} 06:20`, 26).slice(9)
    expect(dateOrderOf([...years, '32/05/18 06:20'], 2026)).toEqual({ problem: expect.stringContaining('date_order=yymmdd') })
  })
})

describe('few rows among many', () => {
  const two = (i: number) => String(i).padStart(2, '0')
  const days = (count: number, date: (day: string) => string, of: number, from = 1) =>
    Array.from({ length: count }, (_, i) => `${date(two(from + (i % of)))} 06:20`)
  const dayFirst = (day: string) => `${day}/05/2018`
  const monthFirst = (day: string) => `05/${day}/2018`
  test.each<[string, string[], string[]]>([
    ['of another order at the end', days(1196, dayFirst, 12), days(4, monthFirst, 4, 13)],
    ['of one day', days(1170, dayFirst, 12), days(30, monthFirst, 1, 25)],
    ['the other way about', days(1100, monthFirst, 12), days(100, dayFirst, 7, 13)],
  ])('do not tell the order of all others where they may be mistakes: %s', (_, most, few) => {
    expect(dateOrderOf([...most, ...few])).toEqual({
      problem: expect.stringMatching(
        /^Most dates .* such as '(05\/13|05\/25|13\/05)\/2018 06:20', .*all lie in 1 month in place of 12\.$/,
      ),
    })
  })
  const ofYear = (date: (day: string, month: string) => string, count = 365) =>
    Array.from({ length: count }, (_, i) => {
      const [, month, day] = new Date(Date.UTC(2018, 0, 1 + i)).toISOString().slice(0, 10).split('-')
      return `${date(day, month)} 06:20`
    })
  test.each<[string, string[], string]>([
    ['a year, day first', ofYear((day, month) => `${day}/${month}/2018`), 'dmy'],
    ['a year, month first', ofYear((day, month) => `${month}/${day}/2018`), 'mdy'],
    [
      'a year of days that mostly read both ways',
      [
        ...ofYear((day, month) => `${day}/${month}/2018`).filter((date) => Number(date.slice(0, 2)) <= 12),
        '13/01/2018 06:20',
        '14/02/2018 06:20',
        '15/03/2018 06:20',
      ],
      'dmy',
    ],
    ['a month, day first', days(1200, dayFirst, 31), 'dmy'],
    ['a month, month first', days(1200, monthFirst, 31), 'mdy'],
    ['the first thirteen days, day first', [...days(1196, dayFirst, 12), ...days(4, dayFirst, 1, 13)], 'dmy'],
    ['the first thirteen days, month first', [...days(1196, monthFirst, 12), ...days(4, monthFirst, 1, 13)], 'mdy'],
    ['a tenth', [...days(900, dayFirst, 12), ...days(100, monthFirst, 7, 13)], 'mdy'],
  ])('do of %s', (_, dates, order) => expect(dateOrderOf(dates)).toEqual({ order }))
})

test('dates of which a spreadsheet has exchanged day and month are not read', () => {
  const dates = [
    '2018-01-05 07:54',
    '2018-02-05 07:54',
    '2018-03-05 07:54',
    '13/05/2018 07:54',
    '14/05/2018 07:54',
    '15/05/2018 07:54',
  ]
  expect(dateOrderOf(dates)).toEqual({
    unreadable: expect.stringMatching(
      /such as '13\/05\/2018 07:54' and others such as '2018-01-05 07:54'.*exchanged day and month/,
    ),
  })
  expect(dateOrderOf([...dates, '2018-05-13 07:54'])).toEqual({ order: 'dmy' })
  expect(dateOrderOf([...dates, '1/5/2018 07:54'])).toEqual({ order: 'dmy' })
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
