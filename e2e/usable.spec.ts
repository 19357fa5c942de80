import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from 'playwright/test'
import { csvOf, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, importFile, test } from './tripfold.ts'

test.beforeAll(async ({ request }) => {
  await emptyTripfold(request)
  await importFile(request, 'some-trips.csv', csvOf(madeTrips(3, 400)))
})
test.afterAll(({ request }) => emptyTripfold(request))

const drawTool = (page: Page) => page.getByRole('button', { name: 'Draw a box' })
const hint = (page: Page) => page.getByText('Drag a box, or click two corners. Escape cancels.')

/** A box beside another, and groups by their change. */
const compared = '/?bbox=14.41,50.07,14.46,50.1&sort=rising&base_bbox=14.38,50.09,14.41,50.11'

/** Waits until all of a page is there: what comes late must be looked at too. */
async function openWhole(page: Page, path: string): Promise<void> {
  await page.goto(path)
  if (path === '/imports') {
    await expect(page.getByText('Live', { exact: true })).toBeVisible()
  } else {
    await expect(drawTool(page)).toBeVisible()
    await expect(page.locator('.recharts-bar-rectangle, .recharts-line-curve').first()).toBeVisible()
    await expect(page.getByRole('region', { name: 'Legend' })).toContainText('per cell of')
  }
}

/** Opens whatever is folded away. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })

/** What axe holds to be serious or critical. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const path of ['/', '/?bbox=14.41,50.07,14.46,50.1', compared, '/imports'])
    test(`${path} has no barrier that axe finds, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await openWhole(page, path)
      expect(await barriers(page)).toEqual([])
      await unfold(page)
      await expect(page.getByText('Reading…')).toHaveCount(0)
      expect(await barriers(page)).toEqual([])
    })

test('the theme is chosen, and stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  await page.getByRole('button', { name: 'Theme: system. Change to light' }).click()
  await page.getByRole('button', { name: 'Theme: light. Change to dark' }).click()
  await expect(page.getByRole('button', { name: 'Theme: dark. Change to system' })).toBeVisible()
  expect(await scheme()).toBe('dark')
  await page.goto('/imports')
  await expect(page.getByRole('button', { name: 'Theme: dark. Change to system' })).toBeVisible()
  expect(await scheme()).toBe('dark')
})

/** What can be moved sideways: the page, or a part of it that holds something wider than itself. */
const scrollSideways = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 0)
      .filter((element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX))
      .map((element) => `${element.tagName} ${element.className}`),
  )

test('nothing is wider than a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openWhole(page, compared)
  expect(await scrollSideways(page)).toEqual([])
  await page.getByRole('button', { name: /^Filters/ }).click()
  await expect(page.getByRole('combobox', { name: 'Region' })).toBeVisible()
  expect(await scrollSideways(page)).toEqual([])
  await page.getByRole('button', { name: 'Show everything' }).click()
  expect(await scrollSideways(page)).toEqual([])
  await openWhole(page, '/imports')
  expect(await scrollSideways(page)).toEqual([])
})

/** Goes on by Tab alone, as somebody without a pointer does. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    if (await wanted.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`80 times Tab do not lead to ${wanted}`)
}

test('a box is asked for without a pointer', async ({ page }) => {
  await page.goto('/')
  await tabTo(page, drawTool(page))
  await page.keyboard.press('Enter')
  await expect(hint(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(hint(page)).toBeHidden()
  await expect(drawTool(page)).toBeVisible()

  await tabTo(page, page.locator('summary', { hasText: 'Box as four numbers' }))
  await page.keyboard.press('Enter')
  for (const [edge, value] of Object.entries({ West: '14.41', South: '50.07', East: '14.46', North: '50.1' })) {
    await tabTo(page, page.getByRole('textbox', { name: edge }))
    await page.keyboard.type(value)
  }
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/?bbox=14.41,50.07,14.46,50.1')
  await expect(page.getByText('trips a week start in this box')).toBeVisible()
})

test('Escape gives up a box that is half drawn', async ({ page }) => {
  await page.goto('/')
  await drawTool(page).click()
  const box = await page.locator('.leaflet-container').boundingBox()
  if (!box) throw new Error('the map has no place on the page')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.7)
  await page.keyboard.press('Escape')
  await expect(hint(page)).toBeHidden()
  await page.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.7)
  await expect(page).toHaveURL('/')
})
