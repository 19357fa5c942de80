import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '#db/client.ts'
import { askBySql, type Peer } from './answer-peer.ts'
import type { Bench } from './bench-server.ts'
import { fillParsed } from './load-bare.ts'
import { type Dialect, mysqlDialect, wktPolygon } from './question-sql.ts'
import { withScratch } from './scratch-database.ts'
import { readTableSizes, sumOfBytes } from './table-sizes.ts'
import type { TripSource } from './trip-source.ts'

/** A way to keep trips as rows: statements that follow the loading of `plain_trips`, and what is asked then. */
type RowTable = { prepare: (isMysql: boolean) => string[]; dialect: Dialect; table: string }
type UsePeer = (bench: Bench, source: TripSource, use: (peer: Peer) => Promise<void>) => Promise<void>

const isIn: Dialect['isIn'] = (side, selection) =>
  // Closed, as the boxes asked for are; of the functions that may use the index both servers know this one.
  `MBRIntersects(ST_GeomFromText('${wktPolygon(selection)}', 0), ${side})`

/** A plain table without index, on the server Tripfold ran on: every question reads all of it. */
export const withScan: UsePeer = withRowTable({ prepare: () => [], dialect: mysqlDialect, table: 'plain_trips' })

/** The same with indexes on (longitude, latitude) of both ends. */
export const withBtree: UsePeer = withRowTable({
  prepare: () => [
    `ALTER TABLE plain_trips ADD INDEX by_origin (origin_lon, origin_lat), ADD INDEX by_destination (destination_lon, destination_lat)`,
  ],
  dialect: mysqlDialect,
  table: 'plain_trips',
})

/** The same with points of a plane, in 1e-7 degree, and the server's spatial index on both ends. */
export const withSpatial: UsePeer = withRowTable({
  prepare: (isMysql) => {
    const point = `POINT NOT NULL${isMysql ? ' SRID 0' : ''}` // without it MySQL does not use the index
    return [
      `CREATE TABLE spatial_trips (region VARCHAR(64), origin ${point}, destination ${point}, datetime DATETIME NOT NULL, datasource VARCHAR(64))`,
      `INSERT INTO spatial_trips
         SELECT region, POINT(origin_lon, origin_lat), POINT(destination_lon, destination_lat), datetime, datasource FROM plain_trips`,
      'DROP TABLE plain_trips',
      'ALTER TABLE spatial_trips ADD SPATIAL INDEX by_origin (origin)',
      'ALTER TABLE spatial_trips ADD SPATIAL INDEX by_destination (destination)',
    ]
  },
  dialect: { ...mysqlDialect, isIn },
  table: 'spatial_trips',
})

function withRowTable({ prepare, dialect, table }: RowTable): UsePeer {
  return ({ serverUrl, signal }, source, use) =>
    withScratch(serverUrl, async ({ db }) => {
      const version = await readVersion(db)
      const { seconds } = await fillParsed(db, source)
      const startedMs = performance.now()
      for (const statement of prepare(!/MariaDB/.test(version))) {
        signal.throwIfAborted()
        await db.$client.query(statement)
      }
      const preparing = (performance.now() - startedMs) / 1000
      const storedBytes = sumOfBytes(await readTableSizes(db))
      const run = async (sql: string) => {
        const askedMs = performance.now()
        const [rows] = await db.$client.query<RowDataPacket[]>(sql)
        return { ms: performance.now() - askedMs, rows }
      }
      const ask: Peer['ask'] = (question) => askBySql(dialect, question, run, table)
      await use({ version, fillSeconds: seconds + preparing, storedBytes, ask })
    })
}

async function readVersion(db: Database): Promise<string> {
  const [[{ version }]] = await db.$client.query<RowDataPacket[]>('SELECT VERSION() AS version')
  return `${/MariaDB/.test(version) ? 'MariaDB' : 'MySQL'} ${version.split('-')[0]}`
}
