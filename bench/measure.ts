import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { connect, type Database } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { readWeeklyAverage } from '#db/read/weekly-average.ts'
import { startPrivateServer } from '#db/server/private-server.ts'
import { claimImport } from '#db/write/claim-import.ts'
import { enqueueFile } from '#ingest/enqueue-file.ts'
import { runImport } from '#ingest/run-import.ts'
import { weeklyAverageQuery } from '#trips/filters.ts'
import { mulberry32 } from '#trips/mulberry32.ts'
import { chunkRowsMax } from '#trips/read-chunk.ts'
import { sampleCities } from '#trips/sample-city.ts'
import { sampleTrips } from '#trips/sample-trips.ts'

/**
 * npm run bench -- --rows 1000000 [--engine mysql|mariadb]
 *
 * Generates seeded trips, loads the same file with a bare LOAD DATA LOCAL into a plain table without secondary index (R1) and
 * with run-import, on one server in one run, then asks 200 seeded boxes. Prints a table; nothing is kept.
 */
const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, engine: { type: 'string' } } })
const rows = Number(values.rows)

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'tripfold-bench-'))
  const server = await startPrivateServer({
    dir: join(dir, 'server'),
    engine: values.engine === 'mariadb' ? 'mariadb' : values.engine === 'mysql' ? 'mysql' : undefined,
  })
  await migrateDatabase(server.url)
  const db = connect(server.url, { loadData: true })
  try {
    const path = writeFile(join(dir, 'trips.csv'))
    const bytes = statSync(path).size
    const bare = await bareLoad(db, path)
    const importSeconds = await importFile(db, join(dir, 'spool'), path)
    const size = await databaseBytes(db)
    const boxes = await askBoxes(db)
    console.log(
      `${server.kind} ${server.version}, Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    )
    console.table({
      rows: rows,
      'CSV, MB': round(bytes / 1e6),
      'bare LOAD DATA (R1), rows/s': round(rows / bare),
      'import with verification, rows/s': round(rows / importSeconds),
      'import ÷ R1': (bare / importSeconds).toFixed(2),
      'peak RSS of this process, MB': round(process.resourceUsage().maxRSS / 1024),
      'database ÷ CSV': (size / bytes).toFixed(2),
      'weekly average of a box, p50 ms': boxes[100].toFixed(1),
      'weekly average of a box, p95 ms': boxes[190].toFixed(1),
    })
  } finally {
    await db.$client.end()
    await server.stop()
    rmSync(dir, { recursive: true })
  }
}

const round = (n: number): number => Math.round(n)

function writeFile(path: string): string {
  const file = openSync(path, 'w')
  for (const block of sampleTrips({ seed: 1, rows })) for (let at = 0; at < block.length; ) at += writeSync(file, block, at)
  closeSync(file)
  return path
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await act()
  return (performance.now() - startedMs) / 1000
}

async function bareLoad(db: Database, path: string): Promise<number> {
  await db.$client.query(
    'CREATE TABLE bare (region VARCHAR(64), origin VARCHAR(64), destination VARCHAR(64), datetime DATETIME, datasource VARCHAR(64))',
  )
  const took = await seconds(() =>
    db.$client.query<ResultSetHeader>({
      sql: "LOAD DATA LOCAL INFILE 'trips' INTO TABLE bare FIELDS TERMINATED BY ',' IGNORE 1 LINES",
      infileStreamFactory: () => createReadStream(path, { highWaterMark: 1024 * 1024 }),
    }),
  )
  await db.$client.query('DROP TABLE bare')
  return took
}

async function importFile(db: Database, spoolDir: string, path: string): Promise<number> {
  await enqueueFile({ db, spoolDir }, { path, fileName: 'trips.csv' })
  const lease = await claimImport(db, { host: 'bench', pid: process.pid, isAlive: () => true })
  if (!lease) throw new Error('nothing to import')
  const ports = {
    db,
    spoolDir,
    publish: () => {},
    log: console.log,
    nowMs: () => performance.now(),
    chunkRows: chunkRowsMax,
    byLoadData: true,
    failpoint: () => {},
    stop: new AbortController().signal,
  }
  return seconds(() => runImport(ports, lease))
}

async function databaseBytes(db: Database): Promise<number> {
  const tables = ['trip_segments', 'weekly_cell_rollups', 'weekly_region_rollups', 'weekly_group_rollups']
  await db.$client.query(`ANALYZE TABLE ${tables.join(', ')}`)
  const [[row]] = await db.$client.query<RowDataPacket[]>(
    'SELECT SUM(data_length + index_length) AS bytes FROM information_schema.tables WHERE table_schema = DATABASE()',
  )
  return Number(row.bytes)
}

/** Milliseconds, ascending, of 200 boxes of 0.5, 3, 12 and 60 km around the cities' centres. */
async function askBoxes(db: Database): Promise<number[]> {
  const random = mulberry32(2)
  const took: number[] = []
  for (let i = 0; i < 200; i++) {
    const city = sampleCities[Math.floor(random() * sampleCities.length)]
    const size = [0.005, 0.03, 0.12, 0.6][i % 4]
    const [west, south] = [city.lon + (random() - 0.5) * 0.1 - size / 2, city.lat + (random() - 0.5) * 0.1 - size / 2]
    const bbox = [west, south, west + size, south + size].map((degrees) => degrees.toFixed(6)).join(',')
    took.push(1000 * (await seconds(() => readWeeklyAverage(db, weeklyAverageQuery.parse({ bbox })))))
  }
  return took.sort((a, b) => a - b)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
