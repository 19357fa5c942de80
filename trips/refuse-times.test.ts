import { describe, expect, test } from 'vitest'
import { readFile } from './testing/read-file.ts'
import { header, point, trip } from './testing/tiny-files.ts'

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
    ['letters that are codes', 'start_time,kind', (i) => `${day(i)} 06:20,${half(i)[0]}`],
    ['the end of a day', 'date,end_time', (i) => `${day(i)} ${i ? '00:00' : '06:20'},07:20`],
  ])('but %s', (_, names, row) => expect(readFile(file(names, row)).trips[0]).toBe(first))

  test('starts at midnight beside when they ended', () => {
    expect(readFile(file('date,end_time', (i) => `${day(i)} 00:00,${day(i)} 07:20`)).trips).toHaveLength(20)
  })
})
