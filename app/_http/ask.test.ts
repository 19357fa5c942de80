import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { readDatasetVersion } from '#db/read/dataset-version.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { ask, askForCheck, askOnce } from './ask.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

const asker = { signal: new AbortController().signal, name: 'someone' }
const change = () => fresh.db.$client.query('UPDATE dataset SET version = version + 1')

function counted() {
  let readings = 0
  const read = async (_db: Database, query: { region: string }) => `${query.region} ${++readings}`
  return read
}

/** Reads that begin at once and end when they are told to. */
function gated() {
  const finishes: ((answer: string) => void)[] = []
  const read = () => new Promise<string>((resolve) => finishes.push(resolve))
  return { finishes, read }
}

test('the same question at the same time is asked once, and anew when it is asked again', async () => {
  // One connection answers in the order it is asked: after an answer of it, all before have begun.
  const one = connect(fresh.url, { connections: 1 })
  const begun = async () => {
    await readDatasetVersion(one)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { finishes, read } = gated()
  const asked = (region: string) => ask(one, 'asked', { region }, read, asker)
  const all = [asked('Turin'), asked('Turin'), asked('Prague')]
  await begun()
  expect(finishes).toHaveLength(2)
  finishes.forEach((finish, i) => void finish(`answer ${i}`))
  expect(await Promise.all(all)).toEqual(['answer 0', 'answer 0', 'answer 1'])
  const again = asked('Turin')
  await begun()
  finishes[2]('anew')
  expect(await again).toBe('anew')
  await one.$client.end()
})

test('an answer is kept for a query and a state of the trips, and read anew when the trips change', async () => {
  const read = counted()
  const asked = (region: string) => askOnce(fresh.db, 'kept', { region }, read, asker)
  expect(await Promise.all([asked('Turin'), asked('Turin')])).toEqual(['Turin 1', 'Turin 1'])
  expect(await asked('Prague')).toBe('Prague 2')
  expect(await asked('Turin')).toBe('Turin 1')
  await change()
  expect(await asked('Turin')).toBe('Turin 3')
})

test('an answer of trips that have changed since is shared with nobody', async () => {
  const { finishes, read } = gated()
  const slow = ask(fresh.db, 'slow', {}, read, asker)
  await expect.poll(() => finishes.length).toBe(1)
  await change()
  expect(await ask(fresh.db, 'slow', {}, async () => 'of the new trips', asker)).toBe('of the new trips')
  finishes[0]('of the old trips')
  expect(await slow).toBe('of the old trips')
})

test('a failure is not kept, nor is what was given up', async () => {
  let readings = 0
  const failing = async (): Promise<number> => {
    if (++readings === 1) throw new Error('the database went away')
    return readings
  }
  await expect(askOnce(fresh.db, 'failing', {}, failing, asker)).rejects.toThrow('went away')
  expect(await askOnce(fresh.db, 'failing', {}, failing, asker)).toBe(2)
  const gone = { signal: AbortSignal.abort(new Error('left')), name: 'someone' }
  await expect(askOnce(fresh.db, 'left', {}, failing, gone)).rejects.toThrow('left')
  expect(await askOnce(fresh.db, 'left', {}, failing, asker)).toBe(3)
})

test('checks run one at a time, and those of the same trips are one', async () => {
  const { finishes, read } = gated()
  const all = [1, 2, 3].map(() => askForCheck(fresh.db, 'check', read, asker))
  await expect.poll(() => finishes.length).toBe(1)
  await change()
  const other = askForCheck(fresh.db, 'check', read, asker)
  finishes[0]('well')
  expect(await Promise.all(all)).toEqual(['well', 'well', 'well'])
  await expect.poll(() => finishes.length).toBe(2)
  finishes[1]('well again')
  expect(await other).toBe('well again')
})

test('a question is told its bounds', async () => {
  const bounds = await ask(fresh.db, 'bounds', {}, async (_db, _query, given) => given, asker)
  expect(bounds).toMatchObject({ secondsMax: 120, rowsMax: 20_000_000, bytesMax: 8 * 2 ** 30, signal: expect.any(AbortSignal) })
})
