import { type Goal, ingestGoals } from './goals.ts'
import { groupBy, growthCases, type IngestCase, type SystemResult, steadyCases, timesAsFast } from './ingest-cases.ts'
import { fixed, markdownTable, rate, times, whole } from './markdown.ts'
import { type SystemName, systemNames, type TableSize } from './result-line.ts'
import { type ShapeName, shapes } from './shapes.ts'
import { bytesOf, pagesOf, sumOfBytes } from './table-sizes.ts'

export const systemTitles: Record<SystemName, string> = {
  tripfold: 'Tripfold',
  r1: 'R1',
  'r1-parsed': 'R1, points parsed',
  duckdb: 'DuckDB',
}

/** Tables of everything measured on one engine, under headings of the third level. */
export function ingestReport(measured: readonly IngestCase[]): string {
  const cases = measured.filter(({ difference }) => difference === undefined)
  const growth = growthCases(cases)
  const largest = growth.at(-1)
  const others = cases.filter(({ files, chunkRows }) => files === 1 && chunkRows === null)
  const shaped = groupBy(others, ({ rows }) => String(rows)).flatMap((group) => (group.length > 1 ? group : []))
  const files = cases.filter((one) => one.files > 1)
  const chunks = cases.filter(({ chunkRows }) => chunkRows !== null)
  const sections = [
    ['Wrong', wrongList(measured)],
    ['Goals', goalsTable(ingestGoals(cases))],
    ['By number of rows', growth.length > 0 && ratesTable(growth, 'rows', ({ rows }) => whole(rows))],
    ['By shape of the file', shaped.length > 0 && `${shapeList(shaped)}\n\n${ratesTable(shaped, 'shape', shapeOf)}`],
    [
      'By rows of a chunk',
      chunks.length > 0 &&
        ratesTable(chunks, 'rows, of a chunk', ({ rows, chunkRows }) => `${whole(rows)}, ${whole(chunkRows ?? 0)}`),
    ],
    ['Many small files', files.length > 0 && filesTable(files)],
    ['Work and room', largest && `At ${whole(largest.rows)} rows.\n\n${workTable(largest)}`],
    ['Bytes a trip', largest && bytesTable(largest)],
    ['How steady', steadyTable(growth)],
  ]
  return sections.flatMap(([title, text]) => (text ? [`### ${title}\n\n${text}`] : [])).join('\n\n')
}

/** A wrong answer has no time. */
const wrongList = (measured: readonly IngestCase[]): string =>
  measured
    .flatMap((one) =>
      one.difference ? [`- ${shapeOf(one)}: systems hold different trips (${one.difference}); nothing of it counts.`] : [],
    )
    .join('\n')

const shapeOf = ({ shape, rows }: IngestCase): string => `${shape}, ${whole(rows)}`

const shapeList = (cases: readonly IngestCase[]): string =>
  [...new Set(cases.map(({ shape }) => shape))].map((shape: ShapeName) => `- **${shape}**: ${shapes[shape].says}`).join('\n')

export const goalsTable = (goals: readonly Goal[]): string =>
  markdownTable(
    ['what', 'goal', 'bar', 'measured', ''],
    goals.map(({ what, goal, bar, measured, verdict }) => [what, goal, bar, measured, `**${verdict}**`]),
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
  const rows = cases.flatMap(({ files, rows, shape, csvBytes, systems }) =>
    systemNames.flatMap((name) => {
      const found = systems[name]
      if (!found) return []
      const { seconds, figures } = found
      return [
        [
          `${whole(files)} × ${whole(rows / files)}, ${shape}`,
          systemTitles[name],
          fixed(seconds, 1),
          fixed((seconds * 1000) / files, 1),
          rate(found.rowsPerSecond),
          fixed(figures.mergingSeconds, 1),
          fixed(figures.tables && pagesOf(figures.tables) / rows, 0),
          fixed(figures.storedBytes / rows, 0),
          fixed(figures.storedBytes / csvBytes, 2),
        ],
      ]
    }),
  )
  return `Once the last file is in, small chunks are stored together in the background (*merging*); files on the disk keep the room.\n\n${markdownTable(['files × rows', '', 'seconds', 'ms a file', 'rows/s', 'merging, s', 'bytes a trip in use', 'on the disk', '÷ CSV'], rows)}`
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

/** Tables of a hundredth of the whole or more; the others are one line. */
export const tablesShown = ({ tables = [], storedBytes }: SystemResult['figures']): TableSize[] =>
  tables.filter((table) => bytesOf(table) >= storedBytes / 100)

function bytesTable({ rows, systems: { tripfold } }: IngestCase): string | undefined {
  if (!tripfold) return undefined
  const { storedBytes } = tripfold.figures
  const shown = tablesShown(tripfold.figures)
  const perTrip = (bytes: number) => fixed(bytes / rows, 2)
  return `At ${whole(rows)} rows.\n\n${markdownTable(
    ['table', 'on the disk', 'rows and primary key', 'other indexes'],
    [
      ...shown.map((table) => [
        ...[`\`${table.name}\``, perTrip(bytesOf(table)), perTrip(table.dataBytes), perTrip(table.indexBytes)],
      ]),
      ['everything else', perTrip(storedBytes - sumOfBytes(shown)), undefined, undefined],
      ['together', perTrip(storedBytes), undefined, undefined],
    ],
  )}`
}

const tenths = Array.from({ length: 10 }, (_, i) => `${i + 1}`)

function steadyTable(growth: readonly IngestCase[]): string | undefined {
  const cases = steadyCases(growth)
  if (cases.length === 0) return undefined
  return `Thousand rows a second in each tenth of the file; after the last row equal rows are counted and the import is verified.\n\n${markdownTable(
    ['rows', ...tenths, 'then, s'],
    cases.map(({ rows, rateByTenth, verifyingSeconds }) => [
      ...[whole(rows), ...rateByTenth.map((n) => whole(n / 1000)), fixed(verifyingSeconds, 1)],
    ]),
  )}`
}
