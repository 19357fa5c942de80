import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { sampleTrips } from '#trips/sample-trips.ts'
import { type UploadView, uploadView } from '#trips/views.ts'
import { openLine } from './open-line.ts'
import { emptyTripfold, expect, freshName, importCard, readImport, readImports, test } from './tripfold.ts'
import { browserPids } from './worker-process.ts'

test.skip(!existsSync('/proc/self/stat'), 'reads /proc')
test.setTimeout(300_000)
test.use({ expectedError: /Failed to load resource|WebSocket connection|ERR_/ })
test.beforeEach(({ request }) => emptyTripfold(request))
test.afterEach(({ request }) => emptyTripfold(request))

/** Some 70 MB: enough for its import to begin while it is sent. */
const rows = 700_000
const bytesASecond = 6_000_000

test('a laptop falls asleep while a large file is sent and half of it is imported: awake again, it goes on from there', async ({
  page,
  request,
}) => {
  const name = freshName('asleep')
  const path = test.info().outputPath(name)
  const bytes = Buffer.concat([...sampleTrips({ seed: 31, rows })])
  writeFileSync(path, bytes)
  const line = await openLine()
  await page.goto(`${line.url}/imports`)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  const speed = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesASecond }
  await cdp.send('Network.emulateNetworkConditions', speed)
  const offsets: number[] = []
  page.on('request', (sent) => {
    if (sent.method() === 'PATCH') offsets.push(Number(sent.headers()['upload-offset']))
  })
  const created = page.waitForResponse((response) => response.request().method() === 'POST' && response.status() === 201)
  await page.getByLabel('Choose CSV files to import').setInputFiles(path)
  const { location } = (await created).headers()
  const upload = async (): Promise<UploadView> => uploadView.parse(await (await request.get(location)).json())
  await expect.poll(async () => (await upload()).begun, { timeout: 60_000 }).not.toBeNull()
  const id = Number((await upload()).begun?.split('/').at(-1))

  const browser = browserPids()
  expect(browser.length).toBeGreaterThan(2)
  for (const pid of browser) process.kill(pid, 'SIGSTOP')
  try {
    // Nobody answers on the laptop's side, so what lies between gives its connections up.
    line.cut()
    await expect.poll(async () => (await upload()).sending).toBe(false)
    await expect.poll(async () => (await readImport(request, id)).waiting_for).toContain('Its upload is paused')
    line.mend()
  } finally {
    for (const pid of browser) process.kill(pid, 'SIGCONT')
  }
  const asleepAt = (await upload()).bytes
  expect(asleepAt).toBeLessThan(bytes.length)

  await expect(importCard(page, name)).toContainText('700,000 trips', { timeout: 180_000 })
  expect(offsets[0]).toBe(0)
  expect(offsets.at(-1)).toBeGreaterThanOrEqual(asleepAt)
  expect((await readImports(request)).filter(({ file_name }) => file_name === name)).toMatchObject([
    {
      ...{ id, state: 'done', byte_size: bytes.length, bytes_done: bytes.length },
      ...{ sha256: createHash('sha256').update(bytes).digest('hex') },
      ...{ rows_stored: rows, rows_rejected: 0, rows_skipped: 0 },
    },
  ])
  const reconciled = await request.get('/api/v1/reconcile', { timeout: 120_000 })
  expect(await reconciled.json()).toMatchObject({ ok: true, checks: [] })
  line.close()
})
