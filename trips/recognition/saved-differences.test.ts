import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readingOptions, type SavedMapping, saysNothing } from '../saved-mapping.ts'
import { savedDifferences } from './saved-differences.ts'
import { understandFile } from './understand-file.ts'

const columns = ['started_at', 'start_lat', 'start_lng', 'end_lat', 'end_lng']
const values: Record<string, string> = {
  started_at: '2021-02-01 08:00:00',
  start_lat: '1',
  start_lng: '2',
  end_lat: '3',
  end_lng: '4',
}
const saved: SavedMapping = { name: 'bikes', columns, mapping: { delimiter: ',', header: true } }
const file = (names: readonly string[], delimiter = ',') => [
  new TextEncoder().encode(`${names.join(delimiter)}\n${names.map((name) => values[name] ?? 'x').join(delimiter)}\n`),
]

test.each<[string, Uint8Array[], string[]]>([
  ['the same header', file(columns), []],
  ['a column less', file(columns.slice(1)), ["it lacks the column 'started_at'"]],
  ['two more', file([...columns, 'fare', 'tip']), ["it also has the columns 'fare', 'tip'"]],
  [
    'two exchanged',
    file(['started_at', 'start_lng', 'start_lat', 'end_lat', 'end_lng']),
    ["the columns stand in another order ('start_lng', 'start_lat')"],
  ],
  ['one more in front: nothing has moved', file(['id', ...columns]), ["it also has the column 'id'"]],
  ['another delimiter', file(columns, ';'), ['it is separated by semicolons, not by commas']],
  ['no header', [new TextEncoder().encode('2021-02-01 08:00:00,1,2,3,4\n')], ['its first line has no column names']],
  ['nothing in it', [new Uint8Array(0)], []],
])('%s', (_, blocks, differences) => {
  expect(savedDifferences(saved, blocks)).toEqual(differences)
})

test('rows that were rejected fit when they are sent again, unless columns go by their place', () => {
  const again = file(['tripfold_line', 'tripfold_byte', 'tripfold_column', 'tripfold_reason', ...columns])
  expect(savedDifferences(saved, again)).toEqual([])
  const byPlace = { ...saved, mapping: { ...saved.mapping, origin: { lon: 2, lat: 1 } } }
  expect(savedDifferences(byPlace, again)[0]).toContain("it also has the columns 'tripfold_line'")
})

test('a mapping for files without a header fits those with as many columns', () => {
  const headless = { columns: ['column 1', 'column 2'], mapping: { header: false, delimiter: ',' as const } }
  expect(savedDifferences(headless, [new TextEncoder().encode('a,b\n')])).toEqual([])
  expect(savedDifferences(headless, [new TextEncoder().encode('a,b,c\n')])).toEqual([
    'it has 3 columns where the saved one has 2',
  ])
})

test('a header differs from the saved one whenever its names or their order do', () => {
  const names = fc.uniqueArray(fc.constantFrom(...columns, 'id', 'fare', 'tip'), { minLength: 2 })
  fc.assert(
    fc.property(names, names, (then, now) => {
      const isSame = then.join() === now.join()
      expect(savedDifferences({ columns: then, mapping: { delimiter: ',', header: true } }, file(now)).length > 0).toBe(!isSame)
    }),
  )
})

test('without options the only saved mapping that fits is used, and the text names it', () => {
  const one = understandFile(file(columns), 'a.csv', {}, [{ ...saved, mapping: { region: { constant: 'Jersey' } } }])
  expect(one).toMatchObject({
    saved: { name: 'bikes', differences: [] },
    mapping: { columns: { region: { constant: 'Jersey' } } },
  })
  expect('text' in one && one.text).toMatch(/Read as saved under 'bikes'\.$/)
  const two = understandFile(file(columns), 'a.csv', {}, [saved, { ...saved, name: 'scooters' }])
  expect(two).toMatchObject({ mapping: { columns: { region: { constant: 'unknown' } } } })
  expect('text' in two && two.text).toMatch(
    /Several saved mappings fit these columns \('bikes', 'scooters'\), so none was used\.$/,
  )
  const other = understandFile(file(columns, ';'), 'a.csv', {}, [saved])
  expect('text' in other && other.text).toMatch(/'bikes' has these columns, but the file differs from it otherwise/)
})

test('a file that differs from the mapping it is sent with is refused in a sentence; so is a name that is not there', () => {
  expect(understandFile(file([...columns, 'fare']), 'a.csv', { mapping: 'bikes' }, [saved])).toMatchObject({
    problem: {
      code: 'other_columns',
      message: "The file differs from what 'bikes' was saved for: it also has the column 'fare'.",
    },
  })
  expect(understandFile(file(columns), 'a.csv', { mapping: 'bikes' }, [])).toMatchObject({
    problem: { code: 'other_columns', message: "There is no saved mapping 'bikes'." },
  })
})

test('a saved mapping that does not read the file says under which name it was saved', () => {
  const wrong = understandFile(file(columns), 'a.csv', {}, [{ ...saved, mapping: { origin: { wkt: 'nowhere' } } }])
  expect(wrong).toMatchObject({
    problem: { code: 'unmappable', message: expect.stringMatching(/nowhere.*Read as saved under 'bikes'\.$/) },
  })
})

test('what a sender says about the columns, or a name', () => {
  expect(readingOptions.parse({ mapping: ' city bikes ' })).toEqual({ mapping: 'city bikes' })
  expect(readingOptions.safeParse({ mapping: '{"origin":1}' }).success).toBe(false)
  expect(readingOptions.safeParse({ mapping: 'preview' }).success).toBe(false)
  expect([{}, { mapping: 'a' }, { region: 'a' }, { date_order: 'dmy' as const }].map(saysNothing)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
