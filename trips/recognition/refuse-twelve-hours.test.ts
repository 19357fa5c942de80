import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, point } from '../testing/tiny-files.ts'

const two = (n: number) => String(n).padStart(2, '0')
/** Trips at these hours, on each of four days, as `hour` writes them. */
const rows = (hours: number[], hour: (of: number) => number, gap = ' ') =>
  [1, 2, 3, 4].flatMap((day) => hours.map((of, i) => `2018-05-0${day}${gap}${two(hour(of))}:${two((i * 13) % 60)}:00`))
const file = (times: string[], names = 'started_at') =>
  `${names},${header}\n${times.map((time) => `${time},${point}\n`).join('')}`
const allDay = Array.from({ length: 24 }, (_, hour) => hour)
const ofTwelve = (hour: number) => hour % 12 || 12
const same = (hour: number) => hour

describe('a clock of twelve hours whose AM and PM are lost', () => {
  const sentence = /have hours from 1 to 12 only, and most days run through them twice, so .*: write hours from 0 to 23, or state/
  test.each<[string, string]>([
    ['in one column', file(rows(allDay, ofTwelve))],
    ['in two columns', file(rows(allDay, ofTwelve, ','), 'date,time')],
    ['the newest first', file(rows(allDay, ofTwelve).reverse())],
  ])('%s', (_, text) => expect(() => readFile(text)).toThrow(sentence))

  test('is read where the sender states the time', () => {
    const mapping = { time: { datetime: 'started_at' } }
    expect(readFile(file(rows(allDay, ofTwelve)), { mapping }).trips).toHaveLength(96)
  })
})

test.each<[string, string[]]>([
  ['all hours', rows(allDay, same)],
  ['the morning', rows([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], same)],
  ['nothing about midnight and noon', rows([6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23], ofTwelve)],
  ['the morning in no order', rows([5, 1, 12, 8, 2, 11, 3, 9, 4, 12, 6, 10, 7], same)],
  ['the morning of two lists', [...rows([1, 2, 3, 5, 6, 8, 9, 10, 11, 12], same), ...rows([1, 2, 4, 5, 7, 9, 10, 12], same)]],
  ['few trips', rows(allDay, ofTwelve).slice(0, 30)],
])('hours of %s are read', (_, times) => {
  expect(readFile(file(times)).trips).toHaveLength(times.length)
})
