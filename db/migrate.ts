import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/mysql2'
import { migrate } from 'drizzle-orm/mysql2/migrator'
import mysql from 'mysql2/promise'
import { connect } from './client.ts'
import { rebuildMissingRollups } from './rebuild-rollups.ts'

const migrationsFolder = fileURLToPath(new URL('../drizzle', import.meta.url))
/** Another process may be folding rollups anew: five minutes at 100 million trips. */
const lockSecondsMax = 900
/** A change of a table waits so long for those who read it; everybody else waits behind it. */
const tableLockSeconds = 60
/** A worker that was killed holds its import for so long. */
const workerMsMax = 60_000

/**
 * Brings the schema up to date, and the rollups where a migration changed their form. Two processes that start together take turns
 * under a named lock. Damaged chunks are told of and left as they are. Throws when another one holds it for a quarter of an hour, when
 * there is something to migrate and a worker of the version before goes on working, or with the statement that failed.
 */
export async function migrateDatabase(url: string, workerMs = workerMsMax): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, timezone: 'Z', flags: ['-LOCAL_FILES'] })
  try {
    const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT GET_LOCK(CONCAT(DATABASE(), ".migrate"), ?) AS locked', [
      lockSecondsMax,
    ])
    if (rows[0].locked !== 1) throw new Error(`another process has been migrating this database for ${lockSecondsMax} s`)
    await connection.query(`SET SESSION lock_wait_timeout = ${tableLockSeconds}`)
    if (await isBehind(connection)) await untilNobodyWorks(connection, workerMs)
    await migrate(drizzle(connection), { migrationsFolder })
    const db = connect(url, { connections: 2 })
    const { leftOut } = await rebuildMissingRollups(db).finally(() => db.$client.end())
    for (const { chunk, says } of leftOut)
      console.error(
        `Chunk ${chunk} is damaged, and its trips are not counted for regions; \`tripfold verify\` says more: ${says}`,
      )
  } finally {
    await connection.end()
  }
}

/** Whether there are tables, and migrations that they have not seen. */
async function isBehind(connection: mysql.Connection): Promise<boolean> {
  const [tables] = await connection.query<mysql.RowDataPacket[]>("SHOW TABLES LIKE '\\_\\_drizzle\\_migrations'")
  if (tables.length === 0) return false
  const [[{ done }]] = await connection.query<mysql.RowDataPacket[]>('SELECT COUNT(*) AS done FROM __drizzle_migrations')
  return done > 0 && done < readMigrationFiles({ migrationsFolder }).length
}

/** A worker of another version would find tables that it does not know, and take a good import back for it. */
async function untilNobodyWorks(connection: mysql.Connection, workerMs: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 1000) {
    const [[held]] = await connection.query<mysql.RowDataPacket[]>(
      'SELECT id, lease_host, lease_pid FROM imports WHERE lease_token IS NOT NULL AND lease_until > UTC_TIMESTAMP(3) LIMIT 1',
    )
    if (!held) return
    if (waitedMs >= workerMs)
      throw new Error(
        `the database must be migrated, but process ${held.lease_pid} on ${held.lease_host} works on import ${held.id}; stop the Tripfold that runs there first`,
      )
    await pause(1000)
  }
}
