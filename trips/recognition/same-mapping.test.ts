import { expect, test } from 'vitest'
import type { CsvMapping } from '../csv-mapping.ts'
import type { UsualBox } from '../quality-checks.ts'
import { recogniseMapping } from './recognise-mapping.ts'
import { dependsOnSample, isSameMapping, sortedJson } from './same-mapping.ts'

const file = `region,origin_coord,destination_coord,datetime,datasource\n${'Turin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 00:00:00,app\n'.repeat(60)}`
const found = recogniseMapping([Buffer.from(file)], 'a.csv', {}, 1_527_811_200)
if ('problem' in found) throw new Error(found.problem.message)
const { mapping } = found

function withBoxes(usual_boxes: Record<string, UsualBox>): CsvMapping {
  const checks = mapping.checks && { ...mapping.checks, usual_boxes }
  return { ...mapping, checks }
}

const sample = (text: string) => [Buffer.from(text)]

test('the same, however a database has ordered its keys', () => {
  const turned = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(mapping).reverse())))
  expect(isSameMapping(turned, mapping, sample(file))).toBe(true)
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
  expect(isSameMapping({ ...mapping, ...change }, mapping, sample(file))).toBe(false)
})

test('boxes are the same where they find mostly the same trips of the sample doubtful', () => {
  const turin: UsualBox = [70_000_000, 440_000_000, 80_000_000, 460_000_000]
  const whole = withBoxes({ Turin: turin })
  const early: Record<string, UsualBox>[] = [
    { Turin: [60_000_000, 440_000_000, 80_000_000, 460_000_000] },
    { Turin: turin, Lima: [0, 0, 1, 1] },
  ]
  const [near, lima, elsewhere] = [
    'Turin,POINT (7.6 45.0),POINT (6.5 45.1),2018-05-01 00:00:00,app\n',
    'Lima,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 00:00:00,app\n',
    'Turin,POINT (7.6 -45.0),POINT (7.7 45.1),2018-05-01 00:00:00,app\n',
  ]
  for (const [i, other] of [near, lima].entries()) {
    // No trip lies where the boxes differ.
    expect(isSameMapping(withBoxes(early[i]), whole, sample(file))).toBe(true)
    // One does: not where it is the only doubtful one, nor with fewer than five that `whole` finds, but with so many.
    expect(isSameMapping(withBoxes(early[i]), whole, sample(file + other))).toBe(false)
    const doubtful = i === 0 ? 4 : 5
    expect(isSameMapping(withBoxes(early[i]), whole, sample(file + other + elsewhere.repeat(doubtful - 1)))).toBe(false)
    expect(isSameMapping(withBoxes(early[i]), whole, sample(file + other + elsewhere.repeat(doubtful)))).toBe(true)
  }
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
