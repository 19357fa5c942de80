import { type BenchServer, withBenchServer } from './bench-server.ts'
import { ensurePeers } from './import-with-duckdb.ts'
import { type Measured, measureIngest } from './measure-ingest.ts'
import { parseIngestOptions } from './options.ts'
import { appendLine } from './result-line.ts'
import { describeSession } from './session.ts'

const runsUpTo1e7 = 3
/** Files of a streamed case. */
const streamRows = 10_000_000

/** npm run bench -- ingest: measures every shape at every number of rows, smallest first, and writes each result at once. */
export async function ingest(args: string[]): Promise<void> {
  const options = parseIngestOptions(args)
  if (options.peers.includes('duckdb')) ensurePeers()
  const chunkRows = options['chunk-rows'] ?? null
  await withBenchServer({ engine: options.engine, chunkRows, log: console.log }, async (bench: BenchServer) => {
    const session = await describeSession(bench, options.seed)
    for (const rows of [...options.rows].sort((a, b) => a - b)) {
      for (const shape of options.shape) {
        const { seed, files } = options
        const wanted = { shape, rows, seed, files, streamRows: options.stream ? streamRows : 0 }
        const tell = (measured: Measured) => {
          console.log(inWords(rows, shape, measured))
          const at = new Date().toISOString()
          appendLine(options.out, { subject: 'ingest', ...session, at, ...wanted, chunkRows, ...measured })
        }
        const runs = options.runs ?? (rows > 1e7 ? 1 : runsUpTo1e7)
        await measureIngest(bench, wanted, { runs, names: ['tripfold', ...options.peers], tell })
      }
    }
  })
  console.log(`Written to ${options.out}; npm run bench -- report makes tables and pictures of it`)
}

function inWords(rows: number, shape: string, { run, system, csvBytes, figures }: Measured): string {
  const { seconds, storedBytes, peakRssMb } = figures
  const parts = [
    `${seconds.toFixed(2)} s`,
    `${Math.round(rows / seconds).toLocaleString('en')} rows/s`,
    `${(storedBytes / csvBytes).toFixed(2)} × the CSV`,
    ...(peakRssMb === undefined ? [] : [`${Math.round(peakRssMb)} MB`]),
  ]
  return `${rows.toLocaleString('en')} ${shape}, run ${run}, ${system}: ${parts.join(', ')}`
}
