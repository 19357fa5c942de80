import type { RowDataPacket } from 'mysql2/promise'
import type { Page } from 'playwright/test'
import { connect, type Database } from '#db/client.ts'
import { databaseUrl } from '#env.ts'
import { areasView } from '#trips/saved-area.ts'
import { csvOf, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, importFile, test } from './tripfold.ts'

// Questions that never end: the table they read is locked.

let db: Database
test.beforeAll(async ({ request }) => {
  db = connect(databaseUrl())
  await emptyTripfold(request)
  // A worker would count what other tests have saved, by statements like those of questions.
  const { areas } = areasView.parse(await (await request.get('/api/v1/areas')).json())
  for (const { name } of areas) await request.delete(`/api/v1/areas/${encodeURIComponent(name)}`)
  await importFile(request, 'asked-trips.csv', csvOf(madeTrips(7, 100)))
})
test.afterAll(async ({ request }) => {
  await db.$client.end()
  await emptyTripfold(request)
})

/** Statements of questions that wait for the table; the worker writes its own otherwise. */
async function waiting(): Promise<number> {
  const [rows] = await db.$client.query<RowDataPacket[]>(
    "SELECT id FROM information_schema.processlist WHERE state LIKE 'Waiting for table%' AND info LIKE 'SELECT `trip_segments`.%'",
  )
  return rows.length
}

async function withTableLocked(work: () => Promise<void>): Promise<void> {
  const connection = await db.$client.getConnection()
  try {
    await connection.query('LOCK TABLES trip_segments WRITE')
    await work()
  } finally {
    await connection.query('UNLOCK TABLES')
    connection.release()
  }
}

/** A question that has not been asked before, so that nothing is remembered. */
let asked = 0
const address = () => `/?hours=${asked++}`

async function openHalf(page: Page): Promise<void> {
  await page.goto(address(), { waitUntil: 'commit' })
  // Closed within milliseconds of the first byte, Chromium once waited a minute for the page.
  await expect(page.locator('header')).toBeVisible()
  await expect.poll(waiting).toBeGreaterThan(0)
}

test('questions of a page that is closed end in the database', async ({ context }) => {
  await withTableLocked(async () => {
    const page = await context.newPage()
    await openHalf(page)
    await page.close()
    await expect.poll(waiting).toBe(0)
  })
})

test('so do those of its server actions', async ({ page, context }) => {
  const changed = await context.newPage()
  await changed.goto('/')
  const region = changed.getByRole('combobox', { name: 'Region' })
  await expect(region).toBeVisible()
  await expect(changed.getByRole('toolbar', { name: 'Map tools' })).toBeVisible()
  await withTableLocked(async () => {
    const calling = changed.waitForRequest((request) => request.method() === 'POST')
    await region.selectOption('Turin')
    await calling
    await expect.poll(waiting).toBeGreaterThan(0)
    await changed.close()
    await expect.poll(waiting).toBe(0)
  })
  // The server goes on.
  await page.goto(address())
  await expect(page.getByRole('region', { name: 'Weekly average' })).toBeVisible()
})

test('a path that is not percent-encoded UTF-8 is refused as any other mistake', async ({ request }) => {
  for (const path of ['/api/v1/areas/%zz', '/api/v1/datasources/%FF/regions?limit=1']) {
    const response = await request.get(path)
    expect([response.status(), response.headers()['content-type']]).toEqual([400, 'application/problem+json'])
    expect(await response.json()).toMatchObject({ status: 400, found: path.split('?')[0], expected: 'percent-encoded UTF-8' })
  }
  expect((await request.get('/api/v1/regions?%zz=1')).status()).toBe(400)
})
