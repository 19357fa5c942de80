import { once } from 'node:events'
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connect } from '../client.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { loadRows } from './load-rows.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  fresh = await freshDatabase()
  await fresh.db.$client.query('CREATE TABLE loaded (n INT UNSIGNED PRIMARY KEY, bytes MEDIUMBLOB NOT NULL)')
})
afterAll(() => fresh.drop())

const target = { table: 'loaded', columns: ['n', 'bytes'] }

test('blocks made in one place arrive as they were, and no rows are no rows', async () => {
  const connection = await fresh.db.$client.getConnection()
  // Some 30 MB, each byte of a row another one than of those before and behind: more than any socket holds.
  const row = (n: number) => new Uint8Array(1000 + (n % 7)).fill(n % 251)
  function* rows() {
    for (let n = 0; n < 30_000; n++) yield [n, row(n)]
  }
  expect(await loadRows(connection, target, rows(), true)).toBe(30_000)
  const [stored] = await connection.query<RowDataPacket[]>('SELECT n, bytes FROM loaded ORDER BY n')
  expect(stored.filter(({ n, bytes }) => Buffer.compare(bytes, row(n)) !== 0)).toEqual([])
  expect(await loadRows(connection, target, [], true)).toBe(0)
  const [{ affectedRows }] = await connection.query<ResultSetHeader>('DELETE FROM loaded')
  expect(affectedRows).toBe(30_000)
  connection.release()
})

test('a load whose connection is lost asks for no more rows', async () => {
  const connection = await fresh.db.$client.getConnection()
  let asked = 0
  function* endless() {
    for (;;) yield [asked++, new Uint8Array(10_000)]
  }
  const loading = expect(loadRows(connection, target, endless(), true)).rejects.toThrow()
  while (asked < 1000) await setImmediate()
  await fresh.db.$client.query('KILL ?', [connection.threadId])
  await loading
  const before = asked
  for (let i = 0; i < 100; i++) await setImmediate()
  expect(asked).toBe(before)
  connection.destroy()
})

test('a load ends when the server has closed and reads no more', async () => {
  // Before the server, one that answers no more and keeps what is sent to it waiting, once it has been told to.
  const { hostname, port } = new URL(fresh.url)
  const [clients, servers]: Socket[][] = [[], []]
  const before = createServer({ allowHalfOpen: true }, (client) => {
    const server = connectSocket(Number(port), hostname).on('error', () => {})
    client
      .on('error', () => {})
      .pipe(server)
      .pipe(client)
    clients.push(client)
    servers.push(server)
  })
  await once(before.listen(0, '127.0.0.1'), 'listening')
  const url = new URL(fresh.url)
  url.port = String((before.address() as AddressInfo).port)
  const db = connect(url.href, { loadData: true })
  onTestFinished(async () => {
    for (const socket of [...clients, ...servers]) socket.destroy()
    before.close()
    await db.$client.end()
  })
  const connection = await db.$client.getConnection()
  let asked = 0
  function* endless() {
    for (;;) yield [asked++, new Uint8Array(10_000)]
  }
  const loading = expect(loadRows(connection, target, endless(), true)).rejects.toThrow('Connection lost')
  while (asked < 1000) await setImmediate()
  for (const client of clients) client.unpipe().pause().end()
  await loading
})

test('rows that cannot be made end the load, and nothing of it is stored', async () => {
  const connection = await fresh.db.$client.getConnection()
  await connection.beginTransaction()
  function* broken() {
    for (let n = 0; n < 1000; n++) yield [n, new Uint8Array(1000)]
    throw new Error('no more')
  }
  await expect(loadRows(connection, target, broken(), true)).rejects.toThrow('no more')
  await connection.rollback()
  const [[{ rows }]] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS `rows` FROM loaded')
  expect(rows).toBe(0)
  connection.release()
})
