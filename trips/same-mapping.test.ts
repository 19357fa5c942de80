import { expect, test } from 'vitest'
import type { CsvMapping } from './csv-mapping.ts'
import type { UsualBox } from './quality-checks.ts'
import { recogniseMapping } from './recognise-mapping.ts'
import { dependsOnSample, isSameMapping, sortedJson } from './same-mapping.ts'

const file = `region,origin_coord,destination_coord,datetime,datasource\n${'Turin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 00:00:00,app\n'.repeat(60)}`
const found = recogniseMapping([Buffer.from(file)], 'a.csv', {}, 0)
if ('problem' in found) throw new Error(found.problem.message)
const { mapping } = found

function withBoxes(usual_boxes: Record<string, UsualBox>): CsvMapping {
  const checks = mapping.checks && { ...mapping.checks, usual_boxes }
  return { ...mapping, checks }
}

test('the same, however a database has ordered its keys', () => {
  const turned = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(mapping).reverse())))
  expect(isSameMapping(turned, mapping)).toBe(true)
  expect(sortedJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe('{"b":[{"c":2,"d":1}]}')
})

test.each<Partial<CsvMapping>>([
  { delimiter: ';' },
  { date_order: 'mdy' },
  { encoding: 'latin1' },
  { decimal: ',' },
  { columns: { ...mapping.columns, region: { constant: 'Turin' } } },
  { checks: mapping.checks && { ...mapping.checks, rules: { ...mapping.checks.rules, future: 'reject' } } },
])('not the same: %j', (change) => {
  expect(isSameMapping({ ...mapping, ...change }, mapping)).toBe(false)
})

test('boxes of the same regions that nearly agree are the same; another region, or a box elsewhere, is not', () => {
  const box = (west: number, south: number, east: number, north: number): Record<string, UsualBox> => ({
    Turin: [west, south, east, north],
  })
  const whole = withBoxes(box(0, 0, 1000, 100))
  expect(isSameMapping(withBoxes(box(-100, 10, 1100, 90)), whole)).toBe(true)
  expect(isSameMapping(withBoxes(box(-101, 0, 1000, 100)), whole)).toBe(false)
  expect(isSameMapping(withBoxes(box(0, 0, 1000, 111)), whole)).toBe(false)
  expect(isSameMapping(withBoxes({}), whole)).toBe(false)
  expect(isSameMapping(withBoxes({ ...box(0, 0, 1000, 100), Lima: [0, 0, 1, 1] }), whole)).toBe(false)
  expect(isSameMapping(whole, withBoxes({ ...box(0, 0, 1000, 100), Lima: [0, 0, 1, 1] }))).toBe(false)
})

test('rows depend on the sample only where its boxes reject', () => {
  const rejecting = (rules: object) => ({
    ...mapping,
    checks: mapping.checks && { ...mapping.checks, rules: { ...mapping.checks.rules, ...rules } },
  })
  expect(dependsOnSample(mapping, false)).toBe(false)
  expect(dependsOnSample(rejecting({ outside_region: 'reject' }), false)).toBe(true)
  expect(dependsOnSample(rejecting({ swapped: 'reject' }), false)).toBe(true)
  expect(dependsOnSample(rejecting({ swapped: 'reject' }), true)).toBe(false)
  expect(dependsOnSample(rejecting({ zero_point: 'reject' }), false)).toBe(false)
})
