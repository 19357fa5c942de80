import { expect, test } from 'vitest'
import { areaOf, parseAreas } from './asked-area.ts'
import { gridOf } from './cell.ts'

const polygon = (west: number, name = '') => ({
  type: 'Feature',
  properties: { name },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 0],
        [west + 1, 0],
        [west, 1],
        [west, 0],
      ],
    ],
  },
})
const ring = (west: number) => [west * 1e7, 0, (west + 1) * 1e7, 0, west * 1e7, 1e7]

test('names and GeoJSON in any order, whatever texts the GeoJSON holds', () => {
  const [a, b] = [JSON.stringify(polygon(0, 'a;b}"{')), JSON.stringify(polygon(5, '\\'))]
  expect(parseAreas('city centre')).toEqual([{ name: 'city centre' }])
  expect(parseAreas(`Altstadt; 2nd district ;${a}`)).toEqual([
    { name: 'Altstadt' },
    { name: '2nd district' },
    { polygons: [[ring(0)]] },
  ])
  expect(parseAreas(`${a};port;${b}`)).toEqual([{ name: 'port' }, { polygons: [[ring(0)], [ring(5)]] }])
  expect(parseAreas(JSON.stringify(polygon(0), null, 2))).toEqual([{ polygons: [[ring(0)]] }])
})

test.each([
  ['', '"" is no area; expected the name of a saved area, or GeoJSON that begins with {'],
  ['port;', 'area 2: "" is no area'],
  ['a/b', '"a/b" is no area'],
  ['[[1,2]]', '"[[1,2]]" is no area'],
  ['{"type":"Polygon"', 'is not JSON ('],
  [
    'port;{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,95],[0,0]]]}',
    'area 2: ring 1, vertex 3: latitude 95 is outside -90 to 90',
  ],
  [Array(51).fill('a').join(';'), 'holds 51 areas; expected at most 50'],
])('%s is refused with its place', (text, says) => {
  expect(() => parseAreas(text)).toThrow(
    expect.objectContaining({ code: 'bad_parameter', message: expect.stringContaining(says) }),
  )
})

test('boxes and areas of one question are one area', () => {
  const area = areaOf({
    bbox: [{ west: 0, south: 0, east: 10, north: 10 }],
    area: [{ name: 'far', polygons: [[[100, 100, 110, 100, 100, 110]]] }, { polygons: [[[200, 0, 210, 0, 200, 10]]] }],
  })
  const has = (lonE7: number, latE7: number) => area?.has(gridOf(lonE7), gridOf(latE7))
  expect([has(5, 5), has(101, 101), has(201, 1), has(50, 50)]).toEqual([true, true, true, false])
  expect(areaOf({})).toBeUndefined()
  expect(areaOf({ bbox: [] })?.has(gridOf(0), gridOf(0))).toBe(false)
})
