import { type AnswersCase, msOf, shareOf, timesAsFastAs } from './answers-cases.ts'
import { type Goal, type Judged, judge } from './goals.ts'
import { type KindName, kinds, kindsOf } from './question.ts'

/** Of one engine: what answers at 100 million trips are to reach, and what they reached. */
export function answersGoals(cases: readonly AnswersCase[]): Goal[] {
  const at = (rows: number) => cases.find((one) => one.rows === rows)
  const large = at(1e8)
  return [...boxGoals(large), ...filterGoals(large), ...otherGoals(large), ...growthGoals(at(1e7), large)].map(judge)
}

const ms = (one: AnswersCase | undefined, names: readonly KindName[], share: number): number | undefined =>
  shareOf(msOf(one?.systems.tripfold, names), share)

function boxGoals(one: AnswersCase | undefined): Judged[] {
  const boxes = kindsOf('boxes')
  return [
    { what: 'boxes, p50', value: ms(one, boxes, 0.5), goal: 25, bar: 60, atMost: true, unit: 'ms' },
    { what: 'boxes, p95', value: ms(one, boxes, 0.95), goal: 120, bar: 300, atMost: true, unit: 'ms' },
    {
      what: 'boxes, medians against DuckDB',
      value: one && timesAsFastAs(one, 'duckdb', boxes),
      goal: 20,
      bar: 5,
      unit: '×',
    },
  ]
}

const filterMs = 300

/** The bar is not to be slower than DuckDB. */
function filterGoals(one: AnswersCase | undefined): Judged[] {
  const judged = (what: string, names: readonly KindName[], note?: string): Judged => {
    const bar = Math.max(filterMs, Math.round(shareOf(msOf(one?.systems.duckdb, names), 0.95) ?? filterMs))
    return { what, value: ms(one, names, 0.95), goal: filterMs, bar, atMost: true, unit: 'ms', note }
  }
  const names = kindsOf('filters')
  const p95 = (kind: KindName) => ms(one, [kind], 0.95) ?? 0
  const slowest = names.reduce((worst, kind) => (p95(kind) > p95(worst) ? kind : worst))
  return [
    judged('filters, relations and polygons, p95', names),
    judged('the slowest kind of these, p95', [slowest], kinds[slowest].says),
  ]
}

function otherGoals(one: AnswersCase | undefined): Judged[] {
  const judged = (what: string, names: readonly KindName[], goal: number): Judged => {
    return { what: `${what}, p95`, value: ms(one, names, 0.95), goal, bar: goal, atMost: true, unit: 'ms' }
  }
  return [
    judged('regions', ['region'], 15),
    judged('saved areas', ['saved-area'], 15),
    judged('everything', ['whole'], 15),
    judged('groups and flows of a view', kindsOf('groups'), 150),
    judged('the same, filtered', kindsOf('groups-filtered'), 1000),
  ]
}

const families = {
  boxes: 'boxes',
  filters: 'filters, relations and polygons',
  known: 'regions, saved areas, everything',
  groups: 'groups and flows',
  'groups-filtered': 'the same, filtered',
} as const

function growthGoals(small: AnswersCase | undefined, large: AnswersCase | undefined): Judged[] {
  return (Object.keys(families) as (keyof typeof families)[]).map((family) => {
    const [before, after] = [small, large].map((one) => ms(one, kindsOf(family), 0.5))
    return {
      what: `${families[family]}: median at 100 million ÷ at 10 million`,
      value: before && after && after / before,
      ...{ goal: 2, bar: 2, atMost: true, unit: '×' },
    }
  })
}
