import { once } from 'node:events'
import { createServer } from 'node:http'
import { env } from '#env.ts'
import { csvHeader, csvLine, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, importCard, test } from './tripfold.ts'

test.use({ expectedError: /status of (400|422)/ })
test.beforeEach(({ request }) => emptyTripfold(request))
test.afterEach(async ({ request }) => {
  await request.delete('/api/v1/feeds/city')
  await emptyTripfold(request)
})

test('a feed is set up, fetched, fetched again without anything new, paused and removed', async ({ page }) => {
  const [host] = env().FEED_HOSTS
  const text = `${[csvHeader, ...madeTrips(41, 30).map(csvLine)].join('\n')}\n`
  const server = createServer((_, response) => response.end(text)).listen(Number(host.split(':')[1]), '127.0.0.1')
  await once(server, 'listening')
  await page.goto('/imports')
  await page.getByText('On a schedule').click()
  const address = page.getByLabel('Address of a CSV file')
  await address.fill('https://other.example.org/trips.csv')
  await page.getByLabel('Name', { exact: true }).fill('city')
  await page.getByRole('button', { name: 'Add the feed' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'not a host to fetch from' })).toBeVisible()
  await address.fill(`http://${host}/trips.csv`)
  await page.getByRole('button', { name: 'Add the feed' }).click()

  const feed = page.getByRole('listitem', { name: 'Feed city' })
  await expect(feed).toContainText('every day at 04:00 UTC')
  await expect(feed).toContainText('Not fetched yet')
  await feed.getByRole('button', { name: 'Run now' }).click()
  await expect(feed).toContainText('Imported')
  await expect(importCard(page, 'trips.csv').first()).toContainText('30 trips')
  await feed.getByRole('button', { name: 'Run now' }).click()
  await expect(feed).toContainText('Nothing new')
  server.close()
  server.closeAllConnections()
  await feed.getByRole('button', { name: 'Run now' }).click()
  await expect(feed).toContainText('ECONNREFUSED')
  await feed.getByRole('button', { name: 'Pause' }).click()
  await expect(feed).toContainText('Paused')
  await feed.getByRole('button', { name: 'Remove' }).click()
  await expect(feed).toBeHidden()
})
