import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import { connect, type Database } from '#db/client.ts'

export type Scratch = { db: Database; url: string; drop: () => Promise<void> }

/** An empty database of its own for one import. The application's account may create those that begin with tripfold_test_. */
export async function scratchDatabase(serverUrl: string): Promise<Scratch> {
  const name = `tripfold_test_bench_${randomBytes(6).toString('hex')}`
  const run = async (statement: string) => {
    const connection = await createConnection({ uri: serverUrl })
    await connection.query(statement).finally(() => connection.end())
  }
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const db = connect(url.href, { loadData: true })
  const drop = async () => {
    await db.$client.end()
    await run(`DROP DATABASE ${name}`)
  }
  return { db, url: url.href, drop }
}

/** Uses an empty database and drops it, whatever happens. */
export async function withScratch<T>(serverUrl: string, use: (scratch: Scratch) => Promise<T>): Promise<T> {
  const scratch = await scratchDatabase(serverUrl)
  try {
    return await use(scratch)
  } finally {
    await scratch.drop().catch(() => {}) // the server may be gone: then so is the database
  }
}
