import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '#env.ts'
import { findEngines } from './engine.ts'
import { NoEngineError, type PrivateServer, startPrivateServer } from './private-server.ts'

const engine = findEngines().find(({ kind }) => kind === (env().TEST_ENGINE ?? kind))?.kind
const folder = mkdtempSync(join(tmpdir(), 'tripfold-server-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function query(url: string, sql: string): Promise<RowDataPacket[]> {
  const connection = await createConnection(url)
  try {
    return (await connection.query<RowDataPacket[]>(sql))[0]
  } finally {
    await connection.end()
  }
}

test('data of an engine that is not here are left alone', async () => {
  const dir = join(folder, 'other')
  mkdirSync(join(dir, 'mysql-data'), { recursive: true })
  writeFileSync(join(dir, 'database.json'), JSON.stringify({ engine: 'mysql', port: 1, password: 'x' }))
  const start = startPrivateServer({ dir, engines: findEngines().filter(({ kind }) => kind !== 'mysql') })
  await expect(start).rejects.toThrow(NoEngineError)
  await expect(start).rejects.toThrow('need mysqld, which was not found')
})

describe.skipIf(!engine)('a private server', () => {
  // Too long for a socket's path, which holds 107 bytes.
  const dir = join(folder, 'a-folder-with-a-long-name'.repeat(4))
  let server: PrivateServer

  beforeAll(async () => {
    mkdirSync(join(dir, `${engine}-data.new/half`), { recursive: true }) // as a kill in the midst of the first start leaves it
    server = await startPrivateServer({ dir, engine })
    await query(server.url, 'CREATE TABLE kept (n INT)')
  }, 120_000)
  afterAll(() => server.stop(), 60_000)

  test('keeps its files to this user', () => {
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    expect(statSync(join(dir, 'database.json')).mode & 0o777).toBe(0o600)
    expect(existsSync(join(dir, `${engine}-data.new`))).toBe(false)
  })

  test('lets nobody in over TCP but the application, and that into its own databases alone', async () => {
    const root = new URL(server.url)
    root.username = 'root'
    root.password = ''
    await expect(query(root.href, 'SELECT 1')).rejects.toThrow('Access denied')
    await query(server.url, 'CREATE DATABASE tripfold_test_1')
    await query(server.url, 'DROP DATABASE tripfold_test_1')
    await expect(query(server.url, 'CREATE DATABASE tripfoldXtest_1')).rejects.toThrow('Access denied')
    await expect(query(server.url, 'SELECT * FROM mysql.user')).rejects.toThrow('denied')
  })

  test('listens on loopback only, takes LOAD DATA LOCAL, and commits to the disk', async () => {
    const sql = 'SELECT @@bind_address host, @@local_infile local, @@innodb_flush_log_at_trx_commit flush, @@log_bin log'
    expect(await query(server.url, sql)).toEqual([{ host: '127.0.0.1', local: 1, flush: 1, log: 0 }])
  })

  test('has its data and its address again after a stop, a kill, and over one that still runs', async () => {
    const { url } = server
    await query(url, 'INSERT INTO kept VALUES (1)')
    await server.stop()
    server = await startPrivateServer({ dir })
    await query(url, 'INSERT INTO kept VALUES (2)')
    await server.kill()
    expect(await server.exited).toBe('ended by SIGKILL')
    const orphan = await startPrivateServer({ dir })
    await query(url, 'INSERT INTO kept VALUES (3)')
    server = await startPrivateServer({ dir })
    expect(await orphan.exited).toMatch('ended with code 0')
    expect(server.url).toBe(url)
    expect(await query(url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  }, 120_000)

  test('a stale pid file that names a stranger harms nobody', async () => {
    await server.stop()
    writeFileSync(join(dir, `${engine}.pid`), String(process.pid))
    server = await startPrivateServer({ dir })
    expect(readFileSync(join(dir, `${engine}.pid`), 'utf8').trim()).toBe(String(server.pid))
  }, 60_000)
})
