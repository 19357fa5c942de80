import { sql } from 'drizzle-orm'
import journal from '#drizzle/meta/_journal.json' with { type: 'json' }
import type { HealthView } from '#trips/views.ts'
import type { Database } from '../client.ts'

/** A database that has not answered this long is down for whoever waits: the probes of container engines give up about then. */
const patienceMs = 3000

/** Whether the database answers, and whether its tables are those of this version. Never throws. */
export async function readHealth(db: Database): Promise<HealthView> {
  const newest = journal.entries[journal.entries.length - 1].when
  try {
    await within(db.execute(sql`SELECT 1`))
  } catch {
    return { ok: false, database: false, migrated: false }
  }
  const migrated = await within(db.execute(sql`SELECT MAX(created_at) AS newest FROM __drizzle_migrations`)).then(
    ([rows]) => Number((rows as unknown as { newest: number }[])[0].newest) >= newest,
    () => false,
  )
  return { ok: migrated, database: true, migrated }
}

function within<Value>(answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
