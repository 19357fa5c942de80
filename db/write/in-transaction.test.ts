import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../client.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { inTransaction } from './in-transaction.ts'

let db: Database
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
})
afterAll(() => drop())

test('two transactions that lock each other out: the one that is sent back runs again, and both are in', async () => {
  await db.$client.query("INSERT INTO regions (id, name) VALUES (1, 'a'), (2, 'b')")
  const arrived: number[] = []
  let bothHold = () => {}
  const held = new Promise<void>((resolve) => {
    bothHold = resolve
  })
  const touch = (order: number[]) =>
    inTransaction(db, async (connection) => {
      await connection.query('UPDATE regions SET name = CONCAT(name, ?) WHERE id = ?', [order[0], order[0]])
      if (arrived.push(order[0]) === 2) bothHold()
      await held
      await connection.query('UPDATE regions SET name = CONCAT(name, ?) WHERE id = ?', [order[0], order[1]])
    })
  await Promise.all([touch([1, 2]), touch([2, 1])])
  expect(arrived.length).toBe(3)
  const [rows] = await db.$client.query<RowDataPacket[]>('SELECT id, name FROM regions ORDER BY id')
  expect(rows.map(({ name }) => [...name.slice(1)].sort().join(''))).toEqual(['12', '12'])
  await db.$client.query('DELETE FROM regions')
})
