import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxText, degreesToE7, e7ToDegrees } from './box.ts'
import { groupsQuery, weeklyAverageQuery } from './filters.ts'
import { dayOfCivil } from './iso-week.ts'

const parse = (query: Record<string, string>) => weeklyAverageQuery.parse(query)
const complaint = (query: Record<string, string>) =>
  weeklyAverageQuery.safeParse(query).error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)

test('a query becomes stored units, with the defaults said', () => {
  expect(parse({})).toEqual({ relation: 'starts', weeks: 'all', relations: 'one' })
  expect(parse({ bbox: '14.40,50.03,14.55,50.10', from: '2018-05-01', hours: '7-9,17', weekdays: '1-5' })).toMatchObject({
    bbox: [{ west: 144_000_000, south: 500_300_000, east: 145_500_000, north: 501_000_000 }],
    from: dayOfCivil(2018, 5, 1),
    hours: [7, 8, 9, 17],
    weekdays: [1, 2, 3, 4, 5],
  })
})

test('digits beyond 1e-7 degree round inwards: a box holds just the stored points inside what was written', () => {
  expect(parse({ bbox: '14.00000001,-50.00000009,14.00000019,-49.99999999' }).bbox).toEqual([
    { west: 140_000_001, south: -500_000_000, east: 140_000_001, north: -500_000_000 },
  ])
  expect(parse({ bbox: '1.00000001,0,1.00000002,1' }).bbox).toMatchObject([{ south: 1, north: 0 }])
})

test('a box may cross the antimeridian', () => {
  expect(parse({ bbox: '179.5,-20,-179.5,-10' }).bbox).toMatchObject([{ west: 1_795_000_000, east: -1_795_000_000 }])
})

test('several boxes are one area', () => {
  expect(parse({ bbox: '1,2,3,4;5,6,7,8' }).bbox).toMatchObject([{ west: 10_000_000 }, { west: 50_000_000 }])
})

test('degrees as text and 1e-7 degree are one number', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }), (e7) => {
      expect(degreesToE7(e7ToDegrees(e7), 'up')).toBe(e7)
      expect(degreesToE7(e7ToDegrees(e7), 'down')).toBe(e7)
      expect(boxText({ west: e7, south: 0, east: e7, north: 0 })).toBe(
        `${e7 / 1e7},0,${e7 / 1e7},0`.replaceAll(/-?\d(\.\d+)?e-\d+/g, () => e7ToDegrees(e7)),
      )
    }),
  )
})

test.each([
  [{ bbox: '1,2,3' }, 'bbox: has 3 numbers; expected four decimal degrees'],
  [{ bbox: '1,2,3,four' }, 'bbox: "four" is not a number'],
  [{ bbox: '1,NaN,3,4' }, 'bbox: "NaN" is not a number'],
  [{ bbox: '1,50,3,40' }, 'bbox: south 50 is above north 40'],
  [{ bbox: '1,50,181,60' }, 'bbox: longitude 181 is outside -180 to 180'],
  [{ bbox: '1,2,3,4;5,6,7' }, 'bbox: box 2: has 3 numbers'],
  [{ bbox: Array(51).fill('1,2,3,4').join(';') }, 'bbox: holds 51 boxes; expected at most 50'],
  [{ area: '{"type":"Point","coordinates":[1,2]}' }, 'area: a Point has no inside; expected GeoJSON'],
  [{ from: '2018-02-30' }, 'from: "2018-02-30" is not a date; expected YYYY-MM-DD'],
  [{ from: '2018-06-01', to: '2018-05-01' }, 'from: is after to'],
  [{ hours: '7-24' }, 'hours: "7-24" is not a number or range within 0 to 23'],
  [{ hours: '9-7' }, 'hours: "9-7"'],
  [{ weekdays: '0' }, 'weekdays: "0" is not a number or range within 1 to 7'],
  [{ relation: 'through' }, 'relation: '],
])('%j is refused by name', (query, expected) => {
  expect(complaint(query as Record<string, string>)?.[0]).toContain(expected)
})

test('numbers in a query are whole and within bounds', () => {
  expect(groupsQuery.parse({ level: '11' }).level).toBe(11)
  for (const level of ['0', '21', '1.5', '-3', 'x']) expect(groupsQuery.safeParse({ level }).success).toBe(false)
})
