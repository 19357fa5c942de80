import { expect, test } from 'vitest'
import { answersCases } from './answers-cases.ts'
import { answersGoals } from './answers-goals.ts'
import { answersReport } from './answers-report.ts'
import { type KindName, kindNames } from './question.ts'
import type { AnswererName, AnswersLine } from './result-line.ts'

const machine = { cpu: 'Quick 1', cores: 2, memoryGib: 24, kernel: '6.1', node: 'v20.19.0' }
const engine = { kind: 'mysql' as const, version: '9.7.4', settings: {} }
const session = '2026-03-02T10:00:00.000Z'

/** Twenty questions of each kind; all take `ms`, but for what `slow` says of a kind. */
function line(system: AnswererName, rows: number, ms: number, slow: Partial<Record<KindName, number>> = {}): AnswersLine {
  const asked = kindNames.map((kind) => [kind, { ms: Array(20).fill(slow[kind] ?? ms), hashes: Array(20).fill('a') }])
  const common = { session, at: session, commit: 'abc', machine, engine, seed: 1, shape: 'native', rows } as const
  return {
    ...{ subject: 'answers', ...common, system, version: 'x 1', fillSeconds: 3, storedBytes: 40 * rows },
    asked: Object.fromEntries(asked),
  }
}

const verdicts = (lines: AnswersLine[]) =>
  Object.fromEntries(answersGoals(answersCases(lines)).map(({ what, measured, verdict }) => [what, `${measured}: ${verdict}`]))

test('goals are judged at 100 million trips, by family, by the slowest kind and by growth', () => {
  const goals = verdicts([
    line('tripfold', 1e7, 12, { region: 2, 'saved-area': 2, whole: 2 }),
    line('tripfold', 1e8, 20, { within: 500, polygon: 250, region: 14, 'saved-area': 16, groups: 151, 'groups-filtered': 900 }),
    line('duckdb', 1e8, 300, { within: 700 }),
  ])
  expect(goals).toMatchObject({
    'boxes, p50': '20.0 ms: goal reached',
    'boxes, medians against DuckDB': '15.00 ×: goal missed, bar reached',
    'filters, relations and polygons, p95': '500.0 ms: goal missed, bar reached',
    'the slowest kind of these, p95': '500.0 ms (boxes, `within`): goal missed, bar reached',
    'regions, p95': '14.0 ms: goal reached',
    'saved areas, p95': '16.0 ms: bar missed',
    'groups and flows of a view, p95': '151.0 ms: bar missed',
    'the same, filtered, p95': '900.0 ms: goal reached',
    'boxes: median at 100 million ÷ at 10 million': '1.67 ×: goal reached',
    'regions, saved areas, everything: median at 100 million ÷ at 10 million': '8.00 ×: bar missed',
  })
})

test('without 100 million trips nothing is judged', () => {
  expect(new Set(answersGoals(answersCases([line('tripfold', 1e6, 1)])).map(({ verdict }) => verdict))).toEqual(
    new Set(['not measured']),
  )
})

test('a peer that was asked fewer questions is compared over those', () => {
  const tripfold = line('tripfold', 1e6, 10)
  tripfold.asked['box-0.03'] = { ms: [1, 1, 1, 100, 100, 100, 100], hashes: Array(7).fill('a') }
  const scan = { ...line('scan', 1e6, 0), asked: { 'box-0.03': { ms: [50, 50, 50], hashes: ['a', 'a', 'a'] } } }
  expect(answersReport(answersCases([tripfold, scan]))).toContain('| 1,000,000 | 50.00 × |')
})

test('the session that asked most systems counts, of those the newest', () => {
  const other = '2026-03-03T10:00:00.000Z'
  const old = [line('tripfold', 1e6, 9), line('scan', 1e6, 9)]
  const p50 = (lines: AnswersLine[]) => answersCases(lines)[0].systems.tripfold?.asked['box-0.03']?.ms[0]
  expect(p50([...old, { ...line('tripfold', 1e6, 1), session: other }])).toBe(9)
  const newer = (['tripfold', 'scan'] as const).map((system) => ({ ...line(system, 1e6, 1), session: other }))
  expect(p50([...newer, ...old])).toBe(1)
})
