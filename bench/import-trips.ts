import { randomBytes, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { readWeeklyAverage } from '#db/read/weekly-average.ts'
import { freePort } from '#db/server/free-port.ts'
import { enqueueSpooled } from '#ingest/enqueue-file.ts'
import type { Bench } from './bench-server.ts'
import { type BenchChild, startChild } from './child-process.ts'
import { countCpu, readProcess } from './process-figures.ts'
import type { Facts, ImportFigures } from './result-line.ts'
import { type Scratch, withScratch } from './scratch-database.ts'
import { rateByTenth, slope, thin } from './statistics.ts'
import { readTableSizes, sumOfBytes } from './table-sizes.ts'
import { differenceOf, readFacts, sumRowsMax } from './trip-facts.ts'
import type { TripFile, TripSource } from './trip-source.ts'
import { untilResting } from './until-resting.ts'

type Mark = { s: number; rows: number; rssMb?: number }
const everyMs = 200
const marksMax = 240

/** Has the same worker import more trips into the same database; returns the seconds that took. */
export type ImportMore = (source: TripSource) => Promise<number>

/** Imports the trips as anybody's, and hands the database and its worker over before they are gone. */
export const importTrips = <T>(
  bench: Bench,
  source: TripSource,
  use: (scratch: Scratch, figures: ImportFigures, importMore: ImportMore) => Promise<T>,
): Promise<T> =>
  withScratch(bench.serverUrl, async (scratch) => {
    await migrateDatabase(scratch.url)
    const home = join(bench.dir, 'home')
    mkdirSync(join(home, 'spool'), { recursive: true })
    const processes = await startProcesses(bench, scratch.url, home)
    const importing: Importing = { bench, db: scratch.db, spoolDir: join(home, 'spool'), worker: processes.worker }
    try {
      return await use(scratch, await measure(importing, source), (more) => importAll(importing, more, []))
    } finally {
      await processes.stop()
      rmSync(home, { recursive: true, force: true })
    }
  })

/** The worker of the product, and the channel it publishes to. */
async function startProcesses(bench: Bench, url: string, home: string) {
  const settings = {
    DATABASE_URL: url,
    TRIPFOLD_HOME: home,
    SPOOL_DIR: join(home, 'spool'),
    INBOX_DIR: join(home, 'inbox'),
    REALTIME_HOST: '127.0.0.1',
    REALTIME_PORT: String(await freePort()),
    REALTIME_SECRET: randomBytes(16).toString('hex'),
    CHUNK_ROWS: bench.chunkRows === null ? '' : String(bench.chunkRows),
    LOAD_DATA: '',
    FAILPOINT: '',
  }
  const realtime = startChild(['realtime/main.ts'], settings)
  const worker = startChild(['ingest/worker.ts'], settings)
  const stop = async () => void (await Promise.all([worker.stop(), realtime.stop()]))
  try {
    await Promise.all([realtime.firstLine, worker.firstLine])
    return { worker, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Importing = { bench: Bench; db: Database; spoolDir: string; worker: BenchChild }

async function measure(importing: Importing, source: TripSource): Promise<ImportFigures> {
  const { bench, db, worker } = importing
  const clientCpu = countCpu(worker.pid)
  const serverCpu = countCpu(bench.serverPid)
  const marks: Mark[] = [{ s: 0, rows: 0, rssMb: readProcess(worker.pid)?.rssMb }]
  const seconds = await importAll(importing, source, marks)
  const used = { clientCpuSeconds: clientCpu(), serverCpuSeconds: serverCpu() }
  const mergingSeconds = await untilResting(db, worker.pid, bench.signal)
  const rows = marks.at(-1)?.rows ?? 0
  const loaded = marks.slice(0, marks.findIndex((mark) => mark.rows === rows) + 1)
  const steady = loaded.filter((mark) => mark.rows > rows / 5)
  const tables = await readTableSizes(db)
  return {
    seconds,
    ...used,
    mergingSeconds,
    peakRssMb: readProcess(worker.pid)?.peakRssMb,
    // By this clock, where the whole is by the server's.
    loadingSeconds: Math.min(loaded.at(-1)?.s ?? seconds, seconds),
    rateByTenth: rateByTenth(loaded).map(Math.round),
    rssSlope: slope(steady.flatMap((mark) => (mark.rssMb === undefined ? [] : [[mark.rows / 1e6, mark.rssMb] as const]))),
    progress: thin(marks, marksMax),
    tables,
    storedBytes: sumOfBytes(tables),
    facts: await factsOf(db),
  }
}

/** Imports all files, noting how far it is in `marks`; returns the seconds of the imports themselves. */
async function importAll(importing: Importing, source: TripSource, marks: Mark[]): Promise<number> {
  let seconds = 0
  for await (const files of source.batches()) {
    const first = await enqueue(importing.db, importing.spoolDir, files)
    seconds += await untilDone(importing, { first, seconds, files, marks })
  }
  return seconds
}

/** A file is linked into the spool instead of copied: receiving it is not what is measured. Returns the first import's id. */
async function enqueue(db: Database, spoolDir: string, files: readonly TripFile[]): Promise<number> {
  let first = 0
  for (const { path, name, bytes, sha256 } of files) {
    const spoolName = randomUUID()
    linkSync(path, join(spoolDir, spoolName))
    const outcome = await enqueueSpooled({ db, spoolDir }, { spoolName, bytes, sha256 }, { fileName: name, force: true })
    if (!('import' in outcome)) throw new Error(`${name} was taken for a file that is there already`)
    first ||= outcome.import.id
  }
  return first
}

type Wait = { first: number; seconds: number; files: readonly TripFile[]; marks: Mark[] }

/** Waits for every import from `first` on, noting how far they are; returns the seconds from the first claim to the last end. */
async function untilDone({ bench: { signal }, db, worker }: Importing, { first, seconds, files, marks }: Wait): Promise<number> {
  const before = marks.at(-1)?.rows ?? 0
  for (;;) {
    signal.throwIfAborted()
    worker.check()
    const [[now]] = await db.$client.query<RowDataPacket[]>(
      `SELECT SUM(state = 'done') AS done, SUM(state IN ('failed', 'cancelled', 'undone')) AS ended, SUM(rows_read) AS rowsRead,
         TIMESTAMPDIFF(MICROSECOND, MIN(started_at), UTC_TIMESTAMP(6)) / 1e6 AS passed,
         TIMESTAMPDIFF(MICROSECOND, MIN(started_at), MAX(finished_at)) / 1e6 AS took, MAX(problem_message) AS problem
       FROM imports WHERE id >= ?`,
      [first],
    )
    if (Number(now.ended) > 0) throw new Error(`the import failed: ${now.problem}`)
    const isDone = Number(now.done) === files.length
    const s = isDone ? Number(now.took) : Math.max(0, Number(now.passed))
    marks.push({ s: seconds + s, rows: before + Number(now.rowsRead), rssMb: readProcess(worker.pid)?.rssMb })
    if (isDone) return s
    await pause(everyMs)
  }
}

/** The weeks as the product answers them, from its counts; the coordinates from the trips themselves. */
async function factsOf(db: Database): Promise<Facts> {
  const answer = await readWeeklyAverage(db, { relation: 'starts', weeks: 'all', relations: 'one' })
  const weeks = Object.fromEntries(answer.series.filter(({ trips }) => trips > 0).map(({ week, trips }) => [week, trips]))
  const rows = answer.total_trips
  if (rows > sumRowsMax) return { rows, weeks }
  const degrees = ['origin_lon', 'origin_lat', 'destination_lon', 'destination_lat']
  const trips = await readFacts(db, { from: 'trips', datetime: 'datetime', degrees }, rows)
  const difference = differenceOf({ rows, weeks }, trips)
  if (difference) throw new Error(`the answer and the trips differ: ${difference}`)
  return trips
}
