import type { Page, WebSocketRoute } from 'playwright/test'
import { weeklyAverageOf } from './brute-force.ts'
import { csvOf, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, followFrames, freshName, importCard, importFile, test } from './tripfold.ts'

test.beforeEach(({ request }) => emptyTripfold(request))
test.afterEach(({ request }) => emptyTripfold(request))

const [before, added] = [madeTrips(21, 200), madeTrips(22, 150)]

/** What the page asks for after it was opened: a server action is a POST to the page's own address. */
function followRequests(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (['fetch', 'xhr'].includes(request.resourceType())) asked.push(`${request.method()} ${pathname}`)
  })
  return asked
}

/** An hour passes on the page's clock: whatever a timer would ask for is asked. Then one known request, to come last. */
async function letAnHourPass(page: Page): Promise<void> {
  await page.clock.fastForward('01:00:00')
  await page.evaluate(() => fetch('/api/v1/health').then((response) => response.text()))
}

/** Until the channel is subscribed to, and the imports are being read once since. */
async function openLive(page: Page, path: string): Promise<ReturnType<typeof followFrames>> {
  const frames = followFrames(page)
  await page.clock.install()
  const caughtUp = page.waitForResponse((response) => response.request().method() === 'POST' && isOf(response.url(), path))
  await page.goto(path)
  await caughtUp
  return frames
}

const isOf = (url: string, path: string): boolean => new URL(url).pathname === path

test('the imports page is told of everything and asks for nothing', async ({ page, request }) => {
  const frames = await openLive(page, '/imports')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  const asked = followRequests(page)
  const name = freshName('told')
  const { id } = await importFile(request, name, csvOf(added))
  await expect(importCard(page, name)).toContainText('150 trips')
  const told = frames.seen.filter((view) => view.id === id)
  expect(told.at(-1)).toMatchObject({ state: 'done', rows_read: 150, rows_stored: 150 })
  expect(asked).toEqual([])
  await letAnHourPass(page)
  expect(asked).toEqual(['GET /api/v1/health'])
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
})

test('the dashboard asks once for each change of the data, and never by the clock', async ({ page, request }) => {
  await importFile(request, 'before.csv', csvOf(before))
  await openLive(page, '/')
  const largeNumber = page.getByRole('region', { name: 'Weekly average' }).getByRole('strong')
  await expect(largeNumber).toHaveText(String(weeklyAverageOf(before, {}).average))
  await expect(page.getByRole('region', { name: 'Legend' })).toContainText('per cell of')
  const asked = followRequests(page)
  const cells = page.waitForResponse((response) => isOf(response.url(), '/api/v1/cells'))
  await importFile(request, 'added.csv', csvOf(added))
  await expect(largeNumber).toHaveText(String(weeklyAverageOf([...before, ...added], {}).average))
  await cells
  // What is in the data, the answer to what is asked, and the density on the map.
  const refetches = ['GET /api/v1/cells', 'POST /', 'POST /']
  expect(asked.toSorted()).toEqual(refetches)
  await letAnHourPass(page)
  expect(asked.toSorted()).toEqual([...refetches, 'GET /api/v1/health'].toSorted())
})

test('a page whose connection broke catches up', async ({ page, request }) => {
  const sockets: WebSocketRoute[] = []
  let isAway = false
  await page.routeWebSocket('**/app/**', (socket) => {
    if (isAway) return socket.close({ code: 1001 })
    socket.connectToServer()
    sockets.push(socket)
  })
  const connection = (words: string) => page.getByText(words, { exact: true })
  await page.clock.install()
  await page.goto('/imports')
  await expect(connection('Live')).toBeVisible()
  isAway = true
  for (const socket of sockets) await socket.close({ code: 1001 })
  await expect(connection('Live')).toBeHidden()
  const name = freshName('missed')
  await importFile(request, name, csvOf(added))
  await expect(importCard(page, name)).toHaveCount(0)
  isAway = false
  await page.clock.fastForward('00:01:00')
  await expect(connection('Live')).toBeVisible()
  await expect(importCard(page, name)).toContainText('150 trips')
  const asked = followRequests(page)
  await letAnHourPass(page)
  expect(asked).toEqual(['GET /api/v1/health'])
})
