import type { Picture } from './chart-style.ts'
import { engineName, groupBy, ingestCases } from './ingest-cases.ts'
import { ingestReport } from './ingest-report.ts'
import { fixed, markdownTable, whole } from './markdown.ts'
import { ingestPictures } from './pictures.ts'
import type { AnswersLine, ResultLine } from './result-line.ts'
import { percentile } from './statistics.ts'

const head = `# Results

Written by \`npm run bench -- report\` from \`bench/results/\`; numbers are not edited by hand, missed goals are not left out.

**How.** Seeded trips are written to one CSV file. Each system imports that file on the same machine in the same session, taking
turns at being first; with several runs the median counts. Afterwards all must hold the same trips, by number, by ISO week and,
where reading them back is quick enough, by the sum of all coordinates: else there is no result at all. Ratios are what counts:
milliseconds belong to the machine they were measured on.

- **Tripfold**: the product's own worker process on its own server, from claiming the file in the spool to \`done\`: parse,
  validate, count equal rows, store, fold, publish, verify. Times are the database's. Its memory is the worker's.
- **R1**: a bare \`LOAD DATA LOCAL\` of the same file into a plain table without index, on the same server: text columns as
  text (points in WKT stay text), times as DATETIME, numbers as DECIMAL. It checks nothing and answers nothing; that is the
  fastest way in. **R1, points parsed**: the same with the points parsed to integers by the same statement.
- **DuckDB**: \`read_csv\` with given columns into a native table, points parsed to DOUBLE, all cores, insertion order not kept,
  up to the end of its CHECKPOINT; in a process of its own.`

/** The whole of RESULTS.md. */
export function resultsText(lines: readonly ResultLine[]): string {
  const engines = casesByEngine(lines)
  const answers = newestAnswers(lines)
  const sessions = new Set([...engines.flatMap(([, cases]) => cases), ...answers].map(({ session }) => session))
  const used = lines.filter(({ session }) => sessions.has(session)).sort((a, b) => (a.session < b.session ? -1 : 1))
  const sections = [
    head,
    ...engines.map(
      ([engine, cases]) => `## Importing, ${engine}\n\n${pictureLinks(ingestPictures(engine, cases))}${ingestReport(cases)}`,
    ),
    ...(answers.length > 0 ? [`## Answers\n\n${answersTable(answers)}`] : []),
    used.length > 0 ? `## Where and when\n\n${sessionsTable(used)}\n\n${settingsText(used)}` : 'Nothing was measured yet.',
  ]
  return `${sections.join('\n\n')}\n`
}

export const picturesOf = (lines: readonly ResultLine[]): Picture[] =>
  casesByEngine(lines).flatMap(([engine, cases]) => ingestPictures(engine, cases))

function casesByEngine(lines: readonly ResultLine[]) {
  const cases = ingestCases(lines.filter((line) => line.subject === 'ingest'))
  const groups = groupBy(cases, ({ engine }) => engine)
  return groups.map((group) => [group[0].engine, group] as const).sort(([a], [b]) => (a < b ? 1 : -1)) // MySQL first
}

const pictureLinks = (pictures: readonly Picture[]): string =>
  pictures.map(({ name, says }) => `![${says}](pictures/${name}.svg)\n\n`).join('')

/** The last of each number of rows on each engine. */
const newestAnswers = (lines: readonly ResultLine[]): AnswersLine[] =>
  groupBy(
    lines.filter((line) => line.subject === 'answers'),
    (line) => [engineName(line), line.rows].join(),
  ).flatMap((group) => group.slice(-1))

function answersTable(lines: readonly AnswersLine[]): string {
  const ms = (values: number[]) => `${fixed(percentile(values, 0.5), 1)} / ${fixed(percentile(values, 0.95), 1)}`
  return `Weekly average of seeded boxes, exact, p50 / p95 in ms, asked of \`db/read\` one after the other, warm.\n\n${markdownTable(
    ['engine', 'rows', 'all', ...lines[0].boxes.map(({ degrees }) => `${degrees}°`)],
    lines.map((line) => [
      ...[engineName(line), whole(line.rows), ms(line.boxes.flatMap((box) => box.ms))],
      ...line.boxes.map((box) => ms(box.ms)),
    ]),
  )}`
}

function sessionsTable(lines: readonly ResultLine[]): string {
  const sessions = groupBy(lines, ({ session }) => session).map(([first]) => first)
  return markdownTable(
    ['started', 'commit', 'machine', 'kernel', 'Node', 'database', 'seed'],
    sessions.map((line) => [
      ...[`${line.session.slice(0, 16).replace('T', ' ')} UTC`, line.commit],
      `${line.machine.cores} × ${line.machine.cpu}, ${line.machine.memoryGib} GiB`,
      ...[line.machine.kernel, line.machine.node, engineName(line), line.seed],
    ]),
  )
}

/** Each engine's settings, and once more where a later session has others. */
function settingsText(lines: readonly ResultLine[]): string {
  const alike = groupBy(lines, (line) => engineName(line) + JSON.stringify(line.engine.settings))
  const texts = alike.map(([line]) => {
    const values = Object.entries(line.engine.settings).map(([name, value]) => `${name} = ${value}`)
    return `- ${engineName(line)}, from ${line.session.slice(0, 16).replace('T', ' ')} on: ${values.join(', ')}`
  })
  return `The server is the one \`npm start\` starts, with the same options (\`db/server/server-options.ts\`); they come to:\n\n${texts.join('\n')}`
}
