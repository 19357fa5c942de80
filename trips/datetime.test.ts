import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DateOrder,
  noSuchClock,
  noSuchDay,
  notATime,
  readClock,
  readDate,
  readDatetime,
  readEpoch,
  timeOutOfRange,
} from './datetime.ts'
import { datetimeText } from './iso-week.ts'

const within = <T>(text: string, read: (bytes: Uint8Array, start: number, end: number) => T): T => {
  const bytes = new TextEncoder().encode(`1:${text}-1`) // what stands around a time is not read
  return read(bytes, 2, bytes.length - 2)
}
const read = (text: string, order: DateOrder = 'ymd') =>
  within(text, (bytes, start, end) => readDatetime(bytes, start, end, order))
const shown = (text: string, order?: DateOrder) => {
  const time = read(text, order)
  return time < 0 ? time : datetimeText(time)
}

describe('a date and time', () => {
  test.each<[string, string]>([
    ['2018-05-31 06:20:59', '2018-05-31 06:20:59'],
    ['2018-05-31T06:20:59', '2018-05-31 06:20:59'],
    ['2018-05-31 06:20', '2018-05-31 06:20:00'],
    [' 2018-05-31  06:20:59 ', '2018-05-31 06:20:59'],
    ['2018-01-01 00:01:45.8140', '2018-01-01 00:01:45'],
    ['2018-01-01 23:59:59.999999', '2018-01-01 23:59:59'],
    ['2016-07-07T04:17:00', '2016-07-07 04:17:00'],
    ['2016/8/1 0:00', '2016-08-01 00:00:00'],
    ['2016.08.01 7:05:09', '2016-08-01 07:05:09'],
    ['2016-02-29 12:00:00', '2016-02-29 12:00:00'],
    ['1970-01-01 00:00:00', '1970-01-01 00:00:00'],
    ['2105-12-31 23:59:59', '2105-12-31 23:59:59'],
    ['2018-05-31 06:20:59 PM', '2018-05-31 18:20:59'],
    ['2018-05-31 18:20:59 PM', '2018-05-31 18:20:59'],
    ['2018-05-31 12:20:59 PM', '2018-05-31 12:20:59'],
    ['2018-05-31 00:20:59 AM', '2018-05-31 00:20:59'],
    ['2018-05-31 12:20:59 AM', '2018-05-31 00:20:59'],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  test.each([
    '2015-05-07 19:52:06 UTC',
    '2015-05-07 19:52:06Z',
    '2015-05-07T19:52:06z',
    '2015-05-07 19:52:06 GMT',
    '2015-05-07 19:52:06.521000+00:00',
    '2015-05-07 19:52:06-07',
    '2015-05-07 19:52:06-0700',
    '2015-05-07 19:52:06 +05:30',
    '2015-05-07 7:52:06 PM -07:00',
  ])('%s keeps its own wall clock', (text) => {
    expect(shown(text)).toBe('2015-05-07 19:52:06')
  })

  test.each<[string, DateOrder, string]>([
    ['2/1/2016 0:31', 'mdy', '2016-02-01 00:31:00'],
    ['2/1/2016 0:31', 'dmy', '2016-01-02 00:31:00'],
    ['4/1/2014 0:11:00', 'mdy', '2014-04-01 00:11:00'],
    ['1/1/15 0:21', 'mdy', '2015-01-01 00:21:00'],
    ['31.12.69 23:59', 'dmy', '2069-12-31 23:59:00'],
    ['31-12-70 23:59', 'dmy', '1970-12-31 23:59:00'],
    ['04/18/2015 12:00:00 AM', 'mdy', '2015-04-18 00:00:00'],
    ['04/18/2015 12:00:00 PM', 'mdy', '2015-04-18 12:00:00'],
    ['04/18/2015 01:05:00pm', 'mdy', '2015-04-18 13:05:00'],
    ['2015-04-18 01:05:00', 'mdy', '2015-04-18 01:05:00'],
  ])('%s as %s', (text, order, expected) => {
    expect(shown(text, order)).toBe(expected)
  })

  test.each<[string, number]>([
    ['', notATime],
    ['2013-01-13 04:36asdf', notATime],
    ['2013-01-13 04:36:00asdf', notATime],
    ['2013-01-13', notATime],
    ['2013-01-1304:36', notATime],
    ['2013-01-13 4', notATime],
    ['2013-01-13 4:3', notATime],
    ['2013-01-13 04:36:5', notATime],
    ['2013-01-13 04:36:05.', notATime],
    ['2013-01-13 04:36:05+5', notATime],
    ['2013-01-13 04:36:05+05:60', notATime],
    ['2013-01-13 04:36:05 PST', notATime],
    ['2013-01/13 04:36', notATime],
    ['13-01-13 04:36', notATime],
    ['1/2/2013 04:36', notATime],
    ['04:50.2', notATime],
    ['2018-02-30 10:00:00', noSuchDay],
    ['2019-02-29 10:00:00', noSuchDay],
    ['2018-13-01 10:00:00', noSuchDay],
    ['0000-00-00 00:00:00', noSuchDay],
    ['2018-02-28 24:00:00', noSuchClock],
    ['2018-02-28 23:60:00', noSuchClock],
    ['2018-02-28 23:59:60', noSuchClock],
    ['2018-02-28 13:00 AM', noSuchClock],
    ['2018-02-28 0:30 PM', noSuchClock],
    ['2018-02-28 24:00 PM', noSuchClock],
    ['1969-12-31 23:59:59', timeOutOfRange],
    ['2106-01-01 00:00:00', timeOutOfRange],
  ])("'%s' is refused", (text, code) => {
    expect(read(text)).toBe(code)
  })

  test('month and day are not swapped to make a date possible', () => {
    expect(read('31/1/2016 0:00', 'mdy')).toBe(noSuchDay)
    expect(read('1/31/2016 0:00', 'dmy')).toBe(noSuchDay)
  })

  test('agrees with UTC of the platform over the whole range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_291_747_199 }),
        fc.constantFrom<Exclude<DateOrder, 'yymmdd'>>('ymd', 'mdy', 'dmy'),
        (time, order) => {
          const [date, clock] = new Date(time * 1000).toISOString().slice(0, 19).split('T')
          const [year, month, day] = date.split('-')
          const written = { ymd: date, mdy: `${Number(month)}/${Number(day)}/${year}`, dmy: `${day}.${month}.${year}` }[order]
          expect(read(`${written} ${clock}`, order)).toBe(time)
        },
      ),
    )
  })
})

test('a date alone, or with a midnight', () => {
  const day = (text: string) => within(text, (bytes, start, end) => readDate(bytes, start, end, 'ymd'))
  expect([day('1970-01-02'), day(' 1970-01-03 '), day('1970/01/04 00:00:00+00')]).toEqual([1, 2, 3])
  expect([day('1970-01-02 10:00'), day('1970-01-02x'), day('1970-02-30'), day('')]).toEqual([
    notATime,
    notATime,
    noSuchDay,
    notATime,
  ])
})

test('a time of day alone', () => {
  expect([within('0:31', readClock), within(' 10:22:05 ', readClock), within('1:00 PM', readClock)]).toEqual([
    1860, 37_325, 46_800,
  ])
  expect([within('25:00', readClock), within('10', readClock), within('', readClock)]).toEqual([noSuchClock, notATime, notATime])
})

test('a count since 1970', () => {
  const epoch = (text: string, digits = 0) => within(text, (bytes, start, end) => readEpoch(bytes, start, end, digits))
  expect([
    epoch('1456963200'),
    epoch('1456963200.9'),
    epoch('1456963200999', 3),
    epoch('1456963200999999', 6),
    epoch('1456963200999999999', 9),
  ]).toEqual(Array(5).fill(1_456_963_200))
  // 0 for NULL, and seconds among milliseconds, which would all be days of January 1970.
  expect([epoch('0'), epoch('12', 3), epoch('1456963200', 3), epoch('9999999')]).toEqual(Array(4).fill(timeOutOfRange))
  expect(epoch('10000000')).toBe(10_000_000)
  expect([epoch('-5'), epoch('12x'), epoch(''), epoch('1.'), epoch('4291747200')]).toEqual([
    ...Array(4).fill(notATime),
    timeOutOfRange,
  ])
})
