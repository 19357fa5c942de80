import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { sampleTrips } from '#trips/sample-trips.ts'
import { emptyTripfold, expect, followFrames, freshName, importCard, readImport, test } from './tripfold.ts'
import { workerPid } from './worker-process.ts'

test.skip(!existsSync('/proc/self/stat'), 'reads /proc')
test.setTimeout(300_000)
test.beforeEach(({ request }) => emptyTripfold(request))
test.afterEach(({ request }) => emptyTripfold(request))

/** Three chunks of trips, some 70 MB. */
const rows = 700_000

function writeTrips(path: string): { sha256: string; bytes: number } {
  const hash = createHash('sha256')
  const file = openSync(path, 'w')
  let bytes = 0
  for (const block of sampleTrips({ seed: 5, rows })) {
    bytes += writeSync(file, block)
    hash.update(block)
  }
  closeSync(file)
  return { sha256: hash.digest('hex'), bytes }
}

test('a large upload is stored to the last row although the worker is killed, and the page follows it', async ({
  page,
  request,
}) => {
  const name = freshName('large')
  const path = test.info().outputPath(name)
  const { sha256, bytes } = writeTrips(path)
  expect(bytes).toBeGreaterThan(11 * 2 ** 20)
  const frames = followFrames(page)
  await page.goto('/imports')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  let loads = 0
  page.on('load', () => loads++)

  const worker = workerPid()
  const committed = frames.next((view) => view.state === 'loading' && view.rows_stored > 0)
  await page.getByLabel('Choose CSV files to import').setInputFiles(path)
  const { id, rows_stored: storedBefore } = await committed
  process.kill(worker, 'SIGKILL')
  expect(storedBefore).toBeLessThan(rows)
  expect((await readImport(request, id)).state).toBe('loading')

  await expect(importCard(page, name)).toContainText('Imported', { timeout: 180_000 })
  await expect(importCard(page, name)).toContainText('700,000 trips')
  expect(loads).toBe(0)
  expect(workerPid()).not.toBe(worker)
  expect(await readImport(request, id)).toMatchObject({
    state: 'done',
    ...{ sha256, byte_size: bytes, bytes_done: bytes },
    ...{ rows_read: rows, rows_stored: rows, rows_rejected: 0, rows_skipped: 0 },
  })
  // No chunk was counted twice, and none was begun again.
  const told = frames.seen.filter((view) => view.id === id)
  expect(told.map((view) => view.rows_stored)).toEqual(told.map((view) => view.rows_stored).toSorted((a, b) => a - b))
  expect(told.at(-1)?.rows_stored).toBe(rows)
  const answer = await request.get('/api/v1/weekly-average')
  expect(await answer.json()).toMatchObject({ total_trips: rows })
  const reconciled = await request.get('/api/v1/reconcile', { timeout: 120_000 })
  expect(await reconciled.json()).toMatchObject({ ok: true, checks: [] })
})
