import { sql } from 'drizzle-orm'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../client.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { eachRow } from './each-row.ts'

let db: Database
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
})
afterAll(() => drop())

test('rows come one by one, and the connection is of use afterwards', async () => {
  const connection = await db.$client.getConnection()
  const seen: number[] = []
  for (let reading = 0; reading < 2; reading++)
    await eachRow<{ i: number }>(connection, sql`SELECT i FROM ordinals WHERE i < ${3} ORDER BY i`, ({ i }) => seen.push(i))
  expect(seen).toEqual([0, 1, 2, 0, 1, 2])
  expect(connection.connection.listenerCount('error')).toBeLessThan(5)
  connection.release()
})

test('a statement that fails, a taker that fails and a connection that is lost each end the reading', async () => {
  const failing = await db.$client.getConnection()
  await expect(eachRow(failing, sql`SELECT nothing FROM nowhere`, () => {})).rejects.toThrow(/nowhere/)
  failing.destroy()

  const refused = await db.$client.getConnection()
  let taken = 0
  const refusing = eachRow(refused, sql`SELECT a.i FROM ordinals a JOIN ordinals b`, () => {
    if (++taken >= 3) throw new Error('enough')
  })
  await expect(refusing).rejects.toThrow('enough')
  expect(taken).toBe(3)
  refused.destroy()

  const lost = await db.$client.getConnection()
  const [[{ id }]] = await lost.query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id')
  let killed: Promise<unknown> | undefined
  const reading = eachRow(lost, sql`SELECT a.i FROM ordinals a JOIN ordinals b JOIN ordinals c`, () => {
    killed ??= db.$client.query(`KILL ${id}`)
  })
  await expect(reading).rejects.toThrow()
  await killed
  lost.destroy()
})
