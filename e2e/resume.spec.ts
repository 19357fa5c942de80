import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright/test'
import { sampleTrips } from '#trips/sample-trips.ts'
import { openLine } from './open-line.ts'
import { emptyTripfold, expect, freshName, importCard, readImports, test } from './tripfold.ts'
import { webPid } from './worker-process.ts'

test.skip(!existsSync('/proc/self/stat'), 'reads /proc')
test.setTimeout(180_000)
// Breaks are what is tested: the browser writes each down.
test.use({ expectedError: /Failed to load resource|WebSocket connection|ERR_/ })
test.beforeEach(({ request }) => emptyTripfold(request))
test.afterEach(({ request }) => emptyTripfold(request))

const rows = 100_000

function writeTrips(name: string, seed: number): { path: string; sha256: string; bytes: number } {
  const path = test.info().outputPath(name)
  const bytes = Buffer.concat([...sampleTrips({ seed, rows })])
  writeFileSync(path, bytes)
  return { path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
}

const choose = (page: Page, path: string) => page.getByLabel('Choose CSV files to import').setInputFiles(path)
const uploadCard = (page: Page, name: string) => page.getByRole('listitem', { name: `Upload of ${name}` })

/** A line on which the file takes some ten seconds; returns what makes it fast again. */
async function slowLine(page: Page): Promise<() => Promise<unknown>> {
  const cdp = await page.context().newCDPSession(page)
  const limit = (uploadThroughput: number) =>
    cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput })
  await cdp.send('Network.enable')
  await limit(800_000)
  return () => limit(-1)
}

/** Offsets at which bytes of uploads are sent from now on. */
function followOffsets(page: Page): number[] {
  const offsets: number[] = []
  page.on('request', (sent) => {
    if (sent.method() === 'PATCH') offsets.push(Number(sent.headers()['upload-offset']))
  })
  return offsets
}

/** How much of the one upload under way is safe at the server. */
async function arrived(page: Page): Promise<number> {
  const url = await page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.startsWith('tripfold-upload:'))
    return key ? JSON.parse(localStorage.getItem(key) ?? '{}').url : undefined
  })
  if (!url) return 0
  const response = await page.request.get(url)
  return response.ok() ? (await response.json()).bytes : 0
}

const importsOf = async (page: Page, name: string) =>
  (await readImports(page.request)).filter(({ file_name }) => file_name === name)

test('a connection that is cut is waited for, and the upload goes on by itself', async ({ page }) => {
  const name = freshName('tunnel')
  const { path, sha256, bytes } = writeTrips(name, 21)
  const line = await openLine()
  await page.goto(`${line.url}/imports`)
  const fast = await slowLine(page)
  const offsets = followOffsets(page)
  await choose(page, path)
  await expect.poll(() => arrived(page)).toBeGreaterThan(1_000_000)
  line.cut()
  await expect(uploadCard(page, name)).toContainText('Waiting for the connection')
  await fast()
  line.mend()
  await expect(importCard(page, name)).toContainText('100,000 trips', { timeout: 60_000 })
  expect(offsets[0]).toBe(0)
  expect(offsets.at(-1)).toBeGreaterThan(1_000_000)
  expect(await importsOf(page, name)).toMatchObject([{ sha256, byte_size: bytes, rows_stored: rows }])
  line.close()
})

test('the server is killed and the page is gone: the same file again goes on from the last byte', async ({ page }) => {
  const name = freshName('laptop')
  const { path, sha256, bytes } = writeTrips(name, 22)
  await page.goto('/imports')
  await slowLine(page)
  await choose(page, path)
  await expect.poll(() => arrived(page)).toBeGreaterThan(1_000_000)
  process.kill(webPid(), 'SIGKILL')
  await expect(uploadCard(page, name)).toContainText('Waiting for the connection')
  page.on('dialog', (dialog) => dialog.accept())
  await page.goto('about:blank')
  await expect
    .poll(() =>
      page.request.get('/api/v1/health').then(
        (answer) => answer.ok(),
        () => false,
      ),
    )
    .toBe(true)

  const offsets = followOffsets(page)
  await page.goto('/imports')
  const unfinished = page.getByRole('region', { name: 'Unfinished uploads' })
  await expect(unfinished).toContainText(name)
  await choose(page, path)
  await expect(importCard(page, name)).toContainText('100,000 trips', { timeout: 60_000 })
  await expect(unfinished).toBeHidden()
  expect(offsets[0]).toBeGreaterThan(1_000_000)
  expect(await importsOf(page, name)).toMatchObject([{ sha256, byte_size: bytes, rows_stored: rows }])
})

test('paused, gone on, and given up', async ({ page }) => {
  const name = freshName('pause')
  const { path } = writeTrips(name, 23)
  await page.goto('/imports')
  await slowLine(page)
  await choose(page, path)
  const card = uploadCard(page, name)
  await expect.poll(() => arrived(page)).toBeGreaterThan(500_000)
  await card.getByRole('button', { name: 'Pause' }).click()
  await expect(card).toContainText('Paused at')
  const offsets = followOffsets(page)
  await card.getByRole('button', { name: 'Go on' }).click()
  await expect(card).toContainText('Sending')
  await expect.poll(() => offsets.length).toBe(1)
  expect(offsets[0]).toBeGreaterThan(500_000)
  const discarded = page.waitForResponse((response) => response.request().method() === 'DELETE')
  await card.getByRole('button', { name: 'Cancel' }).click()
  await card.getByRole('button', { name: /^Throw away/ }).click()
  expect((await discarded).status()).toBe(204)
  await expect(card).toBeHidden()
  expect(await importsOf(page, name)).toEqual([])
  await page.reload()
  await expect(page.getByText('Nothing was imported yet').or(page.getByText('newest first'))).toBeVisible()
  await expect(page.getByRole('region', { name: 'Unfinished uploads' })).toBeHidden()
})
