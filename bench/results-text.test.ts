import { expect, test } from 'vitest'
import { ingestGoals } from './goals.ts'
import { growthCases, ingestCases } from './ingest-cases.ts'
import { type AnswersLine, type IngestLine, resultLine, type SystemName } from './result-line.ts'
import { picturesOf, resultsText } from './results-text.ts'

const machine = { cpu: 'Quick 1', cores: 2, memoryGib: 24, kernel: '6.1', node: 'v20.19.0' }
const engine = { kind: 'mysql' as const, version: '9.7.4', settings: { innodb_buffer_pool_size: '4294967296' } }
const session = '2026-03-02T10:00:00.000Z'
const common = { session, at: session, commit: 'abc1234567', machine, engine, seed: 1, shape: 'native' as const }

/** A line as `ingest` writes it: 100 bytes a row of CSV, 40 a stored trip. */
function line(system: SystemName, rows: number, seconds: number, other: Partial<IngestLine> = {}): IngestLine {
  const tables = [
    { name: 'trip_segments', dataBytes: 30 * rows, indexBytes: 2 * rows, fileBytes: 34 * rows },
    { name: 'weekly_cell_rollups', dataBytes: 5 * rows, indexBytes: 0, fileBytes: 6 * rows },
  ]
  const progress = [
    { s: 0, rows: 0, rssMb: 150 },
    { s: seconds, rows, rssMb: 200 },
  ]
  const figures = {
    ...{ seconds, facts: { rows, weeks: {} }, storedBytes: 40 * rows, peakRssMb: 210, rssSlope: 0.5, loadingSeconds: seconds },
    ...(system === 'tripfold' ? { tables, progress, rateByTenth: Array(10).fill(rows / seconds) } : {}),
  }
  const split = { files: 1, streamRows: 0, chunkRows: null, csvBytes: 100 * rows, run: 1 }
  return { subject: 'ingest', ...common, rows, ...split, system, figures, ...other }
}

const section = (text: string, title: string): string => text.split(/^#+ /m).find((part) => part.startsWith(title)) ?? ''

test('a goal is reached, missed with its bar reached, missed with its bar, or was not measured', () => {
  const lines = [
    ...[line('tripfold', 1e6, 2), line('tripfold', 1e7, 10), line('r1', 1e7, 31), line('duckdb', 1e7, 9)],
    ...[line('tripfold', 1e8, 300), line('r1', 1e8, 290)],
  ]
  const goals = ingestGoals(ingestCases(lines))
  expect(goals.map(({ measured, verdict }) => [measured, verdict])).toEqual([
    ['3.10 ×', 'goal reached'],
    ['0.90 ×', 'goal missed, bar reached'],
    ['0.97 ×', 'bar missed'],
    ['–', 'not measured'],
    ['0.67 ×', 'bar missed'],
    ['210 MB (100,000,000 rows)', 'goal reached'],
    ['40 MB (100,000,000 rows)', 'goal reached'],
    ['0.40 × (100,000,000 rows)', 'goal reached'],
  ])
})

test('runs count as their median, memory as its peak', () => {
  const runs = [7, 2, 4].map((seconds, i) => {
    const one = line('tripfold', 1e6, seconds, { run: i + 1 })
    return { ...one, figures: { ...one.figures, peakRssMb: 100 * seconds } }
  })
  const [{ systems }] = ingestCases(runs)
  expect(systems.tripfold).toMatchObject({ runs: 3, seconds: 4, rowsPerSecond: 250_000, peakRssMb: 700 })
})

test('a newer session counts, unless it has measured fewer systems so far', () => {
  const old = [line('tripfold', 1e6, 9), line('r1', 1e6, 9)]
  const newer = { session: '2026-03-03T10:00:00.000Z' }
  expect(ingestCases([...old, line('tripfold', 1e6, 1, newer)])[0].systems.tripfold?.seconds).toBe(9)
  expect(ingestCases([line('r1', 1e6, 3, newer), ...old, line('tripfold', 1e6, 1, newer)])[0].systems.tripfold?.seconds).toBe(1)
})

test('systems that hold different trips have no times, until a newer session has them agree', () => {
  const wrong = line('r1', 1e6, 4)
  const lines = [line('tripfold', 1e6, 2), { ...wrong, figures: { ...wrong.figures, facts: { rows: 999_999, weeks: {} } } }]
  const text = resultsText(lines)
  expect(section(text, 'Wrong')).toContain(
    '- native, 1,000,000: systems hold different trips (tripfold and r1: 1000000 rows and 999999)',
  )
  expect(section(text, 'By number of rows')).toBe('')
  expect(section(text, 'Goals')).not.toContain('reached')
  expect(picturesOf(lines)).toEqual([])
  const newer = { session: '2026-03-03T10:00:00.000Z' }
  expect(resultsText([...lines, line('tripfold', 1e6, 2, newer), line('r1', 1e6, 4, newer)])).not.toContain('Wrong')
})

test('a stream of files stands in for one file only until that is measured too', () => {
  const streamed = line('tripfold', 1e8, 9, { streamRows: 1e7 })
  const growth = (lines: IngestLine[]) => growthCases(ingestCases(lines)).map(({ streamRows }) => streamRows)
  expect(growth([streamed])).toEqual([1e7])
  expect(growth([streamed, line('tripfold', 1e8, 9)])).toEqual([0])
})

test('other shapes, chunks and many files have tables of their own and are no part of the growth', () => {
  const text = resultsText([
    ...[line('tripfold', 1e6, 2), line('r1', 1e6, 4)],
    ...[line('tripfold', 1e6, 8, { shape: 'world' }), line('r1', 1e6, 4, { shape: 'world' })],
    line('tripfold', 1e6, 5, { chunkRows: 65_536 }),
    line('tripfold', 1e6, 50, { files: 1000 }),
  ])
  expect(section(text, 'By number of rows').match(/^\| 1,000,000 /gm)).toHaveLength(1)
  expect(section(text, 'By number of rows')).toContain('| 1,000,000 | 500,000 | 250,000 | 2.00 × | 210 | 0.40 | 1 |')
  expect(section(text, 'By shape of the file')).toContain('| world, 1,000,000 | 125,000 | 250,000 | 0.50 × |')
  expect(section(text, 'By rows of a chunk')).toContain('| 1,000,000, 65,536 | 200,000 |')
  expect(section(text, 'Many small files')).toContain(
    '| 1,000 × 1,000, native | Tripfold | 50.0 | 50.0 | 20,000 | – | 37 | 40 | 0.40 |',
  )
  expect(section(text, 'Bytes a trip')).toContain('| `trip_segments` | 34.00 | 30.00 | 2.00 |')
  expect(section(text, 'Where and when')).toContain('| 2026-03-02 10:00 UTC | abc1234567 | 2 × Quick 1, 24 GiB |')
  expect(section(text, 'Where and when')).toContain('innodb_buffer_pool_size = 4294967296')
})

test('each engine has its chapter and pictures, and answers theirs', () => {
  const mariadb = { engine: { ...engine, kind: 'mariadb' as const, version: '10.11.19' } }
  const asked = { 'box-0.03': { ms: [1, 2, 3, 4], hashes: ['a', 'b', 'c', 'd'] } }
  const answers: AnswersLine = {
    ...{
      subject: 'answers',
      ...common,
      rows: 1e6,
      system: 'tripfold',
      version: 'MySQL 9.7.4',
      fillSeconds: 2,
      storedBytes: 5e7,
      asked,
    },
  }
  const lines = [line('tripfold', 1e6, 2, mariadb), line('tripfold', 1e6, 2), answers]
  expect(lines.map((one) => resultLine.parse(one))).toEqual(lines)
  const text = resultsText(lines)
  expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
    ...['Importing, MySQL 9.7.4', 'Importing, MariaDB 10.11.19', 'Answers, MySQL 9.7.4', 'Where and when'],
  ])
  expect(section(text, 'Boxes')).toContain('| 1,000,000 | 2.0 / 4.0 |')
  const pictures = picturesOf(lines)
  expect(pictures.map(({ name }) => name)).toEqual([
    ...[
      'rate-mysql',
      'memory-mysql',
      'bytes-mysql',
      'rate-mariadb',
      'memory-mariadb',
      'bytes-mariadb',
      'latency-mysql',
      'kinds-mysql',
    ],
  ])
  for (const { name, says } of pictures) expect(text).toContain(`![${says}](pictures/${name}.svg)`)
})

test('before anything was measured it says so', () => {
  expect(resultsText([])).toContain('Nothing was measured yet')
  expect(picturesOf([])).toEqual([])
})
