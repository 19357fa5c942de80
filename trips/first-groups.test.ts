import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupSorts } from './filters.ts'
import { firstGroups, type PageEnd } from './first-groups.ts'
import type { Group } from './group-counter.ts'

/** Groups of one origin cell each, with few different numbers of trips, so that many tie. */
const counts = fc.array(fc.record({ trips: fc.integer({ min: 0, max: 4 }), previous: fc.integer({ min: 0, max: 3 }) }), {
  maxLength: 60,
})
const tallyOf = (list: { trips: number; previous: number }[], isCompared: boolean) => ({
  size: list.length,
  trips: Float64Array.from(list, ({ trips }) => trips),
  previous: isCompared ? Float64Array.from(list, ({ previous }) => previous) : undefined,
  // In no order of their cells.
  at: (i: number): Group => ({
    originX: (i * 37) % 61,
    originY: 0,
    destinationX: i,
    destinationY: 0,
    bucket: 0,
    trips: list[i].trips,
  }),
})

test('page after page, every group with enough trips comes once, in order', () => {
  fc.assert(
    fc.property(
      counts,
      fc.constantFrom(...groupSorts),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      (list, sort, limit, minTrips, isCompared) => {
        const tally = tallyOf(list, isCompared)
        const rankOf = (trips: number, previous: number) =>
          ({ trips, key: 0, rising: trips - previous, falling: previous - trips, change: Math.abs(trips - previous) })[sort]
        const expected = list
          .map(({ trips, previous }, i) => ({ i, trips, before: isCompared ? previous : 0 }))
          .filter(({ trips, before }) => trips >= minTrips || before >= minTrips)
          .map(({ i, trips, before }) => ({ ...tally.at(i), previous: before, rank: rankOf(trips, before) }))
          .sort((a, b) => b.rank - a.rank || a.originX - b.originX)
        const found = []
        let after: PageEnd | undefined
        for (;;) {
          const page = firstGroups(tally, { sort, limit, minTrips, after })
          found.push(...page)
          if (page.length < limit) break
          after = page.at(-1)
        }
        expect(found).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
})
