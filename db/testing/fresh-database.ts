import { randomBytes } from 'node:crypto'
import mysql from 'mysql2/promise'
import { inject } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'

/** A migrated database of its own for one test file, on the run's real server. `drop` ends its connections and removes it. */
export async function freshDatabase(): Promise<{ db: Database; url: string; drop: () => Promise<void> }> {
  const name = `tripfold_test_${randomBytes(6).toString('hex')}`
  const admin = new URL(inject('databaseAdminUrl'))
  const run = async (statement: string) => {
    const connection = await mysql.createConnection({ uri: admin.href })
    await connection.query(statement)
    await connection.end()
  }
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  const url = new URL(admin.href)
  url.pathname = `/${name}`
  await migrateDatabase(url.href)
  const db = connect(url.href, { loadData: true })
  const drop = async () => {
    await db.$client.end()
    await run(`DROP DATABASE ${name}`)
  }
  return { db, url: url.href, drop }
}
