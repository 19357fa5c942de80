import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { remembered } from './remembered.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

test('an answer is read once for a query and a state of the trips, and anew when the trips change', async () => {
  let readings = 0
  const read = async (_db: Database, query: { region: string }) => `${query.region} ${++readings}`
  const ask = (region: string) => remembered(fresh.db, 'test', { region }, read)
  expect(await Promise.all([ask('Turin'), ask('Turin')])).toEqual(['Turin 1', 'Turin 1'])
  expect(await ask('Prague')).toBe('Prague 2')
  expect(await ask('Turin')).toBe('Turin 1')
  await fresh.db.$client.query('UPDATE dataset SET version = version + 1')
  expect(await ask('Turin')).toBe('Turin 3')
})

test('a failure is not kept', async () => {
  let readings = 0
  const failing = async (): Promise<number> => {
    if (++readings === 1) throw new Error('the database went away')
    return readings
  }
  await expect(remembered(fresh.db, 'failing', {}, failing)).rejects.toThrow('went away')
  expect(await remembered(fresh.db, 'failing', {}, failing)).toBe(2)
})
