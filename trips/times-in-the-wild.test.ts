import { describe, expect, test } from 'vitest'
import { readFile } from './testing/read-file.ts'
import { header, point, read, timed, trip } from './testing/tiny-files.ts'

describe('times', () => {
  test.each([
    ['01-Jan-2015 00:21', '2015-01-01 00:21:00'],
    ['Jan 1, 2015 12:21 AM', '2015-01-01 00:21:00'],
    ['January 1st, 2015 at 12:21 p.m.', '2015-01-01 12:21:00'],
    ['Thu, 01 Jan 2015 00:21:05 GMT', '2015-01-01 00:21:05'],
    ['Thu Jan  1 00:21:05 2015', '2015-01-01 00:21:05'],
    ['Thu Jan  1 00:21:05 EST 2015', '2015-01-01 00:21:05'],
    ['01-JAN-15 12.21.05.000000 AM', '2015-01-01 00:21:05'],
    ['1 January 2015 00:21', '2015-01-01 00:21:00'],
    ['13/Jun/2015:00:46:12 +0200', '2015-06-13 00:46:12'],
    ['2015-Jan-03T10:00:00.5Z', '2015-01-03 10:00:00'],
    ['20150113002105', '2015-01-13 00:21:05'],
    ['20150113T002105Z', '2015-01-13 00:21:05'],
    ['201501130021', '2015-01-13 00:21:00'],
    ['2015011300', '2015-01-13 00:00:00'],
    ['2035123123', '2035-12-31 23:00:00'],
    ['2018053199', '2033-12-13 02:19:59'],
    ['20150113 00:21:05', '2015-01-13 00:21:05'],
    ['2015-01-31 23:00:00,123', '2015-01-31 23:00:00'],
    ['2015-01-01T00:21:05-05:00[America/New_York]', '2015-01-01 00:21:05'],
    ['2015-01-01 00:21:05 CEST', '2015-01-01 00:21:05'],
    ['6/13/2024, 6:20:59\u202fPM', '2024-06-13 18:20:59'],
    ['13.06.2024 06:20', '2024-06-13 06:20:00'],
    ['1/31/15 0:21', '2015-01-31 00:21:00'],
    ['2022-05-01 00:55:46.521000+00:00', '2022-05-01 00:55:46'],
    ['2015-01-01 00:21:05 +0000 UTC', '2015-01-01 00:21:05'],
    ['2015-01-01 00:21:05 GMT+2', '2015-01-01 00:21:05'],
    ['2015-01-01 12:21:05 AM UTC+02:00', '2015-01-01 00:21:05'],
    ['2015-01-01 00:21:05 Europe/Rome', '2015-01-01 00:21:05'],
    ['2015-01-01 13:21:05 America/New_York', '2015-01-01 13:21:05'],
    ['2015-01-01 00:21:05 AMST', '2015-01-01 00:21:05'],
    ['2015-01-01 12:21:05 PMST', '2015-01-01 12:21:05'],
    ['2015-01-01 12:21:05 AM America/New_York', '2015-01-01 00:21:05'],
    ['Thu Jan 01 2015 00:21:05 GMT-0500 (Eastern Standard Time)', '2015-01-01 00:21:05'],
    ['1 de enero de 2015 0:21:05', '2015-01-01 00:21:05'],
    ['01-abr-2015 00:21', '2015-04-01 00:21:00'],
    ['1er février 2015 00h21', '2015-02-01 00:21:00'],
    ['12 juin 2015 0h21m05s', '2015-06-12 00:21:05'],
    ['12 juil. 2015 à 00:21', '2015-07-12 00:21:00'],
    ['1. März 2015 00:21', '2015-03-01 00:21:00'],
    ['01/out/2015 00:21', '2015-10-01 00:21:00'],
    ['13/06/2015 00h21', '2015-06-13 00:21:00'],
    ['Thu 1/29/2015 00:21', '2015-01-29 00:21:00'],
    ['Thu, 29.01.2015 00:21:05', '2015-01-29 00:21:05'],
    ['31MAY2018:06:20:59', '2018-05-31 06:20:59'],
    ['31MAY18:06:20:59.50', '2018-05-31 06:20:59'],
    ['31may2018 06:20:59', '2018-05-31 06:20:59'],
    ['2018-05-31-06.20.59.000000', '2018-05-31 06:20:59'],
    ['May 31 2018  6:20AM', '2018-05-31 06:20:00'],
    ['May 31 2018  6:20:59:000PM', '2018-05-31 18:20:59'],
    ['2018-05-31 18:20:59 PM', '2018-05-31 18:20:59'],
    ['06:20:59 2018-05-31', '2018-05-31 06:20:59'],
    ['06:20 31/05/2018', '2018-05-31 06:20:00'],
    ['6:20 p.m. 5/31/2018', '2018-05-31 18:20:00'],
    ['1456963200', '2016-03-03 00:00:00'],
    ['1456963200.7', '2016-03-03 00:00:00'],
    ['1456963200999', '2016-03-03 00:00:00'],
    ['1456963200999.0', '2016-03-03 00:00:00'],
    ['1456963200999999', '2016-03-03 00:00:00'],
    ['1456963200999999999', '2016-03-03 00:00:00'],
  ])('%s', (time, expected) => expect(read(timed(time))).toBe(`${trip} @ ${expected}`))

  test.each<[string, RegExp]>([
    ['04:50.2', /times without a date.*use the file as it was before/],
    ['42401.0215277778', /day numbers.*format the column as yyyy-mm-dd/],
    ['1.45696E+12', /rounded numbers/],
    ['########', /too narrow/],
    ['31MAY18:06:20', /should hold the start time as a date and time, but holds '31MAY18:06:20'/],
    ['22859', /numbers such as '22859', which may be seconds since midnight: write date and time of day into one column/],
    ["'2018-05-31 06:20:59", /\(a spreadsheet has put an apostrophe before it, so take those away\)/],
    ['1501310021', /'1501310021', which may be year, month, day, hour and minute of two digits each, or seconds since 1970/],
    ['06:20 2/1/2016', /^ambiguous_dates: .*'06:20 2\/1\/2016'/],
    ['noon', /should hold the start time as a date and time, but holds 'noon'/],
    ['2/1/2016 0:31', /^ambiguous_dates: .*'2\/1\/2016 0:31'.*date_order=mdy or date_order=dmy/],
    ['15-01-31 0:21', /^ambiguous_dates: .*year of two digits \(date_order=yymmdd\)/],
  ])('%s is refused', (time, sentence) => expect(() => readFile(timed(time))).toThrow(sentence))

  test('when trips ended tells the order of day and month, too, and where it contradicts neither is taken', () => {
    const file = (...rows: string[]) =>
      `start_lat,start_lng,end_lat,end_lng,started_at,ended_at\n${rows.map((times) => `40.7,-74,40.8,-74.1,${times}`).join('\n')}`
    expect(read(file('05/04/2019 09:00,13/04/2019 09:30'))).toBe(`${trip} @ 2019-04-05 09:00:00`)
    expect(() => read(file('13/05/2019 09:00,05/05/2019 09:30', '05/05/2019 09:00,05/13/2019 09:30'))).toThrow(
      /^ambiguous_dates: .*'13\/05\/2019 09:00'.*'05\/13\/2019 09:30'/,
    )
  })

  test('years of two digits that come first, by evidence or as stated', () => {
    const days = Array.from({ length: 10 }, (_, i) => `15-01-${String(i + 20)} 0:21`)
    expect(readFile(timed(...days), { now: 1_790_000_000 }).trips.at(0)).toBe(`${trip} @ 2015-01-20 00:21:00`)
    expect(readFile(timed('15-01-31 0:21'), { date_order: 'yymmdd' }).trips).toEqual([`${trip} @ 2015-01-31 00:21:00`])
    expect(read(timed('98/12/31 0:21'))).toBe(`${trip} @ 1998-12-31 00:21:00`)
  })

  test('a date and a time of day without separators', () => {
    const file = (clock: string) => `start_date,start_time,${header}\n20150113,${clock},${point}\n`
    expect(read(file('002105'))).toBe(`${trip} @ 2015-01-13 00:21:05`)
    expect(read(file('1421'))).toBe(`${trip} @ 2015-01-13 14:21:00`)
    expect(read(file('9:05 p.m.'))).toBe(`${trip} @ 2015-01-13 21:05:00`)
  })

  test('damaged times among good ones are rejected', () => {
    expect(read(timed('2015-06-13 00:46', '2013-01-13 04:36asdf', '2015-06-13 24:00:00', '2015-02-30 00:00', 'NULL'))).toBe(
      `${trip} @ 2015-06-13 00:46:00\n3 not_a_time\n4 no_such_clock\n5 no_such_day\n6 not_a_time`,
    )
  })
})
