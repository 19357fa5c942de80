import { expect, test } from 'vitest'
import { freshDatabase } from '../testing/fresh-database.ts'
import { readHealth } from './health.ts'

test('a database as it should be, one of another version, one that is away', async () => {
  const { db, drop } = await freshDatabase()
  expect(await readHealth(db)).toEqual({ ok: true, database: true, migrated: true })
  await db.$client.query('DELETE FROM __drizzle_migrations ORDER BY created_at DESC LIMIT 1')
  expect(await readHealth(db)).toEqual({ ok: false, database: true, migrated: false })
  await db.$client.query('DROP TABLE __drizzle_migrations')
  expect(await readHealth(db)).toEqual({ ok: false, database: true, migrated: false })
  await drop()
  expect(await readHealth(db)).toEqual({ ok: false, database: false, migrated: false })
})
