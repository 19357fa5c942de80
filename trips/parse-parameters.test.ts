import { expect, test } from 'vitest'
import { z } from 'zod'
import { groupsQuery, weeklyAverageQuery } from './filters.ts'
import { uploadQuery } from './import-request.ts'
import { parseParameters } from './parse-parameters.ts'

const parse = (query: string, schema: z.ZodObject = weeklyAverageQuery) => parseParameters(schema, new URLSearchParams(query))

test('what is given is parsed, what is not has its default', () => {
  expect(parse('hours=7-9&bbox=14.4,50.03,14.55,50.1')).toMatchObject({
    hours: [7, 8, 9],
    bbox: [{ west: 144_000_000, south: 500_300_000, east: 145_500_000, north: 501_000_000 }],
    relation: 'starts',
    weeks: 'all',
  })
})

test('an unknown parameter is refused with those that exist', () => {
  expect(() => parse('bbx=1')).toThrow(
    expect.objectContaining({
      code: 'bad_parameter',
      message:
        '"bbx" is not a parameter here; expected one of bbox, area, region, relation, from, to, datasource, hours, weekdays, weeks, relations',
      where: expect.objectContaining({ parameter: 'bbx', found: '1' }),
    }),
  )
})

test('names that every object has are unknown too', () => {
  for (const name of ['constructor', '__proto__', 'toString']) expect(() => parse(`${name}=1`)).toThrow(/is not a parameter here/)
})

test('where there are no parameters that is what is said', () => {
  expect(() => parse('a=1', z.object({}))).toThrow('"a" is not a parameter here; expected no parameters')
})

test('a parameter given twice is refused, even with one value', () => {
  expect(() => parse('region=Turin&region=Prague')).toThrow(
    expect.objectContaining({
      message: 'region is given twice: "Turin" and "Prague"; expected one value',
      where: expect.objectContaining({ parameter: 'region' }),
    }),
  )
  expect(() => parse('region=Turin&region=Turin')).toThrow(/given twice/)
})

test('a parameter that is a list may be given several times', () => {
  const { bbox, area } = parse('bbox=1,2,3,4&area=centre&bbox=5,6,7,8&area=port;airport')
  expect([bbox, area]).toMatchObject([
    [{ west: 10_000_000 }, { west: 50_000_000 }],
    [{ name: 'centre' }, { name: 'port' }, { name: 'airport' }],
  ])
})

test.each([
  ['relation=through', 'relation: found "through"; expected one of "starts"|"ends"|"within"|"touches"', 'through'],
  [
    'bbox=1,2,3',
    'bbox: has 3 numbers; expected four decimal degrees west,south,east,north, such as 14.40,50.03,14.55,50.10',
    '1,2,3',
  ],
  ['from=2018-02-30', 'from: "2018-02-30" is not a date; expected YYYY-MM-DD from 1970-01-01 to 2105-12-31', '2018-02-30'],
  ['from=2018-03-01&to=2018-02-01', 'from: is after to; expected from ≤ to', '2018-03-01'],
])('%s', (query, message, found) => {
  expect(() => parse(query)).toThrow(
    expect.objectContaining({
      message,
      where: { parameter: query.split('=')[0], found, expected: message.split('expected ')[1] },
    }),
  )
})

test('numbers out of their range', () => {
  expect(() => parse('limit=0', groupsQuery)).toThrow(/^limit: found "0"; expected /)
  expect(() => parse('limit=1e3', groupsQuery)).toThrow('limit: found "1e3"; expected a whole number from 1 to 1000')
})

test('a value that is long is cut in the message', () => {
  expect(() => parse(`relation=${'x'.repeat(10_000)}`)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^.{200,400}$/s) }),
  )
})

test('inside a JSON value the place is said', () => {
  expect(() => parse('mapping={', uploadQuery)).toThrow(/^mapping: is not JSON; expected an object/)
  expect(() => parse('mapping={"delimiter":"x"}', uploadQuery)).toThrow(
    /^mapping: found "{"delimiter":"x"}"; at delimiter, expected one of/,
  )
  expect(() => parse('mapping=a/b', uploadQuery)).toThrow(/^mapping: found "a\/b"; expected a name that begins with/)
  expect(parse('mapping=city bikes', uploadQuery)).toMatchObject({ mapping: 'city bikes' })
  expect(parse('mapping={"origin":{"wkt":"start"}}', uploadQuery)).toMatchObject({ mapping: { origin: { wkt: 'start' } } })
})
