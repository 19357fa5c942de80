import { readFileSync } from 'node:fs'
import type { Page } from 'playwright/test'
import { weeklyAverageOf } from './brute-force.ts'
import { csvHeader, csvLine, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, followFrames, freshName, importCard, test } from './tripfold.ts'

test.use({ expectedError: /status of 409/ }) // the same file again

const trips = madeTrips(11, 100)
const bad = {
  latitude: csvLine({ ...trips[0], origin: [144_000_000, 952_000_000] }),
  time: csvLine(trips[1]).replace(/,[\d-]+ [\d:]+,/, ',yesterday,'),
  short: csvLine(trips[2]).split(',').slice(0, 2).join(','),
}
const lines = [csvHeader, ...trips.map(csvLine)]
lines.splice(5, 0, bad.latitude)
lines.splice(50, 0, bad.time)
lines.push(bad.short)
const text = `${lines.join('\n')}\n`

test.beforeEach(({ request }) => emptyTripfold(request))
test.afterEach(({ request }) => emptyTripfold(request))

async function dropFile(page: Page, name: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    (file) => {
      const data = new DataTransfer()
      data.items.add(new File([file.text], file.name, { type: 'text/csv' }))
      return data
    },
    { name, text },
  )
  await page.getByText('Drop CSV files here').dispatchEvent('drop', { dataTransfer })
}

const chooseFile = (page: Page, name: string, content = text) =>
  page.getByLabel('Choose CSV files to import').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })

/** Counts how often a page is loaded from now on. */
function countLoads(page: Page): () => number {
  let loads = 0
  page.on('load', () => loads++)
  return () => loads
}

const emptyHeading = (page: Page) => page.getByRole('heading', { name: /^Drop a file of trips/ })
const largeNumber = (page: Page) => page.getByRole('region', { name: 'Weekly average' }).getByRole('strong')

test('a dropped file is followed live by everybody, explained when it comes again, and taken back', async ({ page, context }) => {
  const name = freshName('morning')
  const watcher = await context.newPage()
  const frames = followFrames(watcher)
  await Promise.all([page.goto('/'), watcher.goto('/imports')])
  await expect(emptyHeading(page)).toBeVisible()
  await expect(watcher.getByText('Live', { exact: true })).toBeVisible()
  const loads = [countLoads(page), countLoads(watcher)]

  await dropFile(page, name)
  const card = importCard(watcher, name)
  await expect(card).toContainText('Imported')
  await expect(card).toContainText('100 trips, 3 rows rejected')
  await expect(largeNumber(page)).toHaveText(String(weeklyAverageOf(trips, {}).average))
  expect(loads.map((count) => count())).toEqual([0, 0])
  expect(frames.seen.at(-1)).toMatchObject({ file_name: name, state: 'done', rows_read: 103, rows_stored: 100 })

  await watcher.reload()
  await expect(card).toContainText('100 trips, 3 rows rejected')
  await card.getByText('Details').click()
  await expect(card).toContainText(/Read\s*103\s*Stored\s*100\s*Rejected\s*3\s*Duplicates skipped\s*0/)
  await expectRejects(watcher, name)

  await chooseFile(watcher, name)
  const upload = watcher.getByRole('listitem', { name: `Upload of ${name}` })
  await expect(upload.getByRole('alert')).toContainText('The same file, byte for byte, was imported before')
  await upload.getByRole('link', { name: 'See the first import' }).click()
  await expect(watcher).toHaveURL(new RegExp(`#${await card.getAttribute('id')}$`))
  await upload.getByRole('button', { name: 'Import anyway' }).click()
  await expect(card.getByText('Imported', { exact: true })).toHaveCount(2)
  await expect(largeNumber(page)).toHaveText(String(weeklyAverageOf([...trips, ...trips], {}).average))

  await watcher.reload()
  await undo(watcher, name, 2)
  await expect(emptyHeading(page)).toBeVisible()
  const regions = await page.request.get('/api/v1/regions')
  expect((await regions.json()).regions).toEqual([])
})

async function expectRejects(page: Page, name: string): Promise<void> {
  const rejects = importCard(page, name).getByRole('region', { name: 'Rejected rows' })
  await expect(rejects).toContainText('3 rejected')
  for (const line of [6, 51, 104]) await expect(rejects).toContainText(`(line ${line})`)
  const [download] = await Promise.all([page.waitForEvent('download'), rejects.getByRole('link', { name: /^Download/ }).click()])
  const csv = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\n')
  expect(csv[0]).toBe(`tripfold_line,tripfold_byte,tripfold_column,tripfold_reason,${csvHeader}`)
  expect(csv.slice(1).map((line) => line.split(',')[0])).toEqual(['6', '51', '104'])
  expect(csv.slice(1).map((line, i) => line.endsWith(`,${Object.values(bad)[i]}`))).toEqual([true, true, true])
  await rejects.locator('summary').first().click()
  await expect(rejects.locator('pre').first()).toBeVisible()
  const usual = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  if (usual) await page.setViewportSize(usual)
}

async function undo(page: Page, name: string, count: number): Promise<void> {
  const cards = importCard(page, name)
  for (let i = 0; i < count; i++) {
    await cards.nth(i).getByText('Details').click()
    await cards.nth(i).getByRole('button', { name: 'Undo this import…' }).click()
    const dialog = page.getByRole('dialog', { name: `Undo the import of ${name}?` })
    await dialog.getByRole('button', { name: 'Undo the import' }).click()
    await expect(cards.nth(i)).toContainText('Taken back')
  }
}

test('a file can be sent again after it was taken back', async ({ page, request }) => {
  const name = freshName('again')
  await page.goto('/imports')
  await chooseFile(page, name)
  await expect(importCard(page, name)).toContainText('Imported')
  await undo(page, name, 1)
  await chooseFile(page, name)
  await expect(importCard(page, name).first()).toContainText('100 trips, 3 rows rejected')
  const answer = await request.get('/api/v1/weekly-average')
  expect(await answer.json()).toMatchObject({ total_trips: 100 })
})

test('a file that holds no trips is refused in one sentence', async ({ page }) => {
  const name = freshName('people')
  await page.goto('/imports')
  await chooseFile(page, name, 'name,age\nAda,36\n')
  await expect(importCard(page, name)).toContainText('Not imported')
  await expect(importCard(page, name)).toContainText('origin and destination')
})
