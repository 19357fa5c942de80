import fc from 'fast-check'
import { expect, test } from 'vitest'
import { geoJsonOf, inlineVerticesMax, readGeoJson } from './geojson.ts'
import { verticesOf } from './polygon.ts'
import { latMaxE7 } from './trip.ts'

const square = (west: number, south: number, side = 1) => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
]
const e7Square = (west: number, south: number, side = 1) =>
  square(west, south, side)
    .slice(0, -1)
    .flat()
    .map((degrees) => degrees * 1e7)
const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings })

test('polygons, collections and features of them, heights and properties aside', () => {
  const hole = square(0.25, 0.25, 0.5)
  expect(readGeoJson(polygon(square(0, 0), hole), 100)).toEqual([[e7Square(0, 0), e7Square(0.25, 0.25, 0.5)]])
  expect(readGeoJson({ type: 'MultiPolygon', coordinates: [[square(0, 0)], [square(5, 5)]] }, 100)).toEqual([
    [e7Square(0, 0)],
    [e7Square(5, 5)],
  ])
  const collection = {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', properties: { name: 'a;b' }, geometry: polygon(square(0, 0).map((at) => [...at, 250])) },
      { type: 'Feature', properties: null, geometry: { type: 'GeometryCollection', geometries: [polygon(square(5, 5))] } },
    ],
  }
  expect(readGeoJson(collection, 100)).toEqual([[e7Square(0, 0)], [e7Square(5, 5)]])
})

test('numbers are rounded as coordinates of trips are: to 1e-7, half away from zero, by their digits', () => {
  const ring = [
    [0.00000005, -0.00000005],
    [1e-7, 1.00000004999],
    [14.4378005, 1],
    [0.00000005, -0.00000005],
  ]
  expect(readGeoJson(polygon(ring), 100)).toEqual([[[1, -1, 1, 10_000_000, 144_378_005, 10_000_000]]])
})

test('what is written is read back', () => {
  const e7 = (max: number) => fc.integer({ min: -max, max })
  const rings = fc.array(fc.array(fc.tuple(e7(900_000_000), e7(latMaxE7)), { minLength: 3, maxLength: 9 }), { minLength: 1 })
  fc.assert(
    fc.property(fc.array(rings, { minLength: 1, maxLength: 3 }), (shapes) => {
      const polygons = shapes.map((shape) => shape.map((points) => points.flat()))
      expect(readGeoJson(JSON.parse(JSON.stringify(geoJsonOf(polygons))), 10_000)).toEqual(polygons)
    }),
    { numRuns: 200 },
  )
})

test('the whole map is an area; a polygon cut at the antimeridian too', () => {
  const world = [
    [-180, -90],
    [180, -90],
    [180, 90],
    [-180, 90],
    [-180, -90],
  ]
  expect(verticesOf(readGeoJson(polygon(world), 100))).toBe(4)
  expect(readGeoJson({ type: 'MultiPolygon', coordinates: [[square(179, 0)], [square(-180, 0)]] }, 100)).toHaveLength(2)
})

const many = Array.from({ length: inlineVerticesMax + 1 }, (_, i) => [i / 100, i % 2])
const faults: [what: string, value: unknown, says: string][] = [
  ['no object', [1, 2], 'is no JSON object; expected GeoJSON: a Polygon'],
  ['no type', {}, 'has no type'],
  ['another type', { type: 'Circle' }, 'its type is "Circle"'],
  ['a line', { type: 'LineString', coordinates: square(0, 0) }, 'a LineString has no inside'],
  ['nothing', { type: 'FeatureCollection', features: [] }, 'there is no polygon in it'],
  ['a feature without a place', { type: 'Feature', geometry: null }, 'the feature has no geometry'],
  ['no coordinates', { type: 'Polygon' }, 'coordinates: there is none; expected a list'],
  ['no ring', polygon(), 'the polygon has no ring'],
  ['a short ring', polygon(square(0, 0).slice(2)), 'ring 1: has 3 positions; expected at least 4'],
  ['an open ring', polygon(square(0, 0), square(0, 0).slice(0, 4)), 'ring 2: begins at 0,0 but ends at 0,1'],
  [
    'a text',
    polygon([
      [0, 0],
      ['1', 0],
      [1, 1],
      [0, 0],
    ]),
    'ring 1, vertex 2: found ["1",0]',
  ],
  ['one number', polygon([[0, 0], [1], [1, 1], [0, 0]]), 'ring 1, vertex 2: found [1]'],
  ['latitude first', polygon(square(14, 0).map(([x, y]) => [y, 100 + x])), 'ring 1, vertex 1: latitude 114 is outside'],
  ['beyond the map', polygon(square(179.5, 0)), 'ring 1, vertex 2: longitude 180.5 is outside -180 to 180; expected a polygon'],
  [
    'the wrong way around',
    polygon([
      [179, 0],
      [-179, 0],
      [-179, 1],
      [179, 0],
    ]),
    'ring 1, vertex 1 to 2: the edge from longitude 179 to -179 goes around more than half the world',
  ],
  ['another system', { ...polygon(square(0, 0)), crs: { properties: { name: 'urn:ogc:def:crs:EPSG::3857' } } }, 'EPSG::3857'],
  ['too many', polygon([...many, many[0]]), 'more than 200 corners; expected at most 200 in an address; PUT /api/v1/areas/'],
  [
    'deep inside',
    {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', geometry: polygon(square(0, 0)) },
        { type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [[square(0, 0)], [square(0, 0), [[0, 0]]]] } },
      ],
    },
    'feature 2, polygon 2, ring 2: has 1 positions',
  ],
]

test.each(faults)('%s is refused, and the place is named', (_, value, says) => {
  expect(() => readGeoJson(value, inlineVerticesMax)).toThrow(
    expect.objectContaining({ code: 'unprocessable', message: expect.stringContaining(says) }),
  )
})

test('the systems that mean degrees are no reason to refuse', () => {
  for (const name of ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326', 'urn:ogc:def:crs:EPSG::4326'])
    expect(readGeoJson({ ...polygon(square(0, 0)), crs: { type: 'name', properties: { name } } }, 100)).toHaveLength(1)
})
