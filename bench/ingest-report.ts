import { ingestGoals } from './goals.ts'
import { groupBy, growthCases, type IngestCase, type SystemResult, timesAsFast } from './ingest-cases.ts'
import { fixed, markdownTable, rate, times, whole } from './markdown.ts'
import { type SystemName, systemNames } from './result-line.ts'
import { type ShapeName, shapes } from './shapes.ts'

export const systemTitles: Record<SystemName, string> = {
  tripfold: 'Tripfold',
  r1: 'R1',
  'r1-parsed': 'R1, points parsed',
  duckdb: 'DuckDB',
}

/** Tables of everything measured on one engine, under headings of the third level. */
export function ingestReport(cases: readonly IngestCase[]): string {
  const growth = growthCases(cases)
  const largest = growth.at(-1)
  const others = cases.filter(({ files, chunkRows }) => files === 1 && chunkRows === null)
  const shaped = groupBy(others, ({ rows }) => String(rows)).find((group) => group.length > 1) ?? []
  const files = cases.filter((one) => one.files > 1)
  const chunks = cases.filter(({ chunkRows }) => chunkRows !== null)
  const sections = [
    ['Goals', goalsTable(cases)],
    ['By number of rows', growth.length > 0 && ratesTable(growth, 'rows', ({ rows }) => whole(rows))],
    ['By shape of the file', shaped.length > 0 && `${shapeList(shaped)}\n\n${ratesTable(shaped, 'shape', shapeOf)}`],
    [
      'By rows of a chunk',
      chunks.length > 0 &&
        ratesTable(chunks, 'rows, of a chunk', ({ rows, chunkRows }) => `${whole(rows)}, ${whole(chunkRows ?? 0)}`),
    ],
    ['Many small files', files.length > 0 && filesTable(files)],
    ['Work and room', largest && `At ${whole(largest.rows)} rows.\n\n${workTable(largest)}`],
    ['Bytes a trip', largest && `At ${whole(largest.rows)} rows, as files on the disk.\n\n${bytesTable(largest)}`],
    ['How steady', growth.length > 0 && steadyTable(growth)],
  ]
  return sections.flatMap(([title, text]) => (text ? [`### ${title}\n\n${text}`] : [])).join('\n\n')
}

const shapeOf = ({ shape, rows }: IngestCase): string => `${shape}, ${whole(rows)}`

const shapeList = (cases: readonly IngestCase[]): string =>
  [...new Set(cases.map(({ shape }) => shape))].map((shape: ShapeName) => `- **${shape}**: ${shapes[shape].says}`).join('\n')

const goalsTable = (cases: readonly IngestCase[]): string =>
  markdownTable(
    ['what', 'goal', 'bar', 'measured', ''],
    ingestGoals(cases).map(({ what, goal, bar, measured, verdict }) => [what, goal, bar, measured, `**${verdict}**`]),
  )

/** The systems that any of the cases measured. */
const systemsOf = (cases: readonly IngestCase[]): SystemName[] =>
  systemNames.filter((name) => cases.some(({ systems }) => systems[name]))

function ratesTable(cases: readonly IngestCase[], first: string, nameOf: (one: IngestCase) => string | undefined): string {
  const names = systemsOf(cases)
  const peers = names.filter((name) => name !== 'tripfold')
  return markdownTable(
    [
      first,
      ...names.map((name) => `${systemTitles[name]}, rows/s`),
      ...peers.map((name) => `÷ ${systemTitles[name]}`),
      ...['memory, MB', 'database ÷ CSV', 'runs'],
    ],
    cases.map((one) => {
      const { tripfold } = one.systems
      return [
        nameOf(one),
        ...names.map((name) => rate(one.systems[name]?.rowsPerSecond)),
        ...peers.map((name) => times(timesAsFast(one, name))),
        ...[whole(tripfold?.peakRssMb), fixed(tripfold && tripfold.figures.storedBytes / one.csvBytes, 2), tripfold?.runs],
      ]
    }),
  )
}

function filesTable(cases: readonly IngestCase[]): string {
  const rows = cases.flatMap(({ files, rows, csvBytes, systems }) =>
    systemNames.flatMap((name) => {
      const found = systems[name]
      if (!found) return []
      const { seconds, figures } = found
      return [
        [
          `${whole(files)} × ${whole(rows / files)}`,
          systemTitles[name],
          fixed(seconds, 1),
          fixed((seconds * 1000) / files, 1),
          rate(found.rowsPerSecond),
          fixed(figures.storedBytes / rows, 0),
          fixed(figures.storedBytes / csvBytes, 2),
        ],
      ]
    }),
  )
  return markdownTable(['files × rows', '', 'seconds', 'ms a file', 'rows/s', 'bytes a trip', 'stored ÷ CSV'], rows)
}

function workTable({ rows, csvBytes, systems }: IngestCase): string {
  const perMillion = (n: number | undefined) => fixed(n === undefined ? undefined : (n * 1e6) / rows, 2)
  const line = (name: SystemName, { seconds, figures, peakRssMb }: SystemResult) => [
    systemTitles[name],
    fixed(seconds, 1),
    perMillion(figures.clientCpuSeconds),
    perMillion(figures.serverCpuSeconds),
    whole(peakRssMb),
    fixed(figures.storedBytes / 1e9, 2),
    fixed(figures.storedBytes / rows, 1),
    fixed(figures.storedBytes / csvBytes, 2),
  ]
  return markdownTable(
    [
      '',
      'seconds',
      'CPU s a million rows: importing process',
      'database server',
      'memory, MB',
      'stored, GB',
      'bytes a trip',
      '÷ CSV',
    ],
    systemNames.flatMap((name) => {
      const found = systems[name]
      return found ? [line(name, found)] : []
    }),
  )
}

function bytesTable({ rows, systems }: IngestCase): string {
  const tables = systems.tripfold?.figures.tables ?? []
  const perTrip = (bytes: number | undefined) => fixed(bytes === undefined ? undefined : bytes / rows, 2)
  return markdownTable(
    ['table', 'file', 'rows and primary key', 'other indexes'],
    tables
      .filter(({ dataBytes, indexBytes }) => dataBytes + indexBytes >= rows / 100)
      .map(({ name, fileBytes, dataBytes, indexBytes }) => [
        `\`${name}\``,
        perTrip(fileBytes),
        perTrip(dataBytes),
        perTrip(indexBytes),
      ]),
  )
}

const tenths = Array.from({ length: 10 }, (_, i) => `${i + 1}`)

/** Commits come a chunk at a time: below some ten chunks a tenth says little. */
const steadyRowsMin = 3_000_000

function steadyTable(cases: readonly IngestCase[]): string | undefined {
  const rows = cases.flatMap(({ rows, systems: { tripfold } }) => {
    const figures = tripfold?.figures
    if (!figures?.rateByTenth || rows < steadyRowsMin) return []
    return [
      [
        whole(rows),
        ...figures.rateByTenth.map((n) => whole(n / 1000)),
        fixed(figures.seconds - (figures.loadingSeconds ?? figures.seconds), 1),
      ],
    ]
  })
  if (rows.length === 0) return undefined
  return `Thousand rows a second in each tenth of the file; after the last row equal rows are counted and everything is verified.\n\n${markdownTable(['rows', ...tenths, 'then, s'], rows)}`
}
