import { peerPlans } from './answer-peers.ts'
import { withBenchServer } from './bench-server.ts'
import { ensurePeers } from './import-with-duckdb.ts'
import { type MeasuredAnswers, measureAnswers } from './measure-answers.ts'
import { parseAnswersOptions } from './options.ts'
import { kindsOf } from './question.ts'
import { appendLine, type PeerName } from './result-line.ts'
import { describeSession } from './session.ts'
import { buildWeb, startWeb } from './start-web.ts'
import { percentile } from './statistics.ts'

/** Files of a streamed case; fewer rows are one file. */
const streamRows = 10_000_000
const clients = 100
const boxesAtOnce = 1000
/** Long enough for some hundred boxes: a worker imports some hundred thousand a second. */
const rowsMeanwhileMax = 5_000_000

/** npm run bench -- answers: asks Tripfold and its peers at every number of rows, smallest first, and writes each result at once. */
export async function answers(args: string[]): Promise<void> {
  const options = parseAnswersOptions(args)
  if (options.peers.includes('duckdb')) ensurePeers()
  const server = { engine: options.engine, chunkRows: null, log: console.log }
  await withBenchServer(server, async (bench) => {
    await buildWeb(bench)
    const session = await describeSession(bench, options.seed)
    for (const rows of [...options.rows].sort((a, b) => a - b)) {
      const tell = (measured: MeasuredAnswers) => {
        console.log(inWords(rows, measured))
        const at = new Date().toISOString()
        appendLine(options.out, { subject: 'answers', ...session, at, shape: options.shape, rows, ...measured })
      }
      const wanted = {
        shape: options.shape,
        rows,
        seed: options.seed,
        files: 1,
        streamRows: rows > streamRows ? streamRows : 0,
      } as const
      const extent = { most: Number.POSITIVE_INFINITY, clients, boxesAtOnce, rowsMeanwhile: Math.min(rows, rowsMeanwhileMax) }
      const peers = options.peers.filter((name) => isAsked(name, rows)).map((name) => [name, peerPlans[name]] as const)
      await measureAnswers(bench, wanted, { extent, peers, startWeb, tell })
    }
  })
  console.log(`Written to ${options.out}; npm run bench -- report makes tables and pictures of it`)
}

function isAsked(name: PeerName, rows: number): boolean {
  const { rowsMax, missing } = peerPlans[name]
  const why = rows > rowsMax ? `it is asked of ${rowsMax.toLocaleString('en')} rows at most` : missing?.()
  if (why) console.log(`${rows.toLocaleString('en')}: ${name} is left out: ${why}`)
  return why === undefined
}

function inWords(rows: number, { system, asked, fillSeconds }: MeasuredAnswers): string {
  const boxes = kindsOf('boxes').flatMap((kind) => asked[kind]?.ms ?? [])
  const count = Object.values(asked).reduce((sum, { ms }) => sum + ms.length, 0)
  const [p50, p95] = [0.5, 0.95].map((share) => `${percentile(boxes, share).toFixed(1)} ms`)
  return `${rows.toLocaleString('en')}, ${system}: filled in ${fillSeconds.toFixed(1)} s; ${count} questions; boxes p50 ${p50}, p95 ${p95}`
}
