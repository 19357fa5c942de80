import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkOutcome, playwrightOutcomes, summary, vitestOutcomes } from './test-outcome.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripfold-outcome-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function report(content: unknown): string {
  const file = join(folder, `${Math.random()}.json`)
  writeFileSync(file, JSON.stringify(content))
  return file
}

const file = (name: string, ...statuses: string[]) => ({
  name: `/p/${name}`,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, i) => ({
    status,
    fullName: `test ${i}`,
    failureMessages: status === 'failed' ? ['\u001b[31mexpected 1\u001b[39m\nto be 2'] : [],
  })),
})

test('tests are counted by part', () => {
  const testResults = [
    file('trips/cell.test.ts', 'passed', 'passed', 'skipped'),
    file('db/read/cells.test.ts', 'failed', 'passed'),
    file('ingest/fault.test.ts', 'passed'),
    file('architecture.test.ts', 'passed'),
  ]
  expect(vitestOutcomes(report({ testResults }), '/p/', false)).toEqual([
    { part: 'unit', passed: 2, failed: 0, skipped: 1, failures: [] },
    { part: 'database', passed: 1, failed: 1, skipped: 0, failures: ['FAILED db/read/cells.test.ts > test 0: expected 1'] },
    { part: 'fault', passed: 1, failed: 0, skipped: 0, failures: [] },
    { part: 'architecture', passed: 1, failed: 0, skipped: 0, failures: [] },
  ])
})

test('a file that cannot be loaded is a failure, though it holds no test', () => {
  const testResults = [{ name: '/p/trips/a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }]
  const failures = ['FAILED trips/a.test.ts: no such module']
  expect(vitestOutcomes(report({ testResults }), '/p/', false)).toEqual([
    { part: 'unit', passed: 0, failed: 1, skipped: 0, failures },
  ])
})

test('a run that failed without a failing test, or without a report, is a failure', () => {
  const failure = checkOutcome('vitest', false)
  expect(vitestOutcomes(report({ testResults: [file('trips/a.test.ts', 'passed')] }), '/p/', false)).toContainEqual(failure)
  expect(vitestOutcomes(join(folder, 'none.json'), '/p/', false)).toEqual([failure])
  expect(playwrightOutcomes(join(folder, 'none.json'), false)).toEqual([checkOutcome('browser', false)])
})

test('a flaky browser test has failed', () => {
  const stats = { expected: 3, unexpected: 0, flaky: 1, skipped: 0 }
  const spec = (title: string, status: string, ...errors: string[]) => ({
    ...{ title, file: 'map.spec.ts', line: 7 },
    tests: [{ status, results: errors.map((message) => (message ? { error: { message } } : {})) }],
  })
  const suites = [
    { specs: [spec('a box', 'expected', '')], suites: [{ specs: [spec('a polygon', 'flaky', 'Timed out\nat line 3', '')] }] },
  ]
  expect(playwrightOutcomes(report({ stats, suites }), true)).toEqual([
    { part: 'browser', passed: 3, failed: 1, skipped: 0, failures: ['FAILED map.spec.ts:7 > a polygon: Timed out'] },
  ])
})

test('failures are named, and the last line is the sum', () => {
  const lines = summary([
    { part: 'lint', passed: 1, failed: 0, skipped: 0, failures: [] },
    { part: 'unit', passed: 20, failed: 2, skipped: 3, failures: ['FAILED a', 'FAILED b'] },
  ])
  expect(lines).toEqual([
    'FAILED a',
    'FAILED b',
    'lint          1 passed, 0 failed',
    'unit          20 passed, 2 failed, 3 skipped',
    '21 passed, 2 failed',
  ])
})
