import { type AnswersCase, isPeer, msOf, shareOf, systemsAsked, timesAsFastAs } from './answers-cases.ts'
import { answersGoals } from './answers-goals.ts'
import { goalsTable } from './ingest-report.ts'
import { fixed, markdownTable, times, whole } from './markdown.ts'
import { type KindName, kindNames, kinds, kindsOf } from './question.ts'
import type { AnswererName } from './result-line.ts'

export const answererTitles: Record<AnswererName, string> = {
  tripfold: 'Tripfold',
  duckdb: 'DuckDB',
  scan: 'rows, scan',
  btree: 'rows, B-tree',
  spatial: 'rows, spatial index',
  postgis: 'PostGIS',
  pandas: 'pandas',
}

export const answersHow = `**How.** Seeded trips are imported by the product's own worker; then the product's web server, a production build, is asked over HTTP
by one client on a connection that is kept: milliseconds are those of the whole request, up to the last byte. Questions are seeded too
and no two are alike. Others of the same kinds were asked before, so that everything is warm; the API remembers no answers. Each peer
holds the same trips and is asked the same afterwards, at its own interface, without HTTP. **Each answer is compared**, week by week, hour
by hour, cell by cell, group by group: where one differs there are no times at all.

- **DuckDB**: its native table, points as integers of 1e-7 degree, all cores, in the asking process; every question.
- **rows**: a table of one row a trip on the server Tripfold ran on, points as integers: without index, with B-trees on (longitude,
  latitude) of both ends, and as points with the server's spatial index.
- **PostGIS**: points of a plane in 1e-7 degree, GiST indexes on both ends, a quarter of the memory as buffers.
- **pandas**: one frame in memory, integers and categories.

All but DuckDB are asked the first ten questions of some kinds, and of 10 million rows at most: what they need grows with the rows. The
spatial index of rows is built of a million at most, because that takes longest.`

/** Tables of all that was asked on one engine, under headings of the third level. */
export function answersReport(measured: readonly AnswersCase[]): string {
  const cases = measured.filter(({ wrong }) => wrong.length === 0)
  const largest = cases.at(-1)
  const wrong = measured.flatMap(({ rows, wrong }) => wrong.map((text) => `- ${whole(rows)}: ${text}; nothing of it counts.`))
  const sections = [
    ['Wrong answers', wrong.join('\n')],
    ['Goals at 100 million trips', goalsTable(answersGoals(cases))],
    ['Boxes', cases.length > 0 && boxesTables(cases)],
    ['Kinds of questions', largest && kindsTable(cases, largest)],
    ['Many at once', cases.length > 0 && crowdTable(cases)],
    ['What it takes to be asked', largest && systemsTable(cases)],
  ]
  return sections.flatMap(([title, text]) => (text ? [`### ${title}\n\n${text}`] : [])).join('\n\n')
}

const boxKinds = kindsOf('boxes')

/** p50 / p95; undefined where nothing was asked. */
function pair(ms: readonly number[]): string | undefined {
  if (ms.length === 0) return undefined
  const digits = (n: number | undefined) => fixed(n, n !== undefined && n >= 100 ? 0 : 1)
  return `${digits(shareOf(ms, 0.5))} / ${digits(shareOf(ms, 0.95))}`
}

function boxesTables(cases: readonly AnswersCase[]): string {
  const names = systemsAsked(cases)
  const peers = names.filter(isPeer)
  const all = markdownTable(
    ['rows', ...names.map((name) => answererTitles[name])],
    cases.map(({ rows, systems }) => [whole(rows), ...names.map((name) => pair(msOf(systems[name], boxKinds)))]),
  )
  const sizes = markdownTable(
    ['rows', ...boxKinds.map((kind) => kinds[kind].says)],
    cases.map(({ rows, systems }) => [whole(rows), ...boxKinds.map((kind) => pair(msOf(systems.tripfold, [kind])))]),
  )
  const faster = markdownTable(
    ['rows', ...peers.map((name) => answererTitles[name])],
    cases.map((one) => [whole(one.rows), ...peers.map((name) => times(timesAsFastAs(one, name, boxKinds)))]),
  )
  const texts = [
    `Weekly average of boxes around the cities' centres, p50 / p95 in ms.\n\n${all}`,
    `Tripfold by size.\n\n${sizes}`,
  ]
  if (peers.length > 0)
    texts.push(`How many times as fast as each Tripfold is, medians of the boxes that both were asked.\n\n${faster}`)
  return texts.join('\n\n')
}

function kindsTable(cases: readonly AnswersCase[], largest: AnswersCase): string {
  const asked = kindNames.filter((kind) => largest.systems.tripfold?.asked[kind])
  const duckdb = largest.systems.duckdb
  const line = (kind: KindName) => [
    kinds[kind].says,
    msOf(largest.systems.tripfold, [kind]).length,
    ...cases.map(({ systems }) => pair(msOf(systems.tripfold, [kind]))),
    ...(duckdb ? [pair(msOf(duckdb, [kind])), times(timesAsFastAs(largest, 'duckdb', [kind]))] : []),
  ]
  const head = ['question', 'asked', ...cases.map(({ rows }) => `Tripfold, ${whole(rows)}`)]
  const theirs = duckdb ? [`DuckDB, ${whole(largest.rows)}`, 'medians'] : []
  return `p50 / p95 in ms.\n\n${markdownTable([...head, ...theirs], asked.map(line))}`
}

function crowdTable(cases: readonly AnswersCase[]): string {
  const rows = cases.flatMap(({ rows, systems: { tripfold } }) => {
    const { clients, importing } = tripfold ?? {}
    if (!tripfold || !clients || !importing) return []
    return [
      [
        ...[whole(rows), clients.clients, fixed(clients.boxes / clients.seconds, 0)],
        ...[pairOf(clients), pair(msOf(tripfold, boxKinds)), pairOf(importing), whole(importing.boxes)],
        ...[whole(importing.rows), fixed(importing.seconds, 1)],
      ],
    ]
  })
  return `Boxes of the four sizes, asked by so many clients at once, each one after the other; and by one client while the worker imports.
The clients run on the same cores. Afterwards each box was asked once more, alone: the crowd had the same answers, and what was asked
during the import lay between before and after.\n\n${markdownTable(
    [
      ...['rows', 'clients', 'boxes/s', 'their p50 / p95, ms', 'one client, ms', 'while importing, ms', 'boxes meanwhile'],
      ...['rows imported', 'in s'],
    ],
    rows,
  )}`
}

const pairOf = ({ p50, p95 }: { p50: number; p95: number }): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`

function systemsTable(cases: readonly AnswersCase[]): string {
  const rows = systemsAsked(cases).flatMap((name) => {
    const one = cases.findLast(({ systems }) => systems[name])
    const line = one?.systems[name]
    if (!one || !line) return []
    const questions = kindNames.reduce((sum, kind) => sum + msOf(line, [kind]).length, 0)
    const bytes = fixed(line.storedBytes / one.rows, 1)
    return [[answererTitles[name], line.version, whole(one.rows), fixed(line.fillSeconds, 1), bytes, questions]]
  })
  return `At the most rows each was asked about; of the rows and PostGIS with their indexes.\n\n${markdownTable(
    ['', 'version', 'rows', 'seconds to fill', 'bytes a trip', 'questions'],
    rows,
  )}`
}
