import { expect, test } from 'vitest'
import { readWktPoint, wktPoint } from './wkt-point.ts'

const read = (text: string): [number, number] | undefined => {
  const bytes = new TextEncoder().encode(`(${text})`) // what stands around a point is not read
  return readWktPoint(bytes, 1, bytes.length - 1) ? [wktPoint.lon, wktPoint.lat] : undefined
}

test.each([
  'POINT (14.5 -50.25)',
  'POINT(14.5 -50.25)',
  'point(14.5 -50.25)',
  'Point  ( 14.5   -50.25 ) ',
  '\tPOINT\n(\r\n14.5\t-50.25)',
  'POINT (1.45e1 -.5025E+2)',
  'POINT (+14.50000000 -50.24999999999)',
])('%s', (text) => {
  expect(read(text)).toEqual([145_000_000, -502_500_000])
})

test('a point off the globe is still read as a point', () => {
  expect(read('POINT (-748 404.55759)')).toEqual([-7_480_000_000, 4_045_575_900])
})

test.each([
  '',
  'POINT',
  'POINT EMPTY',
  'POINT ()',
  'POINT (14.5)',
  'POINT (14.5, 50.2)',
  'POINT (14,5 50,2)',
  'POINT (14.5 50.2 200)',
  'POINT Z (14.5 50.2 200)',
  'POINT (14.5 50.2',
  'POINT 14.5 50.2)',
  'POINT (14.550.2)',
  'POINT (NaN 50.2)',
  'POINT (14.5 50.2))',
  'POINTS (14.5 50.2)',
  'LINESTRING (14.5 50.2, 1 2)',
  '14.5 50.2',
])("'%s' is no point", (text) => {
  expect(read(text)).toBeUndefined()
})
