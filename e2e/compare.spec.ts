import type { Page } from 'playwright/test'
import { groupsOf, tripsOf, weeklyAverageOf } from './brute-force.ts'
import { csvOf, type MadeTrip, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, importFile, test } from './tripfold.ts'

const trips = madeTrips(7, 600)

test.beforeAll(async ({ request }) => {
  await emptyTripfold(request)
  await importFile(request, 'compared-trips.csv', csvOf(trips))
})
test.afterAll(({ request }) => emptyTripfold(request))

const comparison = (page: Page) => page.getByRole('region', { name: 'Comparison' })
const weekly = (page: Page) => page.getByRole('region', { name: 'Trips by week' })
const similar = (page: Page) => page.getByRole('region', { name: 'Similar trips' })
const numberText = (value: number): string => new Intl.NumberFormat('en', { maximumFractionDigits: 3 }).format(value)
const between = (list: readonly MadeTrip[], from: string, to: string) => list.filter(({ day }) => day >= from && day <= to)

/** The complete weeks of the data, 2024-W07 to W14, in halves. */
const later = { from: '2024-03-11', to: '2024-04-07' }
const earlier = { from: '2024-02-12', to: '2024-03-10' }

test('two regions, their numbers and lines side by side, as a table, and no more', async ({ page }) => {
  await page.goto('/?region=Prague')
  await page.getByText('Compare with another period or place').click()
  await page.getByRole('combobox', { name: 'Place to compare with' }).selectOption('Turin')
  await expect(page).toHaveURL('/?region=Prague&base_region=Turin')
  const [prague, turin] = ['Prague', 'Turin'].map((region) => weeklyAverageOf(trips, { region }))
  await expect(comparison(page).locator('strong')).toHaveText([numberText(prague.average), numberText(turin.average)])
  const difference =
    (prague.total * turin.weeks.length - turin.total * prague.weeks.length) / (prague.weeks.length * turin.weeks.length)
  await expect(comparison(page)).toContainText(`${numberText(difference)} more a week`)
  await expect(weekly(page).locator('.recharts-line-curve')).toHaveCount(2)

  await weekly(page).getByRole('button', { name: 'Table' }).click()
  const rows = weekly(page).getByRole('row')
  await expect(rows).toHaveCount(prague.weeks.length + 1)
  for (const [i, week] of prague.weeks.entries()) {
    const other = turin.weeks.find(({ monday }) => monday === week.monday)
    const numbers = await rows
      .nth(i + 1)
      .getByRole('cell')
      .allTextContents()
    expect([numbers[0], numbers[2]].map((text) => text.replace(' (partial)', ''))).toEqual([
      `${week.trips}`,
      other ? `${other.trips}` : '–',
    ])
  }

  await page.reload()
  await expect(comparison(page)).toContainText('Region Turin')
  await comparison(page).getByRole('button', { name: 'Stop comparing' }).click()
  await expect(page).toHaveURL('/?region=Prague')
  await expect(comparison(page)).toHaveCount(0)
  await expect(weekly(page).locator('.recharts-bar-rectangle')).toHaveCount(10)
})

test('the halves of the data, then a period of one’s own', async ({ page }) => {
  await page.goto('/')
  await page.getByText('Compare with another period or place').click()
  await page.getByRole('button', { name: 'The later half with the earlier half' }).click()
  await expect(page).toHaveURL(`/?from=${later.from}&to=${later.to}&base_from=${earlier.from}&base_to=${earlier.to}`)
  const counts = [later, earlier].map(({ from, to }) => between(trips, from, to).length)
  await expect(comparison(page).locator('strong')).toHaveText(counts.map((count) => numberText(count / 4)))

  await page.getByRole('region', { name: 'Compare', exact: true }).getByLabel('Last day').fill('2024-02-25')
  await expect(page).toHaveURL(/base_to=2024-02-25/)
  const shorter = between(trips, earlier.from, '2024-02-25').length
  await expect(comparison(page).locator('strong')).toHaveText([numberText(counts[0] / 4), numberText(shorter / 2)])
  await page.goBack()
  await expect(page).toHaveURL(/base_to=2024-03-10/)
})

test('a box with another box', async ({ page }) => {
  const [bbox, other] = ['14.41,50.07,14.46,50.1', '14.38,50.09,14.41,50.11']
  await page.goto(`/?bbox=${bbox}`)
  await page.getByText('Compare with another period or place').click()
  await page.getByText('A box as four numbers').click()
  const compare = page.getByRole('region', { name: 'Compare', exact: true })
  for (const [i, name] of ['West', 'South', 'East', 'North'].entries()) await compare.getByLabel(name).fill(other.split(',')[i])
  await compare.getByRole('button', { name: 'Compare with this box' }).click()
  await expect(page).toHaveURL(`/?bbox=${bbox}&base_bbox=${other}`)
  const averages = [bbox, other].map((box) => weeklyAverageOf(trips, { bbox: box }).average)
  await expect(comparison(page).locator('strong')).toHaveText(averages.map(numberText))
  await expect(comparison(page)).toContainText('The other box')
})

test('groups that have grown and shrunk most, with the trips of both periods', async ({ page }) => {
  await page.goto('/?region=Prague&level=12')
  await similar(page).getByText('Rising').click()
  await expect(page).toHaveURL('/?region=Prague&level=12&sort=rising')
  const prague = tripsOf(trips, { region: 'Prague' })
  const both = groupsOf(between(prague, earlier.from, later.to), 12).map((group) => {
    const now = between(group, later.from, later.to).length
    return { size: group.length, now, before: group.length - now }
  })
  const changes = both.map(({ now, before }) => now - before)
  const signed = (change: number) => (change > 0 ? `+${change}` : `${change}`.replace('-', '−'))
  const firstRow = similar(page).getByRole('row').nth(1)
  await expect(firstRow).toContainText(signed(Math.max(...changes)))
  await expect(similar(page)).toContainText('against')
  const [before, now] = ((await firstRow.getByText(/^\d+ → \d+$/).textContent()) ?? '').split(' → ').map(Number)
  expect(both).toContainEqual({ size: before + now, now, before })
  await firstRow.getByRole('button').click()
  await expect(similar(page).getByRole('listitem')).toHaveCount(before + now)

  await similar(page).getByText('Falling').click()
  await expect(similar(page).getByRole('row').nth(1)).toContainText(signed(Math.min(...changes)))
  await similar(page).getByText('Largest').click()
  await expect(page).toHaveURL('/?region=Prague&level=12')
})
