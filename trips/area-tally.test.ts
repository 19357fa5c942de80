import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AreaTally } from './area-tally.ts'
import { CountScan } from './count-scan.ts'
import { weekMax } from './grain.ts'
import { areaCountColumns, CountReader, countsUsual } from './rollup-block.ts'

const added = fc.record({
  chunk: fc.integer({ min: 1, max: 3 }),
  week: fc.integer({ min: 0, max: weekMax }),
  datasource: fc.constantFrom(1, 2, 255, 256, 2 ** 32 - 1),
  trips: fc.integer({ min: 1, max: 2 ** 20 }),
})

type Added = { chunk: number; week: number; datasource: number; trips: number }

const sumsBy = (all: Added[], keyOf: (one: Added) => string) => {
  const sums = new Map<string, number>()
  for (const one of all) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + one.trips)
  return [...sums].sort(([a], [b]) => a.localeCompare(b))
}

test('the rows of a chunk hold its counts, ascending, and say their sum and weeks', () => {
  fc.assert(
    fc.property(fc.array(added, { maxLength: 1500, size: 'max' }), (all) => {
      const tally = new AreaTally()
      for (const { chunk, week, datasource, trips } of all) tally.add(chunk, week, datasource, trips)
      const reader = new CountReader(areaCountColumns)
      for (const chunk of [1, 2, 3]) {
        const its = all.filter((one) => one.chunk === chunk)
        const found: [string, number][] = []
        let rows = 0
        let last = -1
        for (const row of tally.rows(chunk)) {
          expect([row.block, row.part]).toEqual([0, rows++])
          const { week, datasource, trips } = reader.unpack(row)
          for (let i = 0; i < row.counts; i++) {
            expect(week[i] * 2 ** 32 + datasource[i]).toBeGreaterThan(last)
            last = week[i] * 2 ** 32 + datasource[i]
            found.push([`${week[i]} ${datasource[i]}`, trips[i]])
          }
          expect(row.trips).toBe(trips.subarray(0, row.counts).reduce((sum, n) => sum + n, 0))
          if (row.counts > 0) expect([row.weekMin, row.weekMax]).toEqual([week[0], week[row.counts - 1]])
        }
        expect(found.sort(([a], [b]) => a.localeCompare(b))).toEqual(sumsBy(its, (one) => `${one.week} ${one.datasource}`))
        expect(rows).toBe(Math.max(1, Math.ceil(found.length / countsUsual)))
      }
    }),
    { numRuns: 50 },
  )
})

test('a scan takes the weeks and the datasource that are asked for', () => {
  fc.assert(
    fc.property(
      fc.array(added, { minLength: 1, maxLength: 200 }),
      fc.option(
        added.map(({ datasource }) => datasource),
        { nil: undefined },
      ),
      fc.tuple(fc.integer({ min: 0, max: weekMax }), fc.integer({ min: 0, max: weekMax })),
      (all, datasource, [a, b]) => {
        const weeks = { first: Math.min(a, b), last: Math.max(a, b) }
        const tally = new AreaTally()
        for (const one of all) tally.add(1, one.week, one.datasource, one.trips)
        const scan = new CountScan(areaCountColumns, { weeks, datasource })
        const found: { week: number; trips: number }[] = []
        for (const row of tally.rows(1)) {
          const count = scan.select(row)
          for (const i of scan.rows.slice(0, count)) found.push({ week: scan.columns.week[i], trips: scan.columns.trips[i] })
        }
        const asked = all.filter(
          (one) =>
            one.week >= weeks.first && one.week <= weeks.last && (datasource === undefined || one.datasource === datasource),
        )
        const sum = (counts: { trips: number }[]) => counts.reduce((total, { trips }) => total + trips, 0)
        expect(sum(found)).toBe(sum(asked))
        expect(new Set(found.map(({ week }) => week))).toEqual(new Set(asked.map(({ week }) => week)))
      },
    ),
  )
})
