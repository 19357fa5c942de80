import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, point, trip } from '../testing/tiny-files.ts'

/** A file of twenty trips under these names of times. */
const file = (names: string, row: (i: number) => string) =>
  `${names},${header}\n${Array.from({ length: 20 }, (_, i) => `${row(i)},${point}\n`).join('')}`
const day = (i: number) => `2018-05-${10 + i}`
const first = `${trip} @ 2018-05-10 06:20:00`

describe('half a time is not read where the other half stands beside it', () => {
  const half = (i: number) => (i % 2 ? 'PM' : 'AM')
  test.each<[string, string, (i: number) => string, RegExp]>([
    [
      'a clock of twelve hours',
      'start_date,start_time,am_pm',
      (i) => `${day(i)},6:20,${half(i)}`,
      /'start_time' holds a clock of twelve hours, such as '6:20', and 'am_pm' beside it 'AM': .* such as '6:20 AM'/,
    ],
    ['the same behind a date', 'start_time,half', (i) => `${day(i)} 6:20,${half(i)}`, /such as '2018-05-10 6:20 AM'/],
    ['one letter', 'date,time,meridiem', (i) => `${day(i)},6:20,${half(i)[0]}`, /'meridiem' beside it 'A'/],
    [
      'midnights beside hours',
      'trip_date,start_hour',
      (i) => `${day(i)}T00:00:00.000,${i % 24}`,
      /Every start in 'trip_date' is at midnight.* and 'start_hour' beside it holds such as '0'\. .*write both into one column/,
    ],
    [
      'days as counts beside moments as counts',
      'date,gone',
      (i) => `${1525132800 + 86400 * i},${1525132800 + 86400 * i + 7 * 3600}`,
      /'gone' holds moments of the same days/,
    ],
    ['days as counts beside seconds', 'start_date,start_secs', (i) => `${1525132800 + 86400 * i},${300 * i + 7}`, /'start_secs'/],
    [
      'midnights beside clocks of another name',
      'date,gone',
      (i) => `${day(i)} 00:00:00,06:20`,
      /'gone' beside it holds such as '06:20'\. .*\{"time":\{"date":"date","time":"gone"\}\}/,
    ],
    [
      'midnights beside moments of the same days',
      'date,gone_at',
      (i) => `${day(i)} 00:00:00,${day(i)} 06:20:00`,
      /'gone_at' holds moments of the same days, such as '2018-05-10 06:20:00': state which is the start/,
    ],
  ])('%s', (_, names, row, sentence) => expect(() => readFile(file(names, row))).toThrow(sentence))

  test.each<[string, string, (i: number) => string]>([
    ['the name of the start alone, of clocks', 'date,departure', (i) => `${day(i)} 00:00:00,06:20`],
    ['morning and afternoon of a clock of 24 hours', 'start_time,half', (i) => `${day(i)} ${i % 2 ? 18 : '06'}:20,${half(i)}`],
    ['the hour of a whole time', 'start_time,start_hour', (i) => `${day(i)} 06:20,${i}`],
    ['the half of the day in which it ends', 'start_time,end_half', (i) => `${day(i)} 06:20,PM`],
    ['a clock that is called the time, not an origin', 'date,time,origin', (i) => `${day(i)},06:20,07:2${i % 10}`],
    ['a clock of 24 hours whatever stands beside it', 'start_time,half', (i) => `${day(i)} ${i === 1 ? 18 : '06'}:20,PM`],
    ['letters that are codes', 'start_time,kind', (i) => `${day(i)} 06:20,${half(i)[0]}`],
    ['the end of a day', 'date,end_time', (i) => `${day(i)} ${i ? '00:00' : '06:20'},07:20`],
  ])('but %s', (_, names, row) => expect(readFile(file(names, row)).trips[0]).toBe(first))

  test('four digits under the name of an origin are no clock', () => {
    expect(() => readFile(file('date,origin', (i) => `${day(i)},12${10 + i}`))).toThrow(/no column holds the time of day/)
  })

  test.each([
    ['an end of another name', 'gone', (i: number) => `${day(i)} 00:20:00`],
    ['how long it took', 'took', () => '00:20:00'],
    ['when it was written down', 'modified', (i: number) => `${day(i)} 07:20:00`],
  ])('starts at midnight beside %s', (_, name, cell) => {
    expect(readFile(file(`start_time,${name}`, (i) => `${day(i)} 00:00:00,${cell(i)}`)).trips).toHaveLength(20)
  })

  test('starts at midnight beside when they ended', () => {
    expect(readFile(file('date,end_time', (i) => `${day(i)} 00:00,${day(i)} 07:20`)).trips).toHaveLength(20)
  })
})

describe('digits that may be another stamp', () => {
  const two = (i: number) => String(i).padStart(2, '0')
  test.each<[string, (i: number) => string, RegExp]>([
    [
      'of twelve',
      (i) => `2010${two(i + 1)}0716${two(i + 20)}`,
      /such as '201001071620', all of which can be read as YYMMDDhhmmss: .* if they are YYYYMMDDhhmm/,
    ],
    ['of sixteen', (i) => `201805${two(i + 1)}07542212`, /YYYYMMDDhhmmss and hundredths: write them such as/],
  ])('%s', (_, time, sentence) => expect(() => readFile(file('start_time', time))).toThrow(sentence))

  test.each<[string, (i: number) => string, string]>([
    ['whole stamps of twelve', (i) => `2010110716${two(i)}`, '2010-11-07 16:00:00'],
    ['counts of one hour', (i) => String(1505010715 + 60 * i), '2017-09-10 02:31:55'],
    ['one count of sixteen', (i) => (i ? '' : '2018050107542212'), '2033-12-13 01:28:27'],
  ])('but not %s', (_, time, expected) => expect(readFile(file('start_time', time)).trips[0]).toBe(`${trip} @ ${expected}`))

  test('counts from 1960 are all still to come', () => {
    const counts = file('start_time', (i) => String(1840780462 + 60 * i))
    expect(() => readFile(counts, { now: 1780000000 })).toThrow(/'1840780462', are all still to come.*take 315619200 off each/)
    expect(readFile(counts, { now: 1840700000 }).trips).toHaveLength(20)
  })
})

describe('another moment is asked about', () => {
  const early = (i: number) => `${day(i)} 06:20:00`
  const late = (i: number) => `${day(i)} 07:20:00`
  test.each<[string, string, (i: number) => string, RegExp]>([
    [
      'beside a start that is written otherwise',
      'start_time,timestamp',
      (i) => `2018年5月${i + 1}日 06:20:00,${late(i)}`,
      /'start_time' is the start time, but it holds such as '2018年5月1日 06:20:00'; 'timestamp' holds whole times.*Write the start such as/,
    ],
    [
      'the check-out behind a check-in',
      'checkin_time,checkout_time',
      (i) => `${early(i)},${late(i)}`,
      /'checkin_time' comes before it/,
    ],
    [
      'ends that come before nearly all starts',
      'timestamp,returned_at',
      (i) => `${late(i)},${i ? early(i) : ''}`,
      /'returned_at' comes before it in nearly every row .*\{"datetime":"…"\}/,
    ],
    [
      'another time that comes before one of no edge',
      'timestamp,tapped',
      (i) => `${late(i)},${early(i)}`,
      /\{"datetime":"tapped"\}/,
    ],
    [
      'a start of a reservation',
      'reservation_start_time,unlocking',
      (i) => `${early(i)},${late(i)}`,
      /if it is in 'unlocking' or 'reserv/,
    ],
    ['a time of wishes', 'requested_pickup_time', early, /No column with the start time/],
  ])('%s', (_, names, row, sentence) => expect(() => readFile(file(names, row))).toThrow(sentence))

  test.each<[string, string, (i: number) => string]>([
    ['where a check-out is alone', 'checkout_time,note', (i) => `${early(i)},x`],
    [
      'where half of the trips end before they start',
      'start_time,end_time',
      (i) => `${early(i)},${day(i)} ${i % 2 ? '05' : '07'}:00:00`,
    ],
    ['where another time comes later', 'timestamp,tapped', (i) => `${early(i)},${late(i)}`],
    ['where it is when the trip was wished for', 'timestamp,requested_at', (i) => `${early(i)},${day(i)} 05:00:00`],
    ['where the better named one is empty', 'start_time,timestamp', (i) => `NULL,${early(i)}`],
    ['where the better named one is empty in most rows', 'start_time,timestamp', (i) => `${i < 8 ? '20h' : 'NULL'},${early(i)}`],
    ['where the better named one is of places', 'start_at,timestamp', (i) => `Main Street,${early(i)}`],
    ['where a bike was unlocked a little earlier', 'start_time,unlock_time', (i) => `${early(i)},${day(i)} 06:19:00`],
    ['where a start was written down', 'recorded_start_time,n', (i) => `${early(i)},1`],
    ['where one is the clock of the place', 'started_at,started_at_local', (i) => `${day(i)}T11:20:00Z,${early(i)}`],
    ['where it is local by its first word', 'start_time,local_start_time', (i) => `${day(i)}T11:20:00Z,${early(i)}`],
  ])('not %s', (_, names, row) => expect(readFile(file(names, row)).trips[0]).toBe(first))
})
