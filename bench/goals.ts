import { growthCases, type IngestCase, timesAsFast } from './ingest-cases.ts'

export type Goal = { what: string; goal: string; bar: string; measured: string; verdict: string }

const digits = { '×': 2, ms: 1, MB: 0 }

/** What was measured, and against which bounds it is judged: at least, or at most, them. */
export type Judged = {
  what: string
  value?: number
  goal: number
  bar: number
  atMost?: boolean
  unit: keyof typeof digits
  note?: string
}

/** Of one engine: what ingestion is to reach, and what it reached. Where a goal was missed that is what is said. */
export function ingestGoals(cases: readonly IngestCase[]): Goal[] {
  const growth = growthCases(cases)
  const at = (rows: number) => growth.find((one) => one.rows === rows)
  return [...againstPeers(at(1e7), '10 million'), ...againstPeers(at(1e8), '100 million'), ...asItGrows(growth)].map(judge)
}

const againstPeers = (one: IngestCase | undefined, rows: string): Judged[] => [
  { what: `${rows} rows, against R1`, value: one && timesAsFast(one, 'r1'), goal: 3, bar: 1, unit: '×' },
  { what: `${rows} rows, against DuckDB`, value: one && timesAsFast(one, 'duckdb'), goal: 1.5, bar: 0.5, unit: '×' },
]

function asItGrows(growth: readonly IngestCase[]): Judged[] {
  const rateAt = (rows: number) => growth.find((one) => one.rows === rows)?.systems.tripfold?.rowsPerSecond
  const [small, large] = [rateAt(1e6), rateAt(1e8)]
  const largest = growth.filter(({ systems }) => systems.tripfold).at(-1)
  const tripfold = largest?.systems.tripfold
  const rows = largest ? `${largest.rows.toLocaleString('en')} rows` : undefined
  const grownMb =
    largest && tripfold?.figures.rssSlope !== undefined ? tripfold.figures.rssSlope * 0.8 * (largest.rows / 1e6) : undefined
  return [
    {
      what: 'rate at 100 million rows ÷ rate at 1 million',
      value: small && large && large / small,
      goal: 0.9,
      bar: 0.7,
      unit: '×',
    },
    {
      what: 'highest memory of the worker',
      value: tripfold?.peakRssMb,
      goal: 512,
      bar: 512,
      atMost: true,
      unit: 'MB',
      note: rows,
    },
    {
      what: 'its growth over the last four fifths of the file',
      value: grownMb,
      goal: 50,
      bar: 50,
      atMost: true,
      unit: 'MB',
      note: rows,
    },
    {
      what: 'database ÷ CSV',
      value: largest && tripfold && tripfold.figures.storedBytes / largest.csvBytes,
      goal: 0.5,
      bar: 1,
      atMost: true,
      unit: '×',
      note: rows,
    },
  ]
}

/** Says whether the goal was reached, or missed with its bar reached or missed. */
export function judge({ what, value, goal, bar, atMost = false, unit, note }: Judged): Goal {
  const bound = (n: number) => `${atMost ? '≤' : '≥'} ${n} ${unit}`
  const holds = (n: number) => value !== undefined && (atMost ? value <= n : value >= n)
  const shown = value === undefined ? '–' : `${value.toFixed(digits[unit])} ${unit}`
  return {
    what,
    goal: bound(goal),
    bar: bound(bar),
    measured: note && value !== undefined ? `${shown} (${note})` : shown,
    verdict:
      value === undefined
        ? 'not measured'
        : holds(goal)
          ? 'goal reached'
          : holds(bar)
            ? 'goal missed, bar reached'
            : 'bar missed',
  }
}
