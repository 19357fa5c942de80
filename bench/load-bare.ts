import { createReadStream } from 'node:fs'
import type { ResultSetHeader } from 'mysql2/promise'
import type { Bench } from './bench-server.ts'
import { countCpu } from './process-figures.ts'
import type { ImportFigures } from './result-line.ts'
import { type Scratch, withScratch } from './scratch-database.ts'
import type { CsvFormat } from './shapes.ts'
import { readTableSizes, sumOfBytes } from './table-sizes.ts'
import { type FactColumns, readFacts } from './trip-facts.ts'
import type { TripFile, TripSource } from './trip-source.ts'

type Plain = { columns: string; load: string; facts: FactColumns }

const wkt = (column: string, part: 1 | -1): string =>
  `SUBSTRING_INDEX(SUBSTRING_INDEX(SUBSTRING_INDEX(${column}, '(', -1), ')', 1), ' ', ${part})`
const points = ['origin_lon', 'origin_lat', 'destination_lon', 'destination_lat']
const nativeOptions = "CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' IGNORE 1 LINES"

/**
 * R1. Bare: every column as the file has it, typed as far as LOAD DATA types by itself: times as DATETIME, numbers as DECIMAL,
 * points in WKT as text. That is the fastest way in, and so the yardstick.
 */
const bare: Record<CsvFormat, Plain> = {
  native: {
    columns:
      'region VARCHAR(64), origin VARCHAR(64), destination VARCHAR(64), datetime DATETIME NOT NULL, datasource VARCHAR(64)',
    load: nativeOptions,
    facts: {
      from: 'plain_trips',
      datetime: 'datetime',
      degrees: [wkt('origin', 1), wkt('origin', -1), wkt('destination', 1), wkt('destination', -1)],
    },
  },
  bikeshare: {
    columns: `ride_id VARCHAR(32), rideable_type VARCHAR(32), started_at DATETIME NOT NULL, ended_at DATETIME, start_station_name VARCHAR(64),
      origin_lat DECIMAL(10, 7), origin_lon DECIMAL(10, 7), destination_lat DECIMAL(10, 7), destination_lon DECIMAL(10, 7), member_casual VARCHAR(16)`,
    load: `CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' ENCLOSED BY '"' LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES`,
    facts: { from: 'plain_trips', datetime: 'started_at', degrees: points },
  },
}

/** What the trips are worth more in: the points of WKT parsed to numbers by the same statement, which costs the server time. */
const parsed: Record<CsvFormat, Plain> = {
  native: {
    columns: `region VARCHAR(64), ${points.map((name) => `${name} INT NOT NULL`).join(', ')}, datetime DATETIME NOT NULL, datasource VARCHAR(64)`,
    load: `${nativeOptions} (region, @origin, @destination, datetime, datasource) SET
      ${points.map((name, i) => `${name} = ${wkt(i < 2 ? '@origin' : '@destination', i % 2 ? -1 : 1)} * 10000000`).join(', ')}`,
    facts: { from: 'plain_trips', datetime: 'datetime', degrees: points.map((name) => `(${name} * 0.0000001)`) },
  },
  bikeshare: bare.bikeshare,
}

/** R1: LOAD DATA LOCAL into a plain table without index beyond the row's own, one statement and one transaction a file. */
export const loadBare = (bench: Bench, source: TripSource): Promise<ImportFigures> => loadPlain(bench, source, bare)

export const loadParsed = (bench: Bench, source: TripSource): Promise<ImportFigures> => loadPlain(bench, source, parsed)

const loadPlain = (
  { serverUrl, serverPid }: Bench,
  source: TripSource,
  plain: Record<CsvFormat, Plain>,
): Promise<ImportFigures> =>
  withScratch(serverUrl, async ({ db }) => {
    const { facts } = plain[source.format]
    const clientCpu = countCpu(process.pid)
    const serverCpu = countCpu(serverPid)
    const { seconds, rows } = await fillTable(db, source, plain[source.format])
    const used = { clientCpuSeconds: clientCpu(), serverCpuSeconds: serverCpu() }
    const tables = await readTableSizes(db)
    return { seconds, ...used, tables, storedBytes: sumOfBytes(tables), facts: await readFacts(db, facts, rows) }
  })

/** Makes the table `plain_trips` with points as integers of 1e-7 degree and loads the files into it; returns the seconds of loading. */
export const fillParsed = (db: Scratch['db'], source: TripSource): Promise<{ seconds: number; rows: number }> =>
  fillTable(db, source, parsed[source.format])

async function fillTable(
  db: Scratch['db'],
  source: TripSource,
  { columns, load }: Plain,
): Promise<{ seconds: number; rows: number }> {
  await db.$client.query(`CREATE TABLE plain_trips (${columns})`)
  let [seconds, rows] = [0, 0]
  for await (const files of source.batches()) {
    const startedMs = performance.now()
    for (const file of files) await loadFile(db, file, load)
    seconds += (performance.now() - startedMs) / 1000
    rows += files.reduce((sum, file) => sum + file.rows, 0)
  }
  return { seconds, rows }
}

async function loadFile(db: Scratch['db'], { path, rows }: TripFile, load: string): Promise<void> {
  const [result] = await db.$client.query<ResultSetHeader>({
    sql: `LOAD DATA LOCAL INFILE 'trips' INTO TABLE plain_trips ${load}`,
    infileStreamFactory: () => createReadStream(path, { highWaterMark: 1024 * 1024 }),
  })
  if (result.affectedRows !== rows) throw new Error(`LOAD DATA stored ${result.affectedRows} of ${rows} rows`)
}
