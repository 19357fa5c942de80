import { expect, test } from 'vitest'
import { readGeoJson } from '#trips/geojson.ts'
import { middleAfter, movedPolygon, withCorner, withNewCorner, withoutCorner } from './changed-polygon.ts'
import {
  boxAroundAll,
  type DrawnPolygon,
  geometryOf,
  paramsOfPlaces,
  placesOf,
  placeWords,
  polygonsOfBox,
  polygonsOfCorners,
} from './places.ts'

const triangle: DrawnPolygon = [
  [
    [14, 50],
    [15, 50],
    [14, 51],
  ],
]
const text = '{"type":"Polygon","coordinates":[[[14,50],[15,50],[14,51],[14,50]]]}'

test('the places of an address are read and written back, decimals of boxes as they were', () => {
  const params = { bbox: '14.40,50.0300001,14.55,50.10;1,2,3,4', area: `Old town;${text}` }
  const places = placesOf(params)
  expect(places).toMatchObject({ polygons: [triangle], names: ['Old town'] })
  expect(places.boxes.map(({ west, north }) => [west, north])).toEqual([
    [14.4, 50.1],
    [1, 4],
  ])
  expect(paramsOfPlaces(places)).toEqual(params)
  expect(paramsOfPlaces({ boxes: [], polygons: [], names: [] })).toEqual({ bbox: undefined, area: undefined })
})

test('what cannot be read is left out of the map', () => {
  expect(placesOf({ bbox: '1,2,3', area: '{"type":"Point"}' })).toEqual({ boxes: [], polygons: [], names: [] })
})

test('an area is called by what it is', () => {
  expect(placeWords({ bbox: '1,2,3,4' })).toBe('this box')
  expect(placeWords({ bbox: '1,2,3' })).toBe('this box')
  expect(placeWords({ area: text })).toBe('this polygon')
  expect(placeWords({ area: 'Old town' })).toBe('Old town')
  expect(placeWords({ area: 'Old town', bbox: '1,2,3,4' })).toBe('this area')
  expect(placeWords({ bbox: '1,2,3,4;5,6,7,8' })).toBe('this area')
})

test('boxes become polygons that GeoJSON takes, also across the antimeridian and around the world', () => {
  const count = (west: number, east: number) => {
    const polygons = polygonsOfBox({ west, south: -10, east, north: 10 })
    return readGeoJson(JSON.parse(JSON.stringify(geometryOf(polygons))), 100).map(([ring]) => ring.length / 2)
  }
  expect(count(14, 15)).toEqual([4])
  expect(count(170, -170)).toEqual([4, 4])
  expect(count(-180, 180)).toEqual([6])
  expect(count(-100, 150)).toEqual([6])
  expect(count(-20, -30)).toEqual([6, 6])
})

test('a polygon drawn across the antimeridian is two; nothing lies beyond the poles', () => {
  const drawn = polygonsOfCorners([{ lng: 179, lat: 95 }, { lng: 182, lat: 0 }, { lng: 179, lat: 0 }]) // biome-ignore format: a triangle
  expect(drawn).toHaveLength(2)
  expect(Math.max(...drawn.flat(2).map(([, lat]) => lat))).toBe(90)
})

test('the box around several', () => {
  const boxes = [
    { west: 1, south: 2, east: 3, north: 4 },
    { west: -1, south: 3, east: 0, north: 9 },
  ]
  expect(boxAroundAll(boxes)).toEqual({ west: -1, south: 2, east: 3, north: 9 })
  expect(boxAroundAll([])).toBeUndefined()
  expect(boxAroundAll([...boxes, { west: 170, south: 0, east: -170, north: 1 }])).toMatchObject({ west: -180, east: 180 })
})

test('corners are moved, added and taken away; three stay', () => {
  expect(withCorner(triangle, 1, [15.12345678, 95])[0][1]).toEqual([15.123457, 90])
  expect(withNewCorner(triangle, 2, middleAfter(triangle, 2))[0]).toEqual([...triangle[0], [14, 50.5]])
  expect(withoutCorner(withNewCorner(triangle, 0, [14.5, 49]), 1)).toEqual(triangle)
  expect(withoutCorner(triangle, 1)).toBeUndefined()
})

test('a polygon that is moved keeps its shape at the edges of the world', () => {
  expect(movedPolygon(triangle, 1, -2)[0]).toEqual([
    [15, 48],
    [16, 48],
    [15, 49],
  ])
  expect(movedPolygon(triangle, 500, 500)[0]).toEqual([
    [179, 89],
    [180, 89],
    [179, 90],
  ])
})
