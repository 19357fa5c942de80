import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** What became of one part of `npm test`. */
export type Outcome = { part: string; passed: number; failed: number; skipped: number }

const vitestReport = z.object({
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
})

/** Which part a test file belongs to, by its path in the project. */
export function partOf(path: string): string {
  if (path.includes('architecture')) return 'architecture'
  if (path.includes('fault')) return 'fault'
  return /^(db|ingest|app|bench)\//.test(path) ? 'database' : 'unit'
}

/** A single check, such as lint: it passes or fails. */
export const checkOutcome = (part: string, succeeded: boolean): Outcome => ({
  part,
  passed: succeeded ? 1 : 0,
  failed: succeeded ? 0 : 1,
  skipped: 0,
})

/**
 * Outcomes by part from Vitest's JSON report. A file that could not be run counts as one failure, and so does a run that
 * failed without a failing test, such as by an error outside of any.
 */
export function vitestOutcomes(reportFile: string, root: string, succeeded: boolean): Outcome[] {
  const report = readReport(reportFile, vitestReport)
  const parts = new Map<string, Outcome>()
  for (const file of report?.testResults ?? []) {
    const part = partOf(file.name.replace(root, ''))
    const outcome = parts.get(part) ?? { part, passed: 0, failed: 0, skipped: 0 }
    parts.set(part, outcome)
    const statuses = file.assertionResults.map(({ status }) => status)
    const failed = statuses.filter((status) => status === 'failed').length
    outcome.passed += statuses.filter((status) => status === 'passed').length
    outcome.failed += file.status === 'failed' ? Math.max(1, failed) : failed
    outcome.skipped += statuses.filter((status) => status !== 'failed' && status !== 'passed').length
  }
  return honest([...parts.values()], 'vitest', succeeded)
}

/** The outcome from Playwright's JSON report. A test that passes only when repeated has failed. */
export function playwrightOutcomes(reportFile: string, succeeded: boolean): Outcome[] {
  const stats = readReport(reportFile, playwrightReport)?.stats
  const outcomes = stats
    ? [{ part: 'browser', passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }]
    : []
  return honest(outcomes, 'browser', succeeded)
}

/** The lines that end a run; the last one is the sum. */
export function summary(outcomes: Outcome[]): string[] {
  const line = ({ passed, failed, skipped }: Omit<Outcome, 'part'>) =>
    `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
  const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  return [
    ...outcomes.map((outcome) => `${outcome.part.padEnd(14)}${line(outcome)}`),
    line({ passed: sum('passed'), failed: sum('failed'), skipped: 0 }),
  ]
}

/** A run that failed must not look as if nothing had. */
function honest(outcomes: Outcome[], part: string, succeeded: boolean): Outcome[] {
  if (succeeded || outcomes.some(({ failed }) => failed > 0)) return outcomes
  return [...outcomes.filter(({ passed }) => passed > 0), checkOutcome(part, false)]
}

function readReport<T>(file: string, shape: z.ZodType<T>): T | undefined {
  return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}
