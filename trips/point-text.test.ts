import { expect, test } from 'vitest'
import { readObject } from './object-text.ts'
import { readPointText } from './point-text.ts'

const at = (lon: number, lat: number) => ({ lon: Math.round(lon * 1e7), lat: Math.round(lat * 1e7) })

test.each([
  ['JSON', '{"lat": 40.68, "lon": -73.99}'],
  ['Python, numbers as text', "{'longitude': '-73.99', 'latitude': '40.68', 'needs_recoding': False}"],
  [
    'names that end alike before them',
    '{"accuracy": 5.5, "flat": 1, "index": 2, "horizontal_accuracy": 3, "lon": -73.99, "lat": 40.68}',
  ],
  ['objects before them', '{"zone": {"lat": 1, "lon": 2}, "lat": 40.68, "lon": -73.99}'],
  ['texts that look like them', '{"name": "lat: 5, lon: 6", "latitude": 40.68, "longitude": -73.99}'],
  ['quotes within quotes', `{"name": "say \\"lat\\": 5", 'lat': 40.68, "lon": -73.99}`],
  ['Python 2', `{u'longitude': u'-73.99', u'latitude': 40.68, u'needs_recoding': None}`],
  ['an address as Socrata writes it', '{"latitude":"40.68","longitude":"-73.99","human_address":"{\\"address\\":\\"\\"}"}'],
  ['decimal commas', "{'lat': '40,68', 'lon': '-73,99'}"],
  ['hemispheres', "{'lat': '40.68 N', 'lon': '73.99 W'}"],
  ['a list', 'lat=40.68; lon=-73.99'],
  ['a list with spaces', 'Lat: 40.68 Lng: -73.99'],
  ['as programs print it', 'LatLng(lat: 40.68, lng: -73.99)'],
  ['x and y', '{"x": -73.99, "y": 40.68}'],
  ['GeoJSON', '{"type": "Point", "coordinates": [-73.99, 40.68, 12.5]}'],
  [
    'a feature',
    '{"type": "Feature", "properties": {"lat": 1, "lon": 2}, "geometry": {"type": "Point", "coordinates": [-73.99, 40.68]}}',
  ],
  [
    'a geocoder, whole',
    '{"geometry": {"bounds": {"northeast": {"lat": 1, "lng": 2}}, "location": {"lat": 40.68, "lng": -73.99}}}',
  ],
  ['a geocoder', '{"bounds": {"northeast": {"lat": 1, "lng": 2}}, "location": {"lat": 40.68, "lng": -73.99}}'],
])('an object: %s', (_, text) => expect(readPointText(text)).toEqual(at(-73.99, 40.68)))

test.each([
  ['half a point', '{"lat": 40.68}'],
  ['two latitudes', '{"lat": 40.68, "latitude": 41, "lon": -73.99}'],
  ['a name twice', '{"lat": 40.68, "lon": -73.99, "lat": 41}'],
  ['more than a number', "{'lat': '40 41 12', 'lon': '-73.99'}"],
  ['points between thousands', "{'lat': '40.685.085', 'lon': '-73.99'}"],
  ['no number', '{"lat": null, "lon": null}'],
  ['cut off', '{"lat": 40.68, "lon": -73.99'],
  ['a path', '{"type": "LineString", "coordinates": [[-73.99, 40.68], [-74, 41]]}'],
  ['another type', '{"type": "MultiPoint", "coordinates": [-73.99, 40.68]}'],
  ['two points', '{"geometry": {"lat": 1, "lon": 2}, "location": {"lat": 3, "lon": 4}}'],
  ['names of other things', '{"plateau": 40.68, "salon": -73.99}'],
])('no point: %s', (_, text) => expect(readPointText(text)).toBeUndefined())

test('a row of nothing but objects is soon read', () => {
  const deep = `${'{"geometry":'.repeat(80_000)}{"lat":1,"lon":2}${'}'.repeat(80_000)}`
  const wide = `{${Array.from({ length: 80_000 }, (_, i) => `"f${i}":${i}`).join()}}`
  expect([readPointText(deep), readPointText(wide), readPointText('{"a":'.repeat(200_000))]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('the fields of an object, those within others as text', () => {
  expect([...(readObject(`{"A b": 'x, y', c: [1, {"d": "]"}], e=-7, }`) ?? [])]).toEqual([
    ['a b', 'x, y'],
    ['c', '[1, {"d": "]"}]'],
    ['e', '-7'],
  ])
  expect(readObject('')).toEqual(new Map())
  expect([readObject('{"a": 1 2}'), readObject('{"a"}'), readObject('{a: [1}')]).toEqual([undefined, undefined, undefined])
})
