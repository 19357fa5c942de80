import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alignWeeks, baseFiltersOf, compareAverages } from './comparison.ts'
import type { WeeksRule } from './filters.ts'
import { weeklyAverage, weekSeries } from './weekly-average.ts'

const average = (total: number, days: number, rule: WeeksRule) => ({
  ...weeklyAverage({ from: 4, to: 3 + days }, new Map([[1, total]]), rule),
  weeks_rule: rule,
})

test('differences and ratios are those of the whole numbers', () => {
  const [turin, prague] = [average(38, 35, 'all'), average(34, 35, 'all')]
  expect(compareAverages(turin, prague)).toEqual({ difference: 0.8, ratio: 38 / 34 })
  expect(compareAverages(turin, average(0, 35, 'all'))).toEqual({ difference: 7.6, ratio: null })
  expect(compareAverages(average(3, 3, 'complete'), turin)).toEqual({ difference: null, ratio: null })
  expect(compareAverages(average(31, 31, 'per7days'), average(20, 10, 'per7days'))).toEqual({ difference: -7, ratio: 0.5 })
})

test('they say the same as the averages, and the other way round the opposite', () => {
  const side = fc.record({ total: fc.nat(100_000_000), days: fc.integer({ min: 7, max: 4000 }) })
  const rule = fc.constantFrom<WeeksRule>('all', 'complete', 'per7days')
  fc.assert(
    fc.property(side, side, rule, (a, b, weeks) => {
      const [ours, theirs] = [average(a.total, a.days, weeks), average(b.total, b.days, weeks)]
      const { difference, ratio } = compareAverages(ours, theirs)
      expect(difference).toBeCloseTo((ours.weekly_average ?? 0) - (theirs.weekly_average ?? 0), 6)
      expect(compareAverages(theirs, ours).difference).toBe(difference === 0 ? 0 : -(difference ?? 0))
      const divided = (ours.weekly_average ?? 0) / (theirs.weekly_average ?? 1)
      // The averages were rounded, and their quotient may be billions.
      if (b.total > 0) expect(Math.abs((ratio ?? Number.NaN) - divided)).toBeLessThanOrEqual(divided * 1e-14)
      else expect(ratio).toBeNull()
    }),
    { examples: [[{ total: 67_125_253, days: 7 }, { total: 3, days: 1807 }, 'all']] },
  )
})

test('weeks stand beside the same week, or beside the n-th', () => {
  const [early, late] = [weekSeries({ from: 4, to: 24 }, new Map()), weekSeries({ from: 11, to: 38 }, new Map())]
  const pairs = (by: 'week' | 'nth_week') => alignWeeks(early, late, by).map(({ answer, base }) => [answer?.week, base?.week])
  expect(pairs('week')).toEqual([
    ['1970-W02', undefined],
    ['1970-W03', '1970-W03'],
    ['1970-W04', '1970-W04'],
    [undefined, '1970-W05'],
    [undefined, '1970-W06'],
  ])
  expect(pairs('nth_week')).toEqual([
    ['1970-W02', '1970-W03'],
    ['1970-W03', '1970-W04'],
    ['1970-W04', '1970-W05'],
    [undefined, '1970-W06'],
  ])
})

test('a place or a period of the base stands for the whole of it, the rest is shared', () => {
  const bbox = [{ west: 1, south: 2, east: 3, north: 4 }]
  const asked = { relation: 'ends', bbox, region: 'Turin', from: 100, datasource: 'bikes' } as const
  expect(baseFiltersOf({ ...asked, base_to: undefined })).toBeUndefined()
  expect(baseFiltersOf({ ...asked, base_area: [] })).toMatchObject({
    bbox: undefined,
    region: undefined,
    area: [],
    from: 100,
    datasource: 'bikes',
  })
  expect(baseFiltersOf({ ...asked, base_to: 90 })).toMatchObject({
    bbox,
    region: 'Turin',
    from: undefined,
    to: 90,
    relation: 'ends',
  })
})
