import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/mysql2'
import { migrate } from 'drizzle-orm/mysql2/migrator'
import mysql from 'mysql2/promise'
import { connect } from './client.ts'
import { rebuildMissingRollups } from './rebuild-rollups.ts'

const folder = fileURLToPath(new URL('../drizzle', import.meta.url))
const lockSecondsMax = 60

/**
 * Brings the schema up to date, and the rollups where a migration changed their form. Two processes that start together take turns under a named lock. Throws when another one
 * holds it for more than a minute, or with the statement that failed.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, timezone: 'Z', flags: ['-LOCAL_FILES'] })
  try {
    const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT GET_LOCK(CONCAT(DATABASE(), ".migrate"), ?) AS locked', [
      lockSecondsMax,
    ])
    if (rows[0].locked !== 1) throw new Error(`another process has been migrating this database for ${lockSecondsMax} s`)
    await migrate(drizzle(connection), { migrationsFolder: folder })
    const db = connect(url, { connections: 1 })
    await rebuildMissingRollups(db).finally(() => db.$client.end())
  } finally {
    await connection.end()
  }
}
