import { sql } from 'drizzle-orm'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inSnapshot } from '#db/read/snapshot.ts'
import { problemView } from '#trips/views.ts'
import { answer } from './answer.ts'
import { endpoints } from './endpoints.ts'
import { type ServedApi, serveApi } from './testing/serve-api.ts'

// Questions that take long, over real sockets: a statement that looks at 268 million pairs of rows.

const looking = sql`SELECT a.i FROM ordinals a JOIN ordinals b WHERE CONCAT(a.i, b.i) = 'none'`
const slow = answer(endpoints.hourOfWeek, ({ ask, query }) =>
  ask((db, _, bounds) => inSnapshot(db, (snapshot) => snapshot.stream(looking, () => {}), bounds) as Promise<never>, query),
)
const quick = answer(endpoints.cells, ({ ask, query }) => ask(async () => Response.json('quick') as never, query))

let api: ServedApi
beforeAll(async () => {
  api = await serveApi(
    { '/hour-of-week': { GET: slow }, '/cells': { GET: quick } },
    { QUESTIONS_AT_ONCE: '2', QUESTION_SECONDS_MAX: '3' },
  )
})
afterAll(() => api.close())

const running = async (): Promise<number> => {
  const [rows] = await api.db.$client.query<RowDataPacket[]>(
    "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT a.i FROM ordinals a JOIN%'",
  )
  return rows.length
}
const within = { timeout: 20_000 }
const get = (path: string, signal?: AbortSignal) => fetch(`${api.url}${path}`, { signal })

test('a question whose client leaves ends on the server; one that others wait for goes on', async () => {
  const [one, two] = [new AbortController(), new AbortController()]
  const asked = [get('/hour-of-week', one.signal), get('/hour-of-week', two.signal)].map((response) =>
    response.catch(() => 'left'),
  )
  await expect.poll(running, within).toBe(1)
  one.abort()
  expect(await asked[0]).toBe('left')
  expect(await running()).toBe(1)
  two.abort()
  await expect.poll(running, within).toBe(0)
  expect(await (await get('/cells')).json()).toBe('quick')
})

test('so many questions are answered at once; the others wait, and may leave', async () => {
  const leaving = Array.from({ length: 4 }, () => new AbortController())
  const asked = leaving.map(({ signal }, i) => get(`/hour-of-week?hours=${i}`, signal).catch(() => 'left'))
  await expect.poll(running, within).toBe(2)
  const waits = get('/cells')
  for (const one of leaving) one.abort()
  expect(await Promise.all(asked)).toEqual(['left', 'left', 'left', 'left'])
  expect(await (await waits).json()).toBe('quick')
  await expect.poll(running, within).toBe(0)
})

test('a question that takes too long is told so, and how to ask less', async () => {
  const response = await get('/hour-of-week')
  expect(response.status).toBe(422)
  const problem = problemView.parse(await response.json())
  expect(problem).toMatchObject({
    bound: 'seconds',
    expected: 'at most 3 seconds',
    found: expect.stringMatching(/^3(\.\d+)? seconds$/),
  })
  expect(problem.detail).toContain('fewer days')
  await expect.poll(running, within).toBe(0)
})
