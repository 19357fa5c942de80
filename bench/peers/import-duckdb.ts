import { statSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

/**
 * A process of its own, so that its memory and CPU are DuckDB's: reads CSV files into a native table and prints one line of
 * JSON. Its argument is `{ database, points, format, paths }`; a table that is there already grows. Points become DOUBLE in degrees, or INTEGER in
 * 1e-7 degree.
 */
type Order = { database: string; points: 'degrees' | 'e7'; format: 'native' | 'bikeshare'; paths: string[] }
type Source = { columns: Record<string, string>; options: string; select: string }

// Told what the columns are, it need not sniff; told to keep no order, it writes as it reads.
const point = (column: string, part: 1 | 2) => `CAST(split_part(${column}[8:-2], ' ', ${part}) AS DOUBLE)`
const sources: Record<Order['format'], Source> = {
  native: {
    columns: {
      region: 'VARCHAR',
      origin: 'VARCHAR',
      destination: 'VARCHAR',
      datetime: 'TIMESTAMP',
      datasource: 'VARCHAR',
    },
    options: "header = true, delim = ',', quote = ''",
    select: `region, ${point('origin', 1)} AS origin_lon, ${point('origin', 2)} AS origin_lat,
      ${point('destination', 1)} AS destination_lon, ${point('destination', 2)} AS destination_lat, datetime, datasource`,
  },
  bikeshare: {
    columns: {
      ride_id: 'VARCHAR',
      rideable_type: 'VARCHAR',
      datetime: 'TIMESTAMP',
      ended_at: 'TIMESTAMP',
      start_station_name: 'VARCHAR',
      origin_lat: 'DOUBLE',
      origin_lon: 'DOUBLE',
      destination_lat: 'DOUBLE',
      destination_lon: 'DOUBLE',
      member_casual: 'VARCHAR',
    },
    options: "header = true, delim = ',', quote = '\"'",
    select: 'origin_lon, origin_lat, destination_lon, destination_lat, datetime',
  },
}

const coordinates = ['origin_lon', 'origin_lat', 'destination_lon', 'destination_lat']

const text = (value: string) => `'${value.replaceAll("'", "''")}'`

async function main(): Promise<void> {
  const { database, points, format, paths }: Order = JSON.parse(process.argv[2])
  const { columns, options, select } = sources[format]
  const types = Object.entries(columns).map(([name, type]) => `${name}: ${text(type)}`)
  const e7 = (column: string) => `round(${column} * 10000000)`
  const stored =
    points === 'e7' ? `* REPLACE (${coordinates.map((name) => `CAST(${e7(name)} AS INTEGER) AS ${name}`).join()})` : '*'
  const read = `SELECT ${stored} FROM (SELECT ${select} FROM read_csv([${paths.map(text).join()}], ${options}, columns = {${types.join(', ')}}))`
  const instance = await DuckDBInstance.create(database)
  const connection = await instance.connect()
  await connection.run('SET preserve_insertion_order = false')
  const isThere = (await rowsOf('FROM duckdb_tables()')).length > 0
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  await connection.run(isThere ? `INSERT INTO trips ${read}` : `CREATE TABLE trips AS ${read}`)
  await connection.run('CHECKPOINT')
  const seconds = (performance.now() - startedMs) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const peakRssMb = (process.resourceUsage().maxRSS * 1024) / 1e6
  const weeks = await rowsOf(
    "SELECT strftime(datetime, '%G-W%V') AS week, count(*)::INTEGER AS n FROM trips GROUP BY week ORDER BY week",
  )
  const whole = (column: string) => `CAST(${points === 'e7' ? column : e7(column)} AS HUGEINT)`
  const [{ total }] = await rowsOf(`SELECT CAST(sum(${coordinates.map(whole).join(' + ')}) AS VARCHAR) AS total FROM trips`)
  const facts = {
    rows: weeks.reduce((sum, { n }) => sum + Number(n), 0),
    weeks: Object.fromEntries(weeks.map(({ week, n }) => [week, Number(n)])),
    sum: total,
  }
  const storedBytes = statSync(database).size
  console.log(JSON.stringify({ seconds, clientCpuSeconds: (user + system) / 1e6, peakRssMb, storedBytes, facts }))
  connection.closeSync()
  instance.closeSync()

  async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  }
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
