import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, numbers, point, pointed, read, timed, trip } from '../testing/tiny-files.ts'

const near = `${trip} @ 2015-06-13 00:46:00`
const rows = (line: (i: number) => string, count = 20) => Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('')

describe('asked, for another column may be meant', () => {
  test.each<[string, string, RegExp]>([
    [
      'the moment a form was sent, beside half a start',
      `Timestamp,Date of trip,Start time,${header}\n6/14/2018 20:15:03,5/31/2018,06:20,${point}\n`,
      /'Start time' is the start time, but it holds such as '06:20'; 'Timestamp' holds whole times.*\{"time":\{"datetime":"Timestamp"\}\}/,
    ],
    [
      'a start that a spreadsheet cut',
      `start_time,timestamp,${header}\n20:59.2,2018-06-05 12:00:00,${point}\n`,
      /holds such as '20:59\.2'/,
    ],
    ['day numbers', `start_time,date,${header}\n43251.26,2018-06-05 12:00:00,${point}\n`, /holds such as '43251\.26'/],
    [
      'dates shifted to UTC',
      `StartDate,StartTime,${header}\n2018/08/09 04:00:00+00,19:15,${point}\n`,
      /'StartDate' holds such as '2018\/08\/09 04:00:00\+00', and 'StartTime' such as '19:15': state which is the start/,
    ],
    [
      'a time of day on a day of its own',
      `start_date,start_time,${header}\n${rows((i) => `2018-05-${10 + i},2000-01-01 06:20:59,${point}`)}`,
      /'start_time' holds such as '2000-01-01 06:20:59', and 'start_date' such as '2018-05-10'/,
    ],
    [
      'a longitude of one point and a latitude of another',
      `start_time,start_latitude,start_longtitude,start_station_latitude,start_station_longitude,end_latitude,end_longitude\n2015-06-13 00:46,40.7,-74,40.71,-74.01,40.8,-74.1\n`,
      /'start_latitude' and 'start_station_longitude' fit the origin best, but are of two points: .*\{"origin":\{"lat":"…","lon":"…"\}\}/,
    ],
    [
      'hemispheres in columns of their own',
      'start_time,start_lat,start_ns,start_lon,start_ew,end_lat,end_ns,end_lon,end_ew\n2015-06-13 00:46,33.45,S,70.66,W,33.5,S,70.7,W\n',
      /'start_ns' holds hemispheres, such as 'S', and no latitude has a sign/,
    ],
    [
      'row names of R, under a header that lacks a name',
      `request_datetime,start_time,distance,${header}\n"1",2018-05-31 06:10:00,2018-05-31 06:20:59,2.1,${point}\n`,
      /8 cells under a header of 7, and begin with numbers: a name is missing at the beginning/,
    ],
  ])('%s', (_, file, sentence) => expect(() => readFile(file)).toThrow(sentence))
})

describe('numbers under the name of an edge alone', () => {
  const file = (names: string, second: (i: number) => number) =>
    `${names},${header}\n${rows((i) => `${1_434_156_360 + i * 7777},${second(i)},${point}`)}`
  test.each(['from,to', 'origin,destination', 'start,end'])('may be ids: %s', (names) => {
    expect(() => readFile(file(names, (i) => 1_834_155_160 - i * 999_999))).toThrow(
      /'(?:from|origin|start)' holds numbers such as '1434156360', which may be ids or .*\{"time":\{"datetime":"/,
    )
  })
  test('are times where they end a little later', () => {
    expect(readFile(file('start,end', (i) => 1_434_156_960 + i * 7777)).trips[0]).toBe(near)
  })
  test('give way to a time by its name', () => {
    const ids = file('origin,day', () => 0)
      .replace('day', 'date')
      .replaceAll(',0,', ',2015-06-13 00:46,')
    expect(readFile(ids).trips[0]).toBe(near)
    const ends = file('date,destination', (i) => 1_834_155_160 - i * 999_999).replaceAll(/\n\d+/g, '\n2015-06-13 00:46')
    expect([readFile(ends).trips[0], readFile(ends).flagged]).toEqual([near, []])
  })
  test('are no end of a time that is written in full', () => {
    const ids = file('start,end', (i) => 1_434_156_960 + i * 7777).replaceAll(/\n(?=\d)/g, '\n2015-06-13 00:46,')
    expect(readFile(ids.replace('start,', 'start_time,start,'))).toMatchObject({ trips: { 0: near }, flagged: [] })
  })
  test('are times where the name is a verb', () => {
    expect(readFile(file('started,note', () => 0)).trips[0]).toBe(near)
  })
  test('in pairs may be zones', () => {
    expect(() => readFile(`start_time,from,to\n${rows((i) => `2015-06-13 00:46,${100 + i} 12,${120 + i} 7`)}`)).toThrow(
      /'from' holds two numbers such as '100 12', and nothing tells which is the latitude/,
    )
  })
})

test('letters of both axes that stand elsewhere are no hemispheres', () => {
  const file = `size,start_time,${header},kind\nS,2015-06-13 00:46,40.7,74,40.8,74.1,W\n`
  expect(read(file)).toContain('74 40.7')
  const north = 'size,start_time,start_lat,a,start_lng,b,end_lat,end_lng\nS,2015-06-13 00:46,40.7,N,74,E,40.8,74.1\n'
  expect(read(north)).toContain('74 40.7')
})

test('directions are no hemispheres', () => {
  const names = 'start_time,direction,start_lat,start_lng,end_lat,end_lng'
  for (const direction of ['S', 'W'])
    expect(read(`${names}\n2015-06-13 00:46,${direction},40.7,74,40.8,74.1\n`)).toContain('74 40.7')
})

test('a duration is no time of day', () => {
  expect(() => readFile(`date,trip_time,${header}\n2018-05-31,00:12:30,${point}\n`)).toThrow(/no column holds the time of day/)
})

test.each(['trip_date', 'date'])('the day is in %s', (date) => {
  expect(read(`${date},start_time,${header}\n2015-06-13,00:46,${point}\n`)).toBe(near)
})

test('a date of the day the clocks change does not make moments of all the others', () => {
  const file = `date,time,${header}\n${rows((i) => `2018-05-01 0${i === 7 ? 1 : 0}:00:00,00:46,${point}`, 40)}`
  const { trips, rejects } = readFile(file)
  expect([trips.length, new Set(trips), rejects]).toEqual([39, new Set([`${trip} @ 2018-05-01 00:46:00`]), ['9 not_a_time']])
})

test('a time of day written twice is no reason to ask', () => {
  expect(read(`start_date,start_time,${header}\n2015-06-13 12:46,12:46 AM,${point}\n`)).toBe(`${trip} @ 2015-06-13 12:46:00`)
})

test.each([
  'May 31 06:20:59',
  '31 May 06:20:59',
  '31/05/2018 6:20:59 PTG',
  '2018-05-31 6:20 soir',
  '2018-05-31 6:20 (PM)',
  '31.5.2018 6:20 odp',
  '31.5.2018 6:20 vorm',
])('%s is no time', (time) => {
  const { trips, rejects } = readFile(timed('2018-05-31 06:20:59', '2018-05-30 06:20:59', time), { date_order: 'dmy' })
  expect([trips.length, rejects]).toEqual([2, ['4 not_a_time']])
})

test.each([
  ['31-Mrz-2018 06:20', '2018-03-31 06:20:00'],
  ['3. Jänner 2018 06:20', '2018-01-03 06:20:00'],
  ['10/Oct/2018:13:55:36 -0700', '2018-10-10 13:55:36'],
])('%s', (time, expected) => expect(read(timed(time))).toBe(`${trip} @ ${expected}`))

test('Finnish November is no March', () => {
  expect(() => read(timed('5. marraskuuta 2018 06:20'))).toThrow()
})

describe('points', () => {
  test.each([
    ['lat=40.7; lon=-74', 'lat=40.8; lon=-74.1'],
    ['LatLng(lat=40.7, lng=-74)', 'LatLng(lat=40.8, lng=-74.1)'],
    ['GeoPoint { latitude=40.7, longitude=-74 }', 'GeoPoint { latitude=40.8, longitude=-74.1 }'],
    ['[40.7° N, 74.0° W]', '40.8 N 74.1 W'],
    ['<+40.70,-74.00> +/- 5.00m', '<+40.80,-74.10>'],
    ['{""x"":-74,""y"":40.7,""spatialReference"":{""wkid"":4326}}', '{""x"":-74.1,""y"":40.8}'],
  ])('%s', (from, to) => expect(read(pointed(`"${from}"`, `"${to}"`))).toBe(near))

  test('of another reference system are none', () => {
    const merc = (lon: number) => `"{""x"":${lon},""y"":4980000,""spatialReference"":{""wkid"":102100,""latestWkid"":3857}}"`
    expect(() => read(pointed(merc(-8237642), merc(-8248774)))).toThrow(/'origin' should hold the origin as a point/)
    const mixed =
      '"{""x"":-74,""y"":40.7,""spatialReference"":{""wkid"":4326}}","{""x"":1,""y"":2,""spatialReference"":{""wkid"":27700}}"'
    expect(
      readFile(
        `start_time,origin,destination\n2015-06-13 00:46,${mixed}\n2015-06-13 00:46,${mixed.replace(/,"\{.*$/, '')},"{""x"":1,""y"":2}"\n`,
      ).trips,
    ).toHaveLength(1)
  })

  test('R writes them as vectors, of which nothing tells the order', () => {
    expect(() => read(pointed('"c(-74, 40.7)"', '"c(-74.1, 40.8)"'))).toThrow(/holds two numbers such as 'c\(-74, 40\.7\)'/)
    expect(read(pointed('"c(-94, 40.7)"', '"c(-94.1, 40.8)"'))).toBe(near.replaceAll('-74', '-94'))
  })

  test('degrees with their sign and no letter', () => {
    expect(read(numbers('40.7°', '-74°', '40.8°', '-74.1°'))).toBe(near)
  })

  test('minutes late are no latitude', () => {
    expect(read(`start_time,o_lat,o_lon,d_lat,d_lon,late\n2015-06-13 00:46,${point},12\n`)).toBe(near)
  })

  test('names that a Mac wrote', () => {
    const names = 'start_time,Breite Beginn,Länge Beginn,Breite Ende,Länge Ende'.normalize('NFD')
    expect(read(`${names}\n2015-06-13 00:46,${point}\n`)).toBe(near)
  })
})

describe('a second header with other places in a joined file', () => {
  const first = `start_time,${header}\n2015-06-13 00:46,${point}\n`
  test.each([
    ['in capitals', 'Start_Time,Start_Lng,Start_Lat,End_Lng,End_Lat\n2015-06-13 00:46,-74,40.7,-74.1,40.8\n'],
    ['with one other name', 'started_at,start_lng,start_lat,end_lng,end_lat\n2015-06-13 00:46,-74,40.7,-74.1,40.8\n'],
    ['with a column more', `start_time,bike,${header}\n2015-06-13 00:46,12,${point}\n`],
    ['with the ends exchanged', `begun,end_lat,end_lng,start_lat,start_lng\n2015-06-13 00:46,${point}\n`],
  ])('%s', (_, second) => expect(readFile(first + second).rejects[0]).toBe('3 other_header'))

  test('the same header again is a row that is no trip', () => {
    expect(readFile(first + first).rejects).toEqual(['3 not_a_number'])
  })
})

describe('not asked, for another column says the same', () => {
  test.each([
    ['a day that is better named', 'pickup_date,pickup_hour,tpep_pickup_datetime', '2018-05-01,3,2018-05-01 03:56:13'],
    ['a time of day that is', 'trip_start,start_time', '2018-05-01 02:53:26,02:53:26'],
    ['half a day too', 'trip_start,start_time', '2018-05-01 14:31:07,02:31 PM'],
    ['one day, written otherwise', 'date,start_time', '23/05/2018,2018-05-23 00:21:52'],
    ['with the name of the month', 'date,start_time', '23-May-18,2018-05-23 00:21:52'],
    ['without separators', 'date,start_time', '20180523,2018-05-23 00:21:52'],
  ])('%s', (_, names, cells) => {
    expect(readFile(`${names},${header}\n${rows(() => `${cells},${point}`)}`).trips).toHaveLength(20)
  })

  test('lat_e and latE are latitudes of an end', () => {
    for (const names of ['lat_s,lng_s,lat_e,lng_e', 'latS,lonS,latE,lonE'])
      expect(read(`start_time,${names}\n2015-06-13 00:46,${point}\n`)).toBe(near)
  })
})
