import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { askBySql, type Peer } from './answer-peer.ts'
import type { Bench } from './bench-server.ts'
import { fillDuckdb } from './import-with-duckdb.ts'
import { duckdbDialect } from './question-sql.ts'
import type { TripSource } from './trip-source.ts'

/** DuckDB: its native table with points as integers of 1e-7 degree, on all cores. */
export async function withDuckdb(bench: Bench, source: TripSource, use: (peer: Peer) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(bench.dir, 'duckdb-'))
  try {
    const database = join(folder, 'trips.duckdb')
    const { seconds } = await fillDuckdb(bench, source, { database, points: 'e7' })
    const { openDuckdb } = await import('./peers/open-duckdb.ts') // only now is it installed
    const duckdb = await openDuckdb(database)
    try {
      const { rows } = await duckdb.ask('SELECT version() AS version')
      await use({
        version: `DuckDB ${rows[0].version}`,
        fillSeconds: seconds,
        storedBytes: statSync(database).size,
        ask: (question) => askBySql(duckdbDialect, question, duckdb.ask),
      })
    } finally {
      duckdb.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
