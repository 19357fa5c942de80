import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, pointed } from '../testing/tiny-files.ts'

/** A file of ten trips under these names of coordinates. */
const file = (names: string, row: (i: number) => string) =>
  `start_time,${names}\n${Array.from({ length: 10 }, (_, i) => `2015-06-13 00:46,${row(i)}\n`).join('')}`
const near = (i: number) => `40.7${i},-74.0${i},40.8${i},-74.1${i}`
const first = '-74 40.7 > -74.1 40.8 @ 2015-06-13 00:46:00'

describe('numbers that are no decimal degrees, under names of coordinates', () => {
  test.each<[string, string, RegExp]>([
    [
      'minutes in columns of their own',
      file('lat1,lat1_min,lon1,lon1_min,lat2,lat2_min,lon2,lon2_min', (i) => `40,42.1,-74,${i}.3,40,43.1,-74,1.${i}`),
      /By its name 'lat1_min', which holds such as '42\.1', holds the minutes of a coordinate: write each coordinate into one column/,
    ],
    [
      'degrees and minutes that are named alike',
      file(
        'start_lat_deg,start_lat_min,start_lon_deg,start_lon_min,end_lat_deg,end_lat_min,end_lon_deg,end_lon_min',
        () => '1,2,3,4,5,6,7,8',
      ),
      /'start_lat_min'.* holds the minutes of a coordinate/,
    ],
    ['radians', file(header, (i) => `0.7103${i},-1.2915${i},0.7121${i},-1.2931${i}`), /lie in the sea near 0,0: radians/],
    ['radians by name', file('start_lat_rad,start_lon_rad,end_lat_rad,end_lon_rad', (i) => `0.7103${i},1,2.3,4`), /radians/],
    ['the way in degrees', file('o_x,o_y,dx,dy', (i) => `-74.0${i},40.7${i},0.0${i},-0.02`), /or the way from another point\?/],
    [
      'the way in metres',
      file('o_x,o_y,dx,dy', (i) => `-74.0${i},40.7${i},${i - 5}1.5,${5 - i}7.5`),
      /'dx' and 'dy' hold such as -51\.5 and 57\.5, far from all origins, so they may be the way from there/,
    ],
    ['cells of a grid', file('x1,y1,x2,y2', (i) => `${i},${i + 3},${2 * i},4`), /hold only whole numbers such as 0 and 3/],
    [
      'degrees west without a sign',
      file('Start Latitude (°N),Start Longitude (°W),End Latitude (°N),End Longitude (°W)', (i) => near(i).replaceAll('-', '')),
      /'Start Longitude \(°W\)' counts degrees to the west, but its numbers have no sign, such as 74\.00: write them with a minus/,
    ],
    [
      'longitudes from 0 to 360',
      file(header, (i) => `40.7,285.${i},40.8,285.9`),
      /'start_lng' go from 0 to 360, such as 285: take 360/,
    ],
    [
      'metres from the corner of a town',
      file('start_x,start_y,end_x,end_y', (i) => `${i * 61}.5,${i * 11}.5,${i * 59}.5,${i}.5`),
      /'start_x' and 'start_y' hold numbers such as 183\.5 and 33\.5, which are no degrees/,
    ],
    [
      'degrees with minutes in one number',
      file(header, (i) => `5131.214${i},7.711${i},5128.482${i},5.398${i}`),
      /such as 7\.711 and 5131\.214, which seem to be degrees with minutes, so that 5131\.2 is 51° 31\.2'/,
    ],
    [
      'another point by its name',
      file('driver_start_lat,driver_start_lng,end_lat,end_lng', near),
      /'driver_start_lat', such as 40\.70, may be of another/,
    ],
    [
      'gradians by name',
      file('start_lat_gon,start_lng_gon,end_lat_gon,end_lng_gon', near),
      /'start_lat_gon'.*multiply them by 0\.9/,
    ],
    [
      'numbers reckoned from degrees',
      file('start_lat_bin,start_lng_bin,end_lat_bin,end_lng_bin', near),
      /are reckoned from degrees/,
    ],
    [
      'means',
      file('mean_start_lat,mean_start_lng,mean_end_lat,mean_end_lng', near),
      /are of several rows: each row must be one trip/,
    ],
    [
      'ends the other way round',
      file(header, (i) => `40.7${i},-74.0${i},-74.1${i},40.8${i}`),
      /'end_lng' and 'end_lat', such as 40\.80 and -74\.10, lie far from .* but near them with longitude and latitude exchanged/,
    ],
    ['the same about 0', file(header, (i) => `51.5,${i % 2 ? 359.9 : 0.1},51.6,0.2`), /such as 359\.9/],
  ])('%s', (_, text, sentence) => expect(() => readFile(text)).toThrow(sentence))

  test.each([
    ['degrees west with their sign', 'start_lat_n,start_lon_w,end_lat_n,end_lon_w', near],
    ['letters of origin and destination', 'oy,ox,dy,dx', near],
    ['letters of start and end', 'lat_s,lon_s,lat_d,lon_d', near],
    ['a genitive', "Start Station's Latitude,Start Station's Longitude,End Station's Latitude,End Station's Longitude", near],
    ['metres beside degrees', `start_y,start_x,${header}`, (i: number) => `4507523.${i},583960.${i},${near(i)}`],
    [
      "a name of another point beside the trip's",
      `driver_start_lat,driver_start_lng,${header}`,
      (i: number) => `1.${i},2.5,${near(i)}`,
    ],
    ['dashes for nothing', `${header},start_lat_accuracy`, (i: number) => `${near(i)},-`],
    ['directions of both axes beside signs', `${header},line,side`, (i: number) => `${near(i)},S,W`],
  ])('but not %s', (_, names, row) => expect(readFile(file(names, row)).trips[0]).toBe(first))

  test.each([
    ['start_lat_dir', 'S', 'latitude'],
    ['start_lat_dir', 'South', 'latitude'],
    ['start_lat_sign', '-', 'latitude'],
    ['start_ew', 'W', 'longitude'],
  ])('hemispheres of one axis in %s: %s', (name, mark, axis) => {
    const [lat, lon] = axis === 'latitude' ? ['33', '-70'] : ['-33', '70']
    const text = file(`${header},${name}`, (i) => `${lat}.${i},${lon}.1,${lat}.2,${lon}.3,${mark}`)
    expect(() => readFile(text)).toThrow(new RegExp(`'${name}' holds hemispheres, such as '${mark}', and no ${axis} has a sign`))
  })

  test('damaged numbers that are damaged alike, or whole, are rows of their own', () => {
    for (const lon of [() => '999', () => '-999.9', (i: number) => String(400 + i)])
      expect(readFile(file(header, (i) => (i % 4 ? `40.7${i},${lon(i)},40.8,-74.1` : near(i)))).trips).toHaveLength(3)
    expect(() => readFile(file(header, (i) => `52.5${i},40${i},13.4,0.1`))).toThrow(/are no degrees \(metres/)
  })

  test('nor where the sender states the columns', () => {
    const mapping = { origin: { lat: 'start_lat', lon: 'start_lng' }, destination: { lat: 'end_lat', lon: 'end_lng' } }
    expect(
      readFile(
        file(header, (i) => `0.7103${i},-1.2915${i},0.7121${i},-1.2931${i}`),
        { mapping },
      ).trips,
    ).toHaveLength(10)
  })
})

describe('points of which it is not clear that they are origin and destination', () => {
  test.each<[string, string, RegExp]>([
    ['three of them', 'lat1,lon1,lat2,lon2,lat3,lon3', /more points than two, 'lat3' beside 'lat1': state which/],
    ['from 0 to 2', 'lat0,lon0,lat1,lon1,lat2,lon2', /more points than two, 'lat0' beside 'lat1'/],
    [
      'numbered from 0',
      'lat0,lon0,lat1,lon1',
      /of the points 'lat0', 'lat1' is the origin .*"destination":\{"lat":"lat1","lon":"lon1"\}/,
    ],
    [
      'as pandas names repeated ones',
      'lat,lon,lat.1,lon.1',
      /"origin":\{"lat":"lat","lon":"lon"\},"destination":\{"lat":"lat\.1"/,
    ],
    ['the same, of three', 'lat,lon,lat.1,lon.1,lat.2,lon.2', /"destination":\{"lat":"lat\.2","lon":"lon\.2"\}/],
    ['with the same names', 'lat,lon,lat,lon', /"origin":\{"lat":1,"lon":2\},"destination":\{"lat":3,"lon":4\}/],
    [
      'an end and a stop',
      'start_lat,start_lng,end_lat,stop_lng,stop_lat,heading',
      /fit the destination's latitude equally, 'end_lat' and 'stop_lat'|'stop_lat' and 'end_lat'|'end_lat' and 'stop_lat'/,
    ],
  ])('%s', (_, names, sentence) => {
    const text = file(names, (i) => (names.split(',').length > 4 ? `${near(i)},40.9,-74.2` : near(i)))
    expect(() => readFile(text)).toThrow(sentence)
  })
})

describe('ends with longitude and latitude the other way round than the origins', () => {
  const berlin = (i: number) => [13.3 + i / 100, 52.5 + i / 100].map((degrees) => degrees.toFixed(2))
  const pair = ([x, y]: string[], of: (x: string, y: string) => string) => `"${of(x, y).replaceAll('"', '""')}"`
  const wkt = (x: string, y: string) => `POINT (${x} ${y})`
  const geoJson = (x: string, y: string) => `{"type":"Point","coordinates":[${x},${y}]}`
  const latFirst = (x: string, y: string) => `${y}, ${x}`
  const ends = (of: (x: string, y: string) => string, isWrong: (i: number) => boolean) => (i: number) =>
    `${pair(berlin(i), of)},${pair(isWrong(i) ? berlin(i + 1).toReversed() : berlin(i + 1), of)}`
  const all = () => true

  test.each<[string, string, (i: number) => string, RegExp]>([
    [
      'in WKT',
      'origin,destination',
      ends(wkt, all),
      /in 'destination', such as POINT \(52\.51 13\.31\), lie far from those in 'origin', such as POINT \(13\.30 52\.50\), but near .* exchanged: say in the mapping which number of either comes first, as in \{"origin":\{"pair":"origin","first":"lon"\},"destination":\{"pair":"destination","first":"lat"\}\}/,
    ],
    ['in WKT of the native format', 'region,origin_coord,destination_coord,datetime,datasource', ends(wkt, all), /exchanged/],
    ['in GeoJSON', 'origin,destination', ends(geoJson, all), /exchanged: write the longitude of each first/],
    ['in pairs', 'start_latlng,end_latlng', ends(latFirst, all), /'end_latlng', such as 13\.31, 52\.51, lie far/],
    [
      'in half of the rows',
      'origin,destination',
      ends(wkt, (i) => i % 2 === 0),
      /lie in 5 of 10 rows that were looked at far from .* exchanged: write all of them in the same order/,
    ],
  ])('%s', (_, names, row, sentence) => {
    const isNative = names.startsWith('region')
    const text = isNative
      ? `${names}\n${Array.from({ length: 10 }, (_, i) => `Berlin,${row(i)},2015-06-13 00:46,x\n`).join('')}`
      : file(names, row)
    expect(() => readFile(text)).toThrow(sentence)
  })

  test('but not in one row of them, nor where the sender states which number is first', () => {
    expect(
      readFile(
        file(
          'origin,destination',
          ends(wkt, (i) => i === 4),
        ),
      ).trips,
    ).toHaveLength(10)
    const mapping = { origin: { pair: 'origin', first: 'lon' }, destination: { pair: 'destination', first: 'lat' } } as const
    expect(readFile(file('origin,destination', ends(wkt, all)), { mapping }).trips[0]).toMatch(/^13\.3 52\.5 > 13\.31 52\.51/)
  })
})

describe('columns that are named right for a part of the rows and the wrong way round for most', () => {
  const berlin = (i: number) => [`52.5${i}`, `13.3${i}`]
  const seoul = (i: number) => [`126.9${i}`, `37.5${i}`]
  const rows = (of: (cells: string[]) => string) => (i: number) =>
    [i < 4 ? berlin(i) : seoul(i), i < 4 ? berlin(9) : seoul(9)].map(of).join()
  test.each<[string, string, (cells: string[]) => string]>([
    ['in numbers', header, ([lat, lon]) => `${lat},${lon}`],
    ['in WKT', 'origin,destination', ([lat, lon]) => `POINT (${lon} ${lat})`],
    ['in pairs', 'start_latlng,end_latlng', ([lat, lon]) => `"${lat}, ${lon}"`],
  ])('%s', (_, names, of) => {
    expect(() => readFile(file(names, rows(of)))).toThrow(
      /longitude and latitude exchanged, but (?:4 of 10|8 of 20), such as .*13\.3/,
    )
  })

  test('are read where all rows are of one place, or those that show nothing lie among the others', () => {
    const [wrong, about90] = [
      (i: number) => `126.9${i},37.5${i},126.9,37.5`,
      (i: number) => `${i < 4 ? 89.9 : 90.4},23.${i},90.4,23.7`,
    ]
    expect(readFile(file(header, wrong)).trips[0]).toMatch(/^126\.9 37\.5 > 126\.9 37\.5/)
    expect(readFile(file(header, about90)).trips[0]).toMatch(/^89\.9 23 > 90\.4 23\.7/)
  })

  test('nor where the sender states which is which', () => {
    const mapping = { origin: { lat: 'start_lng', lon: 'start_lat' }, destination: { lat: 'end_lng', lon: 'end_lat' } }
    expect(
      readFile(
        file(
          header,
          rows(([lat, lon]) => `${lat},${lon}`),
        ),
        { mapping },
      ).trips,
    ).toHaveLength(10)
  })
})

describe('a reference system in GeoJSON', () => {
  const geoJson = (crs: string, text: string) =>
    `"{""type"":""Point"",""crs"":{""type"":""name"",""properties"":{""name"":""${crs}""}},""coordinates"":[${text}]}"`
  const of = (crs: string) => readFile(pointed(geoJson(crs, '-74,40.7'), geoJson(crs, '-74.1,40.8')))
  test.each(['EPSG:3857', 'urn:ogc:def:crs:EPSG::3857', 'urn:ogc:def:crs:EPSG:6.9:3857'])(
    '%s is refused by its number',
    (crs) => {
      expect(of(crs).chunks[0].rejects.map(({ reason }) => reason)).toEqual([
        expect.stringContaining('is a point of the reference system 3857; expected longitude and latitude in degrees'),
      ])
    },
  )
  test.each(['EPSG:4326', 'urn:ogc:def:crs:OGC:1.3:CRS84'])('%s is read', (crs) => expect(of(crs).trips).toEqual([first]))
})

test('a feature whose properties are longer than any point', () => {
  const feature = (text: string) =>
    `"{""type"":""Feature"",""properties"":{""name"":""${'x'.repeat(900)}""},""geometry"":{""type"":""Point"",""coordinates"":[${text}]}}"`
  expect(readFile(pointed(feature('-74,40.7'), feature('-74.1,40.8'))).trips).toEqual([first])
})

test.each([
  'orig_lat,origin_lon,dest_lat,destination_lon',
  'Starting Latitude,Start Longitude,Ending Latitude,End Longitude',
  'start_lat,start_lng,end_lat,stop_lng',
])('the only two of an end are its point, however they are named: %s', (names) => {
  expect(readFile(file(names, near)).trips[0]).toMatch(/^-74\S* 40\S* > -74\S* 40/)
})

// A look at all columns for each of them takes minutes.
test('a file as wide as a spreadsheet may be', () => {
  const others = (of: (i: number) => string) => Array.from({ length: 16_384 - header.split(',').length - 1 }, (_, i) => of(i))
  const named = `${header},${others((i) => `note ${i}`).join()}`
  expect(readFile(file(named, (i) => `${near(i)},${others(String).join()}`)).trips).toHaveLength(10)
  const nameless = `${header},${others(() => '').join()}`
  expect(readFile(file(nameless, (i) => `${near(i)},${others(() => '').join()}`)).trips).toHaveLength(10)
})

test('a minimum beside degrees holds no minutes', () => {
  const names = `${header},start_lat_min,start_lat_max`
  expect(readFile(file(names, (i) => `${near(i)},40.6,40.9`)).trips).toHaveLength(10)
})
