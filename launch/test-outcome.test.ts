import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { playwrightOutcomes, summary, vitestOutcomes } from './test-outcome.ts'

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
  assertionResults: statuses.map((status) => ({ status })),
})

test('tests are counted by part', () => {
  const testResults = [
    file('trips/cell.test.ts', 'passed', 'passed', 'skipped'),
    file('db/read/cells.test.ts', 'failed', 'passed'),
    file('ingest/fault.test.ts', 'passed'),
    file('architecture.test.ts', 'passed'),
  ]
  expect(vitestOutcomes(report({ testResults }), '/p/', false)).toEqual([
    { part: 'unit', passed: 2, failed: 0, skipped: 1 },
    { part: 'database', passed: 1, failed: 1, skipped: 0 },
    { part: 'fault', passed: 1, failed: 0, skipped: 0 },
    { part: 'architecture', passed: 1, failed: 0, skipped: 0 },
  ])
})

test('a file that cannot be loaded is a failure, though it holds no test', () => {
  const testResults = [{ name: '/p/trips/a.test.ts', status: 'failed', assertionResults: [] }]
  expect(vitestOutcomes(report({ testResults }), '/p/', false)).toEqual([{ part: 'unit', passed: 0, failed: 1, skipped: 0 }])
})

test('a run that failed without a failing test, or without a report, is a failure', () => {
  const failure = { part: 'vitest', passed: 0, failed: 1, skipped: 0 }
  expect(vitestOutcomes(report({ testResults: [file('trips/a.test.ts', 'passed')] }), '/p/', false)).toContainEqual(failure)
  expect(vitestOutcomes(join(folder, 'none.json'), '/p/', false)).toEqual([failure])
  expect(playwrightOutcomes(join(folder, 'none.json'), false)).toEqual([{ part: 'browser', passed: 0, failed: 1, skipped: 0 }])
})

test('a flaky browser test has failed', () => {
  const stats = { expected: 3, unexpected: 0, flaky: 1, skipped: 0 }
  expect(playwrightOutcomes(report({ stats }), true)).toEqual([{ part: 'browser', passed: 3, failed: 1, skipped: 0 }])
})

test('the last line is the sum', () => {
  const lines = summary([
    { part: 'lint', passed: 1, failed: 0, skipped: 0 },
    { part: 'unit', passed: 20, failed: 2, skipped: 3 },
  ])
  expect(lines).toEqual([
    'lint          1 passed, 0 failed',
    'unit          20 passed, 2 failed, 3 skipped',
    '21 passed, 2 failed',
  ])
})
