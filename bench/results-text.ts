import { answersCases } from './answers-cases.ts'
import { answersPictures } from './answers-pictures.ts'
import { answersHow, answersReport } from './answers-report.ts'
import type { Picture } from './chart-style.ts'
import { engineName, groupBy, ingestCases } from './ingest-cases.ts'
import { ingestReport } from './ingest-report.ts'
import { markdownTable } from './markdown.ts'
import { ingestPictures } from './pictures.ts'
import type { ResultLine } from './result-line.ts'

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
  const answers = answersByEngine(lines)
  const sessions = new Set([...engines, ...answers].flatMap(([, cases]) => cases.map(({ session }) => session)))
  const used = lines.filter(({ session }) => sessions.has(session)).sort((a, b) => (a.session < b.session ? -1 : 1))
  const sections = [
    head,
    ...engines.map(
      ([engine, cases]) => `## Importing, ${engine}\n\n${pictureLinks(ingestPictures(engine, cases))}${ingestReport(cases)}`,
    ),
    ...answers.map(
      ([engine, cases]) =>
        `## Answers, ${engine}\n\n${answersHow}\n\n${pictureLinks(answersPictures(engine, cases))}${answersReport(cases)}`,
    ),
    used.length > 0 ? `## Where and when\n\n${sessionsTable(used)}\n\n${settingsText(used)}` : 'Nothing was measured yet.',
  ]
  return `${sections.join('\n\n')}\n`
}

export const picturesOf = (lines: readonly ResultLine[]): Picture[] => [
  ...casesByEngine(lines).flatMap(([engine, cases]) => ingestPictures(engine, cases)),
  ...answersByEngine(lines).flatMap(([engine, cases]) => answersPictures(engine, cases)),
]

const casesByEngine = (lines: readonly ResultLine[]) => byEngine(ingestCases(lines.filter((line) => line.subject === 'ingest')))
const answersByEngine = (lines: readonly ResultLine[]) =>
  byEngine(answersCases(lines.filter((line) => line.subject === 'answers')))

/** MySQL first. */
function byEngine<Case extends { engine: string }>(cases: readonly Case[]) {
  const groups = groupBy(cases, ({ engine }) => engine)
  return groups.map((group) => [group[0].engine, group] as const).sort(([a], [b]) => (a < b ? 1 : -1))
}

const pictureLinks = (pictures: readonly Picture[]): string =>
  pictures.map(({ name, says }) => `![${says}](pictures/${name}.svg)\n\n`).join('')

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
