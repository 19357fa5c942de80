import { expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, point } from '../testing/tiny-files.ts'

const rows = (row: (i: number) => string) =>
  Array.from({ length: 10 }, (_, i) => `2018-05-0${(i % 9) + 1} 06:20:00,${row(i)}\n`).join('')
const file = (names: string, row: (i: number) => string) => `start_time,${names}\n${rows(row)}`
const [scene, hospital] = [(i: number) => `40.70${i},-74.00${i}`, (i: number) => `40.80${i},-74.10${i}`]

test.each<[string, string, (i: number) => string, object]>([
  [
    'numbers, side by side',
    'SceneLat,SceneLon,HospitalLat,HospitalLon',
    (i) => `${scene(i)},${hospital(i)}`,
    { origin: { lat: 'SceneLat', lon: 'SceneLon' }, destination: { lat: 'HospitalLat', lon: 'HospitalLon' } },
  ],
  [
    'numbers whose names say nothing, the longitude first',
    'a,b,c,d',
    (i) => `-118.20${i},34.00${i},-118.30${i},34.10${i}`,
    { origin: { lat: 'b', lon: 'a' }, destination: { lat: 'd', lon: 'c' } },
  ],
  [
    'latitudes before longitudes',
    'yScene,yHospital,lonScene,lonHospital',
    (i) => `40.70${i},40.80${i},-74.00${i},-74.10${i}`,
    { origin: { lat: 'yScene', lon: 'lonScene' }, destination: { lat: 'yHospital', lon: 'lonHospital' } },
  ],
  [
    'columns of a join',
    'latitude_x,longitude_x,latitude_y,longitude_y',
    (i) => `${scene(i)},${hospital(i)}`,
    { origin: { lat: 'latitude_x', lon: 'longitude_x' }, destination: { lat: 'latitude_y', lon: 'longitude_y' } },
  ],
  [
    'points in one column',
    'scene,hospital',
    (i) => `POINT (-74 40.7${i}),POINT (-74.1 40.8)`,
    { origin: { wkt: 'scene' }, destination: { wkt: 'hospital' } },
  ],
  [
    'pairs',
    'scene,hospital',
    (i) => `"34.0${i}, -118.1","34.1, -118.2"`,
    { origin: { pair: 'scene', first: 'lat' }, destination: { pair: 'hospital', first: 'lat' } },
  ],
])('points under other names are an example of a mapping, which is read: %s', (_, names, row, mapping) => {
  expect(() => readFile(file(names, row))).toThrow(
    `state which is which in the mapping, as in mapping=${JSON.stringify(mapping)}`,
  )
  expect(readFile(file(names, row), { mapping }).trips).toHaveLength(10)
})

test.each<[string, (i: number) => string, string]>([
  ['p[0],p[1],q[0],q[1]', (i) => `13.30${i},52.50${i},13.40${i},52.60${i}`, '{"origin":{"lat":"…","lon":"…"},'],
  ['scene,hospital', (i) => `"52.50${i}, 13.3","52.6, 13.4"`, '{"origin":{"pair":"scene","first":"…"},'],
])('which number is which is left open where nothing tells: %s', (names, row, example) => {
  expect(() => readFile(file(names, row))).toThrow(`as in mapping=${example}`)
})

test.each<[string, string, (i: number) => string]>([
  ['the corners of a box', 'min_lat,min_lng,max_lat,max_lng', (i) => `${scene(i)},${hospital(i)}`],
  ['whole numbers', 'a,b,c,d', (i) => `${i},2,3,4`],
  ['numbers that are far from one another', 'a,b,c,d', (i) => `40.70${i},12.345,-74.001,99.123`],
])('but not %s', (_, names, row) => {
  expect(() => readFile(file(names, row))).toThrow(
    /^unmappable: No columns with the coordinates of origin and destination were found; the/,
  )
})

test('an invisible character in a cell is named', () => {
  const timed = (time: string) => `start_time,${header}\n${time},${point}\n`
  expect(() => readFile(timed('\u200e2018-05-01 06:20:00'))).toThrow(/holds '.*' \(an invisible character, U\+200E, stands in it/)
  expect(() => readFile(`start_time,${header}\n2018-05-01 06:20:00,\u200e40.7,-74,40.8,-74.1\n`)).toThrow(/U\+200E/)
})

test('times of day with a point beside dates are said to need a colon', () => {
  const text = file(`Start Time,${header}`, (i) => `0${i}.21,${point}`)
    .replace('start_time', 'Date')
    .replaceAll(' 06:20:00', '')
  expect(() => readFile(text)).toThrow(
    /'Start Time' holds such as '00\.21', and 'Date' dates, .*: where the first are .*, write them with a colon, as 00:21/,
  )
})

test('codes of places in which shifted rows have left a time are no start time', () => {
  const text = `seen,origin,lat1,lon1,lat2,lon2\n${rows((i) => `${i % 4 ? 'KJFK' : '2018-05-01 07:00:00'},${point}`)}`
  expect(() => readFile(text)).toThrow(/No column with the start time .*: if it is in 'seen'/)
  const unknown = text.replaceAll('KJFK', 'NULL')
  expect(readFile(unknown).trips).toHaveLength(3)
})
