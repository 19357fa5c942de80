import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench-server.ts'
import { startChild } from './child-process.ts'
import { type ImportFigures, importFigures } from './result-line.ts'
import type { TripSource } from './trip-source.ts'

/** DuckDB reads the same files into its native table, points as numbers, with all cores, up to the end of its checkpoint. */
export async function importWithDuckdb(bench: Bench, source: TripSource): Promise<ImportFigures> {
  const folder = mkdtempSync(join(bench.dir, 'duckdb-'))
  try {
    return await fillDuckdb(bench, source, { database: join(folder, 'trips.duckdb'), points: 'degrees' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Table = { database: string; points: 'degrees' | 'e7' }

/** The same into a database that stays: points in degrees, or as Tripfold stores them. */
export async function fillDuckdb({ signal }: Bench, source: TripSource, table: Table): Promise<ImportFigures> {
  let figures: ImportFigures | undefined
  for await (const files of source.batches()) {
    const order = { ...table, format: source.format, paths: files.map(({ path }) => path) }
    const child = startChild(['bench/peers/import-duckdb.ts', JSON.stringify(order)])
    const stop = () => void child.stop()
    signal.addEventListener('abort', stop)
    const now = importFigures.parse(JSON.parse(await child.firstLine))
    await child.ended
    signal.removeEventListener('abort', stop)
    figures = figures ? addUp(figures, now) : now
  }
  if (!figures) throw new Error('there were no files')
  return figures
}

/** Of two processes one after the other on the same table. */
const addUp = (first: ImportFigures, second: ImportFigures): ImportFigures => ({
  ...second,
  seconds: first.seconds + second.seconds,
  clientCpuSeconds: (first.clientCpuSeconds ?? 0) + (second.clientCpuSeconds ?? 0),
  peakRssMb: Math.max(first.peakRssMb ?? 0, second.peakRssMb ?? 0),
})

/** DuckDB and the chart library are no part of Tripfold: they are installed by the first run that needs them. */
export function ensurePeers(): void {
  const { status } = spawnSync(process.execPath, ['launch/ensure-packages.mjs', 'bench/peers'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The packages of bench/peers could not be installed; --peers r1 needs none')
}
