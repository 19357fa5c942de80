import { existsSync } from 'node:fs'
import type { Browser, Page } from 'playwright/test'
import { env } from '#env.ts'
import { csvOf, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, freshName, importCard, importFile, readImport, sendFile, test } from './tripfold.ts'
import { startWebProxy } from './web-proxy.ts'
import { workerPid } from './worker-process.ts'

test.skip(!existsSync('/proc/self/stat'), 'reads /proc')
test.beforeEach(({ request }) => emptyTripfold(request))
test.afterEach(({ request }) => emptyTripfold(request))

const trips = madeTrips(24, 150)

/** A page all of whose connections go through a proxy. */
async function behindProxy(browser: Browser, tunnelMs: number, look: (page: Page, proxy: Proxy) => Promise<void>): Promise<void> {
  const proxy = await startWebProxy(tunnelMs)
  const context = await browser.newContext({ baseURL: env().TEST_BASE_URL, proxy: { server: proxy.url } })
  try {
    await look(await context.newPage(), proxy)
  } finally {
    await context.close()
    proxy.close()
  }
}
type Proxy = Awaited<ReturnType<typeof startWebProxy>>

test('a proxy lets no WebSocket through: the page says so, and shows an import as it stands and as it ends', async ({
  browser,
  request,
}) => {
  await behindProxy(browser, 0, async (page, { tunnels }) => {
    await page.goto('/imports')
    await expect(page.getByText('Not live: looks every few seconds')).toBeVisible()
    const name = freshName('blocked')
    const worker = workerPid()
    process.kill(worker, 'SIGSTOP')
    try {
      const { id } = await sendFile(request, name, csvOf(trips))
      await expect(importCard(page, name)).toContainText('Waiting for its turn')
      expect(await readImport(request, id)).toMatchObject({ state: 'received' })
    } finally {
      process.kill(worker, 'SIGCONT')
    }
    await expect(importCard(page, name)).toContainText('Imported')
    await expect(importCard(page, name)).toContainText('150 trips')
    await expect(page.getByText('Not live: looks every few seconds')).toBeVisible()
    expect(tunnels.refused).toBeGreaterThan(1)
    expect(tunnels.given).toBe(0)
  })
})

test('the file itself is sent through such a proxy, and its page follows it to the end', async ({ browser }) => {
  await behindProxy(browser, 0, async (page) => {
    const name = freshName('sent-blocked')
    await page.goto('/imports')
    await expect(page.getByText('Not live: looks every few seconds')).toBeVisible()
    const file = { name, mimeType: 'text/csv', buffer: Buffer.from(csvOf(trips)) }
    await page.getByLabel('Choose CSV files to import').setInputFiles(file)
    await expect(importCard(page, name)).toContainText('150 trips')
    await page.goto('/')
    await expect(page.getByRole('region', { name: 'Weekly average' })).toContainText('150')
  })
})

test('a proxy ends every WebSocket after a second: the page comes back, and misses nothing', async ({ browser, request }) => {
  await behindProxy(browser, 1000, async (page, { tunnels }) => {
    await page.goto('/imports')
    await expect(page.getByText('Live', { exact: true })).toBeVisible()
    for (const round of [1, 2, 3]) {
      const before = tunnels.given
      const name = freshName(`cut-${round}`)
      await importFile(request, name, csvOf(madeTrips(30 + round, 100 + round)))
      await expect(importCard(page, name)).toContainText(`${100 + round} trips`)
      await expect.poll(() => tunnels.given).toBeGreaterThan(before)
    }
  })
})
