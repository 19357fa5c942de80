import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnChoice, columnsOfRoles, type Roles } from '../column-roles.ts'
import type { ReadingOptions, SavedMapping } from '../saved-mapping.ts'
import { previewFile } from './preview-file.ts'
import { recogniseMapping } from './recognise-mapping.ts'

const encoder = new TextEncoder()

function preview(text: string, options: ReadingOptions = {}, candidates: SavedMapping[] = [], whole = true) {
  return previewFile({ fileName: 'bikes.csv', blocks: [encoder.encode(text)], whole }, options, candidates)
}

const bikes = `ride_id,started_at,start_lat,start_lng,end_lat,end_lng
a,2021-02-01 08:00:00,40.71,-74.04,40.73,-74.05
b,2021-02-01 09:30:00,40.72,-74.03,40.74,-74.06
c,2021-02-30 09:30:00,40.72,-74.03,40.74,-74.06
d,2021-02-02 09:30:00,nowhere,-74.03,40.74,-74.06
`

test('a file that is understood: columns with their use, the first trips, what is rejected and why', () => {
  const view = preview(bikes)
  expect(view).toMatchObject({ delimiter: ',', encoding: 'utf-8', header: true, problem: null, questions: [], saved: null })
  expect(view.columns.map(({ name, used_for }) => [name, used_for])).toEqual([
    ['ride_id', []],
    ['started_at', ['datetime']],
    ['start_lat', ['origin_lat']],
    ['start_lng', ['origin_lon']],
    ['end_lat', ['destination_lat']],
    ['end_lng', ['destination_lon']],
  ])
  expect(view.columns[2].samples).toEqual(['40.71', '40.72', 'nowhere'])
  expect(view.rows[0]).toEqual(['a', '2021-02-01 08:00:00', '40.71', '-74.04', '40.73', '-74.05'])
  expect(view.mapping_text).toContain('Origin from start_lng and start_lat')
  expect(view).toMatchObject({ rows_looked_at: 4, rows_accepted: 2, rows_rejected: 2 })
  expect(view.trips[0]).toEqual({
    line: 2,
    region: 'unknown',
    datasource: 'bikes',
    origin: [-74.04, 40.71],
    destination: [-74.05, 40.73],
    datetime: '2021-02-01 08:00:00',
  })
  expect(view.problems).toMatchObject([
    { code: 'no_such_day', column: 'started_at', rows: 1, examples: [{ line: 4, found: '2021-02-30 09:30:00' }] },
    {
      code: 'not_a_number',
      column: 'start_lat',
      rows: 1,
      expected: 'decimal degrees such as 14.42',
      examples: [{ line: 5, found: 'nowhere' }],
    },
  ])
})

test('of two columns with one name, the place says which', () => {
  const view = preview('lat,lat,end_lat,end_lng,started_at,lng\n1,2,3,4,2018-05-01 08:00:00,5\n', {
    mapping: { origin: { lon: 'lng', lat: 1 }, destination: { lon: 'end_lng', lat: 'end_lat' } },
  })
  expect(view.trips[0].origin).toEqual([5, 2])
  expect(view.mapping).toMatchObject({ origin: { lon: 'lng', lat: 1 } })
})

test('what the columns do not say is not kept for other files', () => {
  expect(preview(bikes).mapping).toEqual({
    delimiter: ',',
    header: true,
    origin: { lon: 'start_lng', lat: 'start_lat' },
    destination: { lon: 'end_lng', lat: 'end_lat' },
    time: { datetime: 'started_at', format: 'calendar' },
  })
  expect(preview(bikes, { region: 'Jersey' }).mapping).toMatchObject({ region: { constant: 'Jersey' } })
  expect(preview(bikes, { mapping: { datasource: { constant: 'bikes' }, encoding: 'latin1' } }).mapping).toMatchObject({
    datasource: { constant: 'bikes' },
    encoding: 'latin1',
  })
})

test('dates that read both ways: the question, with a date of the file read in either order', () => {
  const view = preview('start_lat,start_lng,end_lat,end_lng,started_at\n1,2,3,4,03/04/2016 08:00\n1,2,3,4,03/05/2016 08:00\n')
  expect(view).toMatchObject({ problem: { code: 'ambiguous_dates' }, mapping: null, mapping_text: null, rows_accepted: 2 })
  expect(view.questions).toMatchObject([
    {
      about: 'date_order',
      choices: [
        { value: 'dmy', text: 'Day first: 03/04/2016 is 3 April' },
        { value: 'mdy', text: 'Month first: 03/04/2016 is 4 March' },
      ],
    },
  ])
  expect(view.trips.map(({ origin, datetime }) => [origin, datetime])).toEqual([
    [[2, 1], null],
    [[2, 1], null],
  ])
})

test('columns that are not understood are shown, with the use of those that are', () => {
  const view = preview('when,from_lat,from_lon,one,two\n2018-05-01 08:00:00,50,14,51,15\n')
  expect(view).toMatchObject({ problem: { code: 'unmappable' }, mapping: null, rows_looked_at: 0, trips: [] })
  expect(view.columns.map(({ used_for }) => used_for)).toEqual([[], ['origin_lat'], ['origin_lon'], [], []])
  expect(view.rows).toEqual([['2018-05-01 08:00:00', '50', '14', '51', '15']])
})

test('points off the globe that would fit the other way round are asked about', () => {
  const view = preview('start_lat,start_lng,end_lat,end_lng,started_at\n114.1,22.3,114.2,22.4,2018-05-01 08:00:00\n', {
    mapping: { origin: { lon: 'start_lng', lat: 'start_lat' }, destination: { lon: 'end_lng', lat: 'end_lat' } },
  })
  expect(view.questions.map(({ about }) => about)).toEqual(['lat_lon_order'])
})

test.each(['', '\n\n', '<html><body>Log in</body></html>', 'PK\u0003\u0004'])(
  'no CSV at all is a problem, not an error: %j',
  (text) => {
    expect(preview(text)).toMatchObject({ mapping: null, trips: [], problem: { message: expect.stringMatching(/\.$/) } })
  },
)

test('a saved mapping is used where it alone fits, and a file that differs says how', () => {
  const saved: SavedMapping = {
    name: 'city bikes',
    columns: ['ride_id', 'started_at', 'start_lat', 'start_lng', 'end_lat', 'end_lng'],
    mapping: { header: true, delimiter: ',', region: { constant: 'Jersey' }, datasource: { constant: 'bikes' } },
  }
  const fitting = preview(bikes, {}, [saved])
  expect(fitting).toMatchObject({ saved: { name: 'city bikes', differences: [] } })
  expect(fitting.mapping_text).toContain("Read as saved under 'city bikes'")
  expect(fitting.trips[0].region).toBe('Jersey')
  expect(fitting.mapping).toMatchObject({ region: { constant: 'Jersey' }, datasource: { constant: 'bikes' } })
  const other = preview(bikes.replace('end_lng', 'end_lon'), { mapping: 'city bikes' }, [saved])
  expect(other.saved).toEqual({
    name: 'city bikes',
    differences: ["it lacks the column 'end_lng'", "it also has the column 'end_lon'"],
  })
  expect(other.problem).toMatchObject({
    code: 'other_columns',
    message: expect.stringContaining("it lacks the column 'end_lng'"),
  })
  expect(other.columns.find(({ name }) => name === 'end_lon')?.used_for).toEqual(['destination_lon'])
})

// What is true of every file: random rows under a header in random order.

const kept = ['started_at', 'start_lat', 'start_lng', 'end_lat', 'end_lng', 'city', 'note']
const cellOf: Record<string, fc.Arbitrary<string>> = {
  started_at: fc.constantFrom('2021-02-01 08:00:00', '2021-02-28 23:59:59', '2021-02-30 00:00:00', ''),
  start_lat: fc.constantFrom('40.5', '-33.25', '91', 'x'),
  start_lng: fc.constantFrom('14.5', '-74', '181', ''),
  end_lat: fc.constantFrom('40.5', '-33.25', '91'),
  end_lng: fc.constantFrom('14.5', '-74'),
  city: fc.constantFrom('Prague', 'Turin', 'Zürich', ''),
  note: fc.constantFrom('', '"a, b"', '"two\nlines"', 'x'),
}
const file = fc
  .shuffledSubarray(kept, { minLength: kept.length })
  .chain((header) =>
    fc.tuple(
      fc.constant(header),
      fc.array(fc.tuple(...header.map((name) => cellOf[name])), { minLength: 1, maxLength: 12 }),
      fc.constantFrom('\n', '\r\n'),
    ),
  )
  .map(([header, rows, end]) => [header, ...rows].map((row) => row.join()).join(end) + end)
  .filter((text) => 'mapping' in recogniseMapping([encoder.encode(text)], 'bikes.csv'))

test('every row looked at is accepted or rejected, and each rejected one is among the problems', () => {
  fc.assert(
    fc.property(file, (text) => {
      const view = preview(text)
      expect(view.rows_accepted + view.rows_rejected).toBe(view.rows_looked_at)
      expect(view.problems.reduce((sum, { rows }) => sum + rows, 0)).toBe(view.rows_rejected)
      expect(view.trips).toHaveLength(view.rows_accepted)
    }),
  )
})

test('given back as it is, a mapping says the same again, and so do its roles', () => {
  fc.assert(
    fc.property(file, (text) => {
      const first = preview(text)
      if (!first.mapping) throw new Error('not understood')
      const again = preview(text, { mapping: first.mapping })
      expect({ ...again, mapping_text: '' }).toEqual({ ...first, mapping_text: '' })
      const roles = Object.fromEntries(
        first.columns.flatMap(({ column, used_for }) => used_for.map((role) => [role, column])),
      ) as Roles
      const names = first.columns.map(({ name }) => name)
      const { columns, missing } = columnsOfRoles(roles, columnChoice({ names, header: true }))
      expect(missing).toEqual([])
      expect(first.mapping).toMatchObject({ ...columns, time: { datetime: 'started_at' } })
    }),
  )
})

test('the beginning of a file, cut anywhere, shows no problem that the whole file does not have', () => {
  fc.assert(
    fc.property(file, fc.nat(1000), (text, permille) => {
      // Which columns are labels depends on all rows; here they are stated.
      const mapping = { ...preview(text).mapping, region: { constant: 'x' } }
      const whole = preview(text, { mapping })
      const cut = preview(text.slice(0, Math.floor((text.length * permille) / 1000)), { mapping }, [], false)
      expect(whole.trips.slice(0, cut.trips.length)).toEqual(cut.trips)
      for (const { code, column } of cut.problems)
        expect(whole.problems).toContainEqual(expect.objectContaining({ code, column }))
    }),
  )
})
