import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'

type Ends = readonly [lon: number, lat: number, endLon: number, endLat: number]
/** Trips of a town, a few hundred metres from one another. */
const around = (lon: number, lat: number, i: number): Ends => [
  lon + (i % 13) / 1000,
  lat + (i % 7) / 1000,
  lon + (i % 11) / 1000,
  lat + (i % 5) / 1000,
]
const turned = ([lon, lat, endLon, endLat]: Ends): Ends => [lat, lon, endLat, endLon]

const fileOf = (count: number, ends: (i: number) => Ends) =>
  ['start_time,start_lng,start_lat,end_lng,end_lat']
    .concat(
      Array.from(
        { length: count },
        (_, i) =>
          `2018-05-01 08:00,${ends(i)
            .map((n) => n.toFixed(6))
            .join()}`,
      ),
    )
    .join('\n')
    .concat('\n')

describe('longitude and latitude exchanged at both ends of some rows', () => {
  const some = (every: number) => (i: number) => (i % every === 0 ? turned(around(14.4, 50.05, i)) : around(14.4, 50.05, i))
  test.each([3, 6, 15])('one of %s', (every) => {
    expect(() => readFile(fileOf(300, some(every)))).toThrow(/have longitude and latitude exchanged in \d+ of 300 rows/)
  })
  test('also where many rows have no points', () => {
    const empty: Ends = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]
    const file = fileOf(300, (i) => (i % 2 === 0 ? empty : some(5)(i))).replaceAll('NaN', '')
    expect(() => readFile(file)).toThrow(/have longitude and latitude exchanged in \d+ of 150 rows/)
  })
  test('fewer are damaged', () => {
    expect(readFile(fileOf(300, some(60))).trips.length).toBe(300)
  })
  test('two towns far from one another are none', () => {
    const two = (i: number) => (i % 3 === 0 ? around(9.9, 53.5, i) : around(14.4, 50.05, i))
    expect(readFile(fileOf(300, two)).trips.length).toBe(300)
  })
  test('nor are the ends of a town whose longitude is like its latitude', () => {
    expect(readFile(fileOf(300, (i) => around(31.2, 30, i))).trips.length).toBe(300)
  })
})

test.each([
  ['New York', -74, 40.7],
  ['Lima', -77, -12],
])('%s is not in Antarctica', (_, lon, lat) => {
  expect(readFile(fileOf(50, (i) => around(lon, lat, i))).trips.length).toBe(50)
  expect(() => readFile(fileOf(50, (i) => turned(around(lon, lat, i))))).toThrow(/lie in Antarctica, but not with/)
})

describe('a minus that has been lost', () => {
  test.each<[string, (i: number) => Ends]>([
    ['of all ends', (i) => around(-3.7, 40.4, i).map((n, axis) => (axis === 2 ? -n : n)) as unknown as Ends],
    [
      'of a third of the starts',
      (i) => around(151.2, -33.8, i).map((n, axis) => (axis === 1 && i % 3 === 0 ? -n : n)) as unknown as Ends,
    ],
  ])('%s', (_, ends) => {
    expect(() => readFile(fileOf(120, ends))).toThrow(/near them with the other sign before one number/)
  })
  test.each<[string, Ends]>([
    ['the meridian', [0.1, 51.5, -0.1, 51.5]],
    ['the equator', [-78.4, 0.2, -78.4, -0.2]],
    ['the line of dates', [179.9, -17, -179.9, -17.1]],
  ])('not where trips cross %s', (_, ends) => {
    const near = (i: number) => ends.map((n) => n + (i % 9) / 1000) as unknown as Ends
    expect(readFile(fileOf(50, near)).trips.length).toBe(50)
  })
})
