import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, point } from '../testing/tiny-files.ts'

/** A file of twenty trips under these names of times. */
const file = (names: string, row: (i: number) => string) =>
  `${names},${header}\n${Array.from({ length: 20 }, (_, i) => `${row(i)},${point}\n`).join('')}`
const now = Date.UTC(2026, 10, 29, 12) / 1000
const since1900 = 2_208_988_800
const in2018 = 1_525_158_000

describe('trips that would nearly all start in the future are refused', () => {
  test.each<[string, string, (i: number) => string, string]>([
    [
      'Buddhist years of two digits',
      'start_time',
      (i) => `${10 + i}/05/61 06:20`,
      "'10/05/61 06:20' in 'start_time' is read as 2061-05-10 06:20:00. Where the years are Buddhist",
    ],
    [
      'years of four digits',
      'start_time',
      (i) => `2068-05-${10 + i} 06:20:00`,
      "'2068-05-10 06:20:00' in 'start_time' is read as 2068-05-10 06:20:00",
    ],
    ['months in words', 'start_time', (i) => `${10 + i}-May-61 6:20 PM`, 'is read as 2061-05-10 18:20:00'],
    ['days beside times of day', 'date,time', (i) => `${10 + i}.05.61,06:20`, "'10.05.61' in 'date' is read as 2061-05-10."],
    [
      'seconds since 1900',
      'start_time',
      (i) => String(in2018 + since1900 + i),
      "'3734146800' in 'start_time' is read as 2088-04-30 07:00:00. Where these count from 1900, as in NTP, and not from 1970, take 2208988800 seconds off each",
    ],
    ['milliseconds', 'start_time', (i) => `${in2018 + since1900 + i}000`, 'take 2208988800 seconds off each'],
    [
      'all but two',
      'start_time',
      (i) => `${i % 10 ? 2061 : 2018}-05-${10 + i} 06:20:00`,
      "'2061-05-11 06:20:00' in 'start_time'",
    ],
  ])('%s', (_, names, row, sentence) => {
    const text = file(names, row)
    expect(() => readFile(text, { now })).toThrow('unmappable: Nearly every trip would start in the future')
    expect(() => readFile(text, { now })).toThrow(sentence)
    expect(() => readFile(text, { now })).toThrow(/; where the trips are still to come, send checks=future:off\.$/)
  })

  test('also as the sender states the column', () => {
    const text = file('gone', (i) => `2068-05-${10 + i} 06:20:00`)
    expect(() => readFile(text, { now, mapping: { time: { datetime: 'gone' } } })).toThrow('in the future')
  })

  const future = file('start_time', (i) => `2061-05-${10 + i} 06:20:00`)
  test('but not where the time of the import is not known, nor where the check is off', () => {
    expect(readFile(future).trips).toHaveLength(20)
    expect(readFile(future, { now, checks: { future: 'off' } }).trips).toHaveLength(20)
  })
  test('nor a few rows, nor rejects that are sent again', () => {
    const [head, ...rows] = future.split('\n')
    expect(readFile([head, ...rows.slice(0, 2), ''].join('\n'), { now }).flagged).toHaveLength(2)
    const again = 'tripfold_line,tripfold_byte,tripfold_column,tripfold_reason'
    const rejects = [`${again},${head}`, ...rows.slice(0, -1).map((row, i) => `${i + 2},0,start_time,future,${row}`), '']
    expect(readFile(rejects.join('\n'), { now }).flagged).toHaveLength(20)
  })
  test.each<[string, (i: number) => string, number]>([
    ['trips of today and tomorrow', (i) => `2026-11-${29 + (i % 2)} 0${i % 10}:20:00`, 0],
    ['trips of which some are of later years', (i) => `${i % 5 ? 2061 : 2018}-05-${10 + i} 06:20:00`, 16],
  ])('nor %s', (_, row, flagged) => {
    const read = readFile(file('start_time', row), { now })
    expect(read.trips).toHaveLength(20)
    expect(read.flagged).toHaveLength(flagged)
  })
})
