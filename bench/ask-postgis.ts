import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { askBySql, type Peer } from './answer-peer.ts'
import type { Bench } from './bench-server.ts'
import { type LineProgram, startLineProgram } from './line-program.ts'
import { type Dialect, mysqlDialect, wktPolygon } from './question-sql.ts'
import type { TripSource } from './trip-source.ts'

const installed = '/usr/lib/postgresql'
const extensions = '/usr/share/postgresql'

/** The newest PostgreSQL of Debian that has PostGIS. */
const majorVersion = (): string | undefined =>
  (existsSync(installed) ? readdirSync(installed) : [])
    .filter((major) => existsSync(join(extensions, major, 'extension/postgis.control')))
    .sort((a, b) => Number(a) - Number(b))
    .at(-1)

/** Why PostGIS cannot be asked here; undefined when it can. */
export function postgisMissing(): string | undefined {
  if (!majorVersion()) return `no PostgreSQL with PostGIS below ${installed} (Debian: postgresql-15-postgis-3)`
  const reaches = spawnSync('test', ['-x', '.'], account()).status === 0
  return reaches ? undefined : 'the account postgres, under which it must run, cannot reach this folder'
}

/** Exact: ST_Covers compares in doubles that hold these integers, && alone in floats. A point on the outline is covered. */
const dialect: Dialect = {
  ...mysqlDialect,
  week: "(datetime::date - DATE '1969-12-29') / 7",
  weekday: '(EXTRACT(ISODOW FROM datetime) - 1)',
  isIn: (side, selection) => `ST_Covers(ST_GeomFromText('${wktPolygon(selection)}', 0), ${side})`,
}

const pointSql = (column: string) => {
  const part = (n: 1 | 2) =>
    `round(split_part(substr(${column}, 8, length(${column}) - 8), ' ', ${n})::numeric * 10000000)::float8`
  return `ST_MakePoint(${part(1)}, ${part(2)})`
}

/** A quarter of a machine of 24 GiB, as Tripfold's server gets; the rest as its handbook has it for such a machine. */
const settings = [
  'shared_buffers=6GB',
  'effective_cache_size=16GB',
  'work_mem=256MB',
  'maintenance_work_mem=1GB',
  'max_wal_size=8GB',
]

/** PostGIS: rows with points of a plane in 1e-7 degree and GiST indexes on both ends, in a cluster that is thrown away. */
export async function withPostgis(bench: Bench, source: TripSource, use: (peer: Peer) => Promise<void>): Promise<void> {
  const bin = join(installed, majorVersion() ?? '', 'bin')
  const folder = mkdtempSync(join(bench.dir, 'pg-'))
  const identity = account()
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid ?? identity.uid)
  const data = join(folder, 'data')
  let server: LineProgram | undefined
  let psql: LineProgram | undefined
  try {
    const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C'], {
      ...identity,
      cwd: folder,
      encoding: 'utf8',
    })
    if (made.status !== 0) throw new Error(`initdb made no cluster in ${data}: ${made.stderr}`)
    const options = ['listen_addresses=', `unix_socket_directories=${folder}`, ...settings].flatMap((one) => ['-c', one])
    server = await startLineProgram(join(bin, 'postgres'), ['-D', data, ...options], identity)
    await untilReady(bench, join(bin, 'pg_isready'), folder)
    psql = await startLineProgram(join(bin, 'psql'), ['-X', '-qAt', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', 'postgres'])
    const session = psql
    const fillSeconds = await fill(session, source)
    const [version] = await run(
      session,
      "SELECT 'PostgreSQL ' || current_setting('server_version_num')::int / 10000 || ', PostGIS ' || postgis_lib_version()",
    )
    const [bytes] = await run(session, "SELECT pg_total_relation_size('trips')")
    await run(session, '\\timing on')
    await use({
      version,
      fillSeconds,
      storedBytes: Number(bytes),
      ask: (question) => askBySql(dialect, question, (sql) => timed(session, sql)),
    })
  } finally {
    await psql?.stop()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** PostgreSQL refuses to be run by root: then it is run by the account Debian made for it. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout))
  return { uid, gid }
}

async function untilReady({ signal }: Bench, program: string, folder: string): Promise<void> {
  for (let tries = 0; spawnSync(program, ['-q', '-h', folder]).status !== 0; tries++) {
    signal.throwIfAborted()
    if (tries > 300) throw new Error('PostgreSQL did not come up within 30 s')
    await pause(100)
  }
}

const end = '-- end of answer'

async function run(psql: LineProgram, sql: string): Promise<string[]> {
  const isCommand = sql.startsWith('\\')
  const lines = await psql.tell(`${sql}${isCommand ? '' : ';'}\n\\echo '${end}'`, (line) => line === end)
  return lines.slice(0, -1)
}

/** Milliseconds as psql measures them, answer included. */
async function timed(psql: LineProgram, sql: string) {
  const lines = await run(psql, sql)
  const ms = Number(/^Time: ([\d.]+) ms/.exec(lines.at(-1) ?? '')?.[1])
  if (Number.isNaN(ms)) throw new Error(`psql said no time: ${lines.at(-1)}`)
  const rows = lines.slice(0, -1).map((line) => {
    const [part0, trips] = line.split('|')
    return { part0, trips }
  })
  return { ms, rows }
}

async function fill(psql: LineProgram, source: TripSource): Promise<number> {
  const startedMs = performance.now()
  let makingMs = 0
  await run(psql, 'CREATE EXTENSION postgis')
  await run(psql, 'CREATE UNLOGGED TABLE lines (region text, origin text, destination text, datetime timestamp, datasource text)')
  await run(psql, 'CREATE TABLE trips (region text, origin geometry, destination geometry, datetime timestamp, datasource text)')
  let askedMs = performance.now()
  for await (const files of source.batches()) {
    makingMs += performance.now() - askedMs
    for (const { path } of files) await run(psql, `\\copy lines FROM '${path}' CSV HEADER`)
    await run(
      psql,
      `INSERT INTO trips SELECT region, ${pointSql('origin')}, ${pointSql('destination')}, datetime, datasource FROM lines`,
    )
    await run(psql, 'TRUNCATE lines')
    askedMs = performance.now()
  }
  await run(psql, 'CREATE INDEX ON trips USING gist (origin)')
  await run(psql, 'CREATE INDEX ON trips USING gist (destination)')
  await run(psql, 'VACUUM ANALYZE trips')
  return (performance.now() - startedMs - makingMs) / 1000
}
