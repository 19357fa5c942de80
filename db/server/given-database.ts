import { createConnection } from 'mysql2/promise'
import { type FoundDatabase, never } from './found-database.ts'

/** A server that others run: made sure that it answers, its database created if that is all that is missing. */
export async function givenDatabase(url: string): Promise<FoundDatabase> {
  const { host, pathname } = new URL(url)
  try {
    await reach(url, decodeURIComponent(pathname.slice(1)))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(`The database of DATABASE_URL (${host}${pathname}) cannot be used: ${message || code}`)
  }
  return { url, said: `DATABASE_URL, ${host}${pathname}`, exited: never, stop: async () => {} }
}

async function reach(url: string, name: string): Promise<void> {
  if (!name) throw new Error('it names no database')
  const serverUrl = new URL(url)
  serverUrl.pathname = ''
  const connection = await createConnection({ uri: serverUrl.href, connectTimeout: 10_000 })
  try {
    const quoted = connection.escapeId(name)
    await connection.query(`USE ${quoted}`).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ER_BAD_DB_ERROR') throw error
      await connection.query(`CREATE DATABASE IF NOT EXISTS ${quoted} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
    })
  } finally {
    await connection.end()
  }
}
