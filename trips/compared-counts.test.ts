import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CountSums, NamedCounts } from './compared-counts.ts'
import { type KeyedCounts, ofCells, ofGroups, ofRegions } from './keyed-counts.ts'

/** One count of any kind: numbers are small and alike, so that keys differ by little. */
const count = fc.record({
  kind: fc.constantFrom('cells', 'hours', 'regions', 'groups', 'group hours'),
  level: fc.constantFrom(8, 9),
  end: fc.constantFrom(0 as const, 1 as const),
  where: fc.oneof(fc.nat(3), fc.nat(2 ** 31)),
  to: fc.nat(3),
  hour: fc.nat(3),
  week: fc.nat(3),
  datasource: fc.oneof(fc.nat(3), fc.constant(4_000_000_000)),
  trips: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constant(4_000_000_000)),
})
type Count = typeof count extends fc.Arbitrary<infer Value> ? Value : never

function keyed({ kind, level, end, where, to, hour, week, datasource, trips }: Count): KeyedCounts {
  const [u32, length] = [(value: number) => Uint32Array.of(value), 1]
  const when = { length, week: u32(week), datasource: u32(datasource), trips: u32(trips) }
  if (kind === 'cells') return ofCells(end, { level, cell: u32(where), ...when })
  if (kind === 'hours') return ofCells(end, { level, cell: u32(where), hour: u32(hour), ...when })
  if (kind === 'regions') return ofRegions({ region: u32(where), hour: u32(hour), ...when })
  return ofGroups(kind === 'groups' ? 'day' : 'week', { origin: u32(where), destination: u32(to), hour: u32(hour), ...when })
}

/** The sums of each name, added up one by one. */
function byName(counts: readonly Count[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const each of counts) {
    const name = keyed(each).nameOf(0)
    sums.set(name, (sums.get(name) ?? 0) + each.trips)
  }
  return sums
}

const compare = (expected: readonly Count[], found: readonly Count[], most?: number) => {
  const sums = new CountSums()
  for (const each of expected) sums.expect(keyed(each))
  for (const each of found) sums.find(keyed(each))
  const wrong = sums.wrong(most)
  const named = wrong && new NamedCounts(wrong)
  for (const each of expected) named?.expect(keyed(each))
  for (const each of found) named?.find(keyed(each))
  return { wrong, named: [...(named?.wrong() ?? [])] }
}

/** A count in two pieces, where it has more than one trip. */
const inPieces = (each: Count): Count[] =>
  each.trips === 1
    ? [each]
    : [
        { ...each, trips: 1 },
        { ...each, trips: each.trips - 1 },
      ]

test('the same counts in other pieces and another order are the same', () => {
  fc.assert(
    fc.property(fc.array(count, { maxLength: 40 }), (counts) => {
      const { wrong, named } = compare(counts, [...counts.flatMap(inPieces)].reverse())
      expect(wrong).toBeUndefined()
      expect(named).toEqual([])
    }),
  )
})

test('whatever differs is named with both numbers, and nothing else', () => {
  const both = fc.tuple(fc.array(count, { maxLength: 40 }), fc.array(count, { maxLength: 5 }), fc.array(count, { maxLength: 5 }))
  fc.assert(
    fc.property(both, ([same, onlyExpected, onlyFound]) => {
      const [all, there] = [
        [...same, ...onlyExpected],
        [...onlyFound, ...same.flatMap(inPieces)],
      ]
      const [expected, found] = [byName(all), byName(there)]
      const names = [...new Set([...expected.keys(), ...found.keys()])]
      const brute = names
        .map((name) => ({ name, expected: expected.get(name) ?? 0, found: found.get(name) ?? 0 }))
        .filter((each) => each.expected !== each.found)
      const { named } = compare(all, there)
      expect(new Set(named.map((each) => JSON.stringify(each)))).toEqual(new Set(brute.map((each) => JSON.stringify(each))))
    }),
  )
})

test('a count elsewhere, or of another time, datasource or kind, is another one', () => {
  const fields = ['kind', 'level', 'end', 'where', 'to', 'hour', 'week', 'datasource'] as const
  fc.assert(
    fc.property(count, count, fc.constantFrom(...fields), (expected, other, field) => {
      const found: Count = { ...expected, [field]: other[field] }
      const names = new Set([expected, found].map((each) => keyed(each).nameOf(0)))
      expect(new Set(compare([expected], [found]).named.map(({ name }) => name))).toEqual(names.size === 1 ? new Set() : names)
    }),
    { numRuns: 1000 },
  )
})

test('of very many that differ some are named, and it is said of how many sums the others are', () => {
  const counts = Array.from({ length: 500 }, (_, where): Count => {
    const kind = where % 2 === 0 ? 'cells' : 'groups'
    return { kind, level: 8, end: 0, where, to: 0, hour: 0, week: 0, datasource: 0, trips: 1 }
  })
  const { wrong, named } = compare(counts, [], 100)
  expect(named.length).toBe(100)
  expect(wrong?.others).toBeGreaterThan(350)
  expect(compare(counts, [], 0).wrong?.has.reduce((sum, has) => sum + has, 0)).toBe(1)
})
