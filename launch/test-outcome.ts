import { existsSync, readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

/** What became of one part of `npm test`; `failures` names each test that failed, and how it did. */
export type Outcome = { part: string; passed: number; failed: number; skipped: number; failures: string[] }

const vitestTest = z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) })
const vitestReport = z.object({
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), message: z.string().default(''), assertionResults: z.array(vitestTest) }),
  ),
})
const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string().default('') }).optional() })),
    }),
  ),
})
const playwrightSuite = z.object({
  specs: z.array(playwrightSpec),
  get suites() {
    return z.array(playwrightSuite).default([])
  },
})
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(playwrightSuite).default([]),
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
  failures: succeeded ? [] : [failure(part, 'a line above says why')],
})

/**
 * Outcomes by part from Vitest's JSON report. A file that could not be run counts as one failure, and so does a run that
 * failed without a failing test, such as by an error outside of any.
 */
export function vitestOutcomes(reportFile: string, root: string, succeeded: boolean): Outcome[] {
  const report = readReport(reportFile, vitestReport)
  const parts = new Map<string, Outcome>()
  for (const file of report?.testResults ?? []) {
    const path = file.name.replace(root, '').replace(/^\//, '')
    const part = partOf(path)
    const outcome = parts.get(part) ?? { part, passed: 0, failed: 0, skipped: 0, failures: [] }
    parts.set(part, outcome)
    const withStatus = (status: string) => file.assertionResults.filter((result) => result.status === status)
    const [passed, failed] = [withStatus('passed').length, withStatus('failed')]
    const failures = failed.map(({ fullName, failureMessages }) => failure(`${path} > ${fullName}`, failureMessages[0]))
    if (file.status === 'failed' && failures.length === 0) failures.push(failure(path, file.message))
    outcome.passed += passed
    outcome.failed += failures.length
    outcome.skipped += file.assertionResults.length - passed - failed.length
    outcome.failures.push(...failures)
  }
  return honest([...parts.values()], 'vitest', succeeded)
}

/** The outcome from Playwright's JSON report. A test that passes only when repeated has failed. */
export function playwrightOutcomes(reportFile: string, succeeded: boolean): Outcome[] {
  const report = readReport(reportFile, playwrightReport)
  if (!report) return honest([], 'browser', succeeded)
  const { expected, unexpected, flaky, skipped } = report.stats
  const failures = report.suites
    .flatMap(specsOf)
    .flatMap(({ file, line, title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) => failure(`${file}:${line} > ${title}`, results.find(({ error }) => error)?.error?.message)),
    )
  const outcome = { part: 'browser', passed: expected, failed: unexpected + flaky, skipped, failures }
  return honest([outcome], 'browser', succeeded)
}

const specsOf = ({ specs, suites }: z.infer<typeof playwrightSuite>): z.infer<typeof playwrightSpec>[] => [
  ...specs,
  ...suites.flatMap(specsOf),
]

/** One line for a failure: where, and the first line of how, without the colours of a terminal. */
const failure = (where: string, message = '') => `FAILED ${where}: ${stripVTControlCharacters(message).trim().split('\n')[0]}`

/** The lines that end a run: every failure by its name, each part, and last the sum. */
export function summary(outcomes: Outcome[]): string[] {
  const line = ({ passed, failed, skipped }: Pick<Outcome, 'passed' | 'failed' | 'skipped'>) =>
    `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
  const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  return [
    ...outcomes.flatMap(({ failures }) => failures),
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
