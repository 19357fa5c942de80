import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from 'playwright/test'
import { emptyTripfold, expect, freshName, importCard, readImports, test } from './tripfold.ts'

test.afterEach(async ({ request }) => {
  await emptyTripfold(request)
  const { mappings } = await (await request.get('/api/v1/mappings')).json()
  for (const { name } of mappings) await request.delete(`/api/v1/mappings/${encodeURIComponent(name)}`)
})

let made = 0
/** Columns that no name gives away, dates that read both ways, one row without a destination; with bytes of its own. */
function foreignFile(more = ''): string {
  const row = (minute: number, lat = '50.08') =>
    `${++made},0${(minute % 9) + 1}/05/2018 08:${10 + minute},50.0${minute},14.4${minute},${lat},14.5`
  const rows = Array.from({ length: 9 }, (_, minute) => row(minute) + more.replace(/\w+/g, 'x'))
  return [`nummer,wann,breite a,laenge a,breite b,laenge b${more}`, ...rows, row(9, '') + more.replace(/\w+/g, 'x'), ''].join(
    '\n',
  )
}

const roles = {
  wann: 'Start date and time',
  'breite a': 'Origin latitude',
  'laenge a': 'Origin longitude',
  'breite b': 'Destination latitude',
  'laenge b': 'Destination longitude',
}

const choose = (page: Page, name: string, content: string) =>
  page.getByLabel('Choose CSV files to import').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })

async function chooseColumns(panel: Locator): Promise<void> {
  for (const [column, role] of Object.entries(roles))
    await panel.getByRole('combobox', { name: `Use of column ${column}`, exact: true }).selectOption({ label: role })
}

/** What axe holds to be serious or critical. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}

test('a file is looked into, its columns chosen and saved; the next one needs no click, and another one says how it differs', async ({
  page,
  request,
}) => {
  const [first, second, third] = ['first', 'second', 'third'].map(freshName)
  await page.goto('/imports')
  await page.getByLabel(/^Check first/).check()
  await choose(page, first, foreignFile())
  const panel = page.getByRole('dialog', { name: first })
  await expect(panel).toContainText('No columns with the coordinates of origin and destination were found')
  await expect(panel.getByRole('button', { name: 'Import' })).toBeDisabled()

  await chooseColumns(panel)
  await expect(panel).toContainText("Which comes first in 'wann', the day or the month?")
  await panel.getByRole('button', { name: /^Day first: .* May$/ }).click()
  await expect(panel).toContainText('Origin from laenge a and breite a, destination from laenge b and breite b')
  await expect(panel).toContainText('9 of 10 rows looked at are trips')
  await expect(panel.getByRole('region', { name: 'First trips' })).toContainText('2018-05-01 08:10:00')
  await expect(panel.getByRole('figure', { name: 'Map of the first trips' })).toContainText('9 trips, 50.00° N to 50.08° N')
  await panel.getByText('1 row: ‘breite b’ should hold').click()
  await expect(panel).toContainText('Line 11')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await barriers(page)).toEqual([])
  }
  expect((await readImports(request)).filter(({ file_name }) => file_name === first)).toEqual([])

  await panel.getByLabel('Region of all trips').fill('Prague')
  await panel.getByLabel('Save for files with these columns as').fill('Räder')
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(panel).toContainText("Read as saved under 'Räder'.")
  await panel.getByRole('button', { name: 'Import' }).click()
  await expect(panel).toBeHidden()
  await expect(importCard(page, first)).toContainText('9 trips, 1 row rejected')

  await page.getByLabel(/^Check first/).uncheck()
  await choose(page, second, foreignFile())
  const card = importCard(page, second)
  await expect(card).toContainText('9 trips, 1 row rejected')
  await card.getByText('Details').click()
  await expect(card).toContainText("Read as saved under 'Räder'.")
  expect(await (await request.get('/api/v1/weekly-average?region=Prague')).json()).toMatchObject({ total_trips: 18 })

  await page.getByText('Options', { exact: true }).click()
  await page.getByLabel('Columns as saved under').selectOption('Räder')
  await choose(page, third, foreignFile(',preis'))
  const refused = importCard(page, third)
  await expect(refused).toContainText("The file differs from what 'Räder' was saved for: it also has the column 'preis'.")
  await refused.getByRole('button', { name: 'Choose columns…' }).click()
  const again = page.getByRole('dialog', { name: third })
  await expect(again).toContainText("it also has the column 'preis'")
  await again.getByRole('button', { name: 'Read without ‘Räder’' }).click()
  await expect(again).toContainText('No columns with the coordinates')
  await page.keyboard.press('Escape')
  await expect(again).toBeHidden()
  await page.getByRole('button', { name: 'Forget ‘Räder’' }).click()
  await expect.poll(async () => (await request.get('/api/v1/mappings')).json()).toEqual({ mappings: [] })
})

test('a failed file is opened where it lies and read once more, by keyboard alone, on a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const name = freshName('failed')
  await page.goto('/imports')
  await choose(page, name, foreignFile())
  const card = importCard(page, name)
  await expect(card).toContainText('Not imported')
  await card.getByRole('button', { name: 'Choose columns…' }).focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name })
  await expect(panel).toContainText('No columns with the coordinates of origin and destination were found')
  // Nothing outside the panel can be reached from it.
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    expect(
      await page.evaluate(() => document.activeElement?.closest('dialog') !== null || document.activeElement === document.body),
    ).toBe(true)
  }
  await chooseColumns(panel)
  await panel.getByRole('combobox', { name: 'Dates' }).selectOption('mdy')
  await expect(panel).toContainText('9 of 10 rows looked at are trips')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  const importButton = panel.getByRole('button', { name: 'Import' })
  // The same was said before the order was chosen; until it is said anew the button takes no focus.
  await expect(importButton).toBeEnabled()
  await importButton.focus()
  await page.keyboard.press('Enter')
  await expect(panel).toBeHidden()
  await expect(card).toContainText('9 trips, 1 row rejected')
})

test('a file whose dates go on in the other order is taken back, and read as its sender says', async ({ page }) => {
  const dated = (date: string) => `50,14,50.1,14.1,${date} 08:00\n`
  const others = Array.from({ length: 15 }, (_, i) => dated(i % 3 === 0 ? '06/05/2018' : `${i + 13}/06/2018`)).join('')
  const rows = dated('06/13/2018').repeat(30_000)
  const name = freshName('joined')
  await page.goto('/imports')
  await choose(page, name, `start_lat,start_lon,end_lat,end_lon,start_time\n${rows}${others}${rows}`)
  const card = importCard(page, name)
  await expect(card).toContainText('From line 30003 on days stand where the months of the file are read (mdy).')
  await card.getByText('Details').click()
  await expect(card.getByText('Taken back').locator('..')).toContainText('60,005')
  await expect(card.getByText('Rejected').locator('..')).toContainText('10')
  await expect(card.getByRole('link', { name: /rejects|Download/i })).toHaveCount(0)
  await card.getByRole('button', { name: 'March 4 (month first)' }).click()
  await expect(card).toContainText('60,005 trips, 10 rows rejected')
  await card.getByText('Details').click()
  await expect(card.getByText('Stored').locator('..')).toContainText('60,005')
  await expect(card.getByRole('link', { name: /rejects|Download/i })).toBeVisible()
})
