import type { Page } from 'playwright/test'
import { relations } from '#trips/filters.ts'
import { type Asked, groupsOf, sharedTrips, suitingLevel, tripsOf, weekdayOf, weeklyAverageOf } from './brute-force.ts'
import { csvOf, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, importFile, test } from './tripfold.ts'

const trips = madeTrips(7, 600)

test.beforeAll(async ({ request }) => {
  await emptyTripfold(request)
  await importFile(request, 'known-trips.csv', csvOf(trips))
})
test.afterAll(({ request }) => emptyTripfold(request))

const numberText = (value: number): string => new Intl.NumberFormat('en', { maximumFractionDigits: 3 }).format(value)
const largeNumber = (page: Page) => page.getByRole('region', { name: 'Weekly average' }).getByRole('strong')
const weekly = (page: Page) => page.getByRole('region', { name: 'Trips by week' })
const map = (page: Page) => page.locator('.leaflet-container')

/** What the address says is asked. */
const askedIn = (page: Page): Asked => Object.fromEntries(new URL(page.url()).searchParams)

/** The page answers what its address asks, and it is a question worth asking. */
async function expectAnswer(page: Page): Promise<Asked> {
  const asked = askedIn(page)
  const { average, total } = weeklyAverageOf(trips, asked)
  expect(total).toBeGreaterThan(5)
  await expect(largeNumber(page)).toHaveText(numberText(average))
  await expect(largeNumber(page)).toHaveAttribute('title', String(average))
  return asked
}

/** Each of the four relations is shown with its own average. */
async function expectRelations(page: Page): Promise<void> {
  const names = { starts: 'start', ends: 'end', within: 'do both', touches: 'do either' }
  const asked = askedIn(page)
  for (const relation of relations) {
    const { average, total } = weeklyAverageOf(trips, { ...asked, relation })
    const name = `${numberText(average)} ${names[relation]} ${total} trips`
    await expect(page.getByRole('radio', { name, exact: true })).toBeAttached()
  }
}

async function openMap(page: Page, path = '/'): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.goto(path)
  await expect(page.getByRole('toolbar', { name: 'Map tools' })).toBeVisible()
  const box = await map(page).boundingBox()
  if (!box) throw new Error('the map has no place on the page')
  return box
}

test('a region, then Back, then the region from the address', async ({ page }) => {
  await page.goto('/')
  await expectAnswer(page)
  await page.getByRole('combobox', { name: 'Region' }).selectOption('Turin')
  await expect(page).toHaveURL('/?region=Turin')
  await expectAnswer(page)
  await page.getByRole('combobox', { name: 'Datasource', exact: true }).selectOption('bike_share')
  await expect(page).toHaveURL('/?region=Turin&datasource=bike_share')
  await expectAnswer(page)

  await page.goBack()
  await expect(page).toHaveURL('/?region=Turin')
  await expectAnswer(page)
  await page.goBack()
  await expect(page).toHaveURL('/')
  await expectAnswer(page)
  await page.goto('/?region=Lyon&datasource=cheap_mobile')
  await expect(page.getByRole('combobox', { name: 'Region' })).toHaveValue('Lyon')
  await expectAnswer(page)
})

test('nothing can be chosen before the page has come alive, when it would be lost', async ({ page }) => {
  const path = '/?bbox=14.41,50.07,14.46,50.1'
  await page.goto(path)
  // Asked before, it is in what the server sends.
  await expectAnswer(page)
  let letScriptsCome = () => {}
  const scriptsMayCome = new Promise<void>((resolve) => {
    letScriptsCome = resolve
  })
  await page.route('**/_next/**/*.js', async (route) => {
    await scriptsMayCome
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  await expectAnswer(page)
  const inert = page.locator('[inert]')
  await expect(inert.filter({ has: page.locator('[name=relation]') })).toHaveCount(1)
  await expect(inert).toHaveCount(2)
  const chosen = page.getByRole('combobox', { name: 'Region' }).selectOption('Turin')
  letScriptsCome()
  await chosen
  await expect(page).toHaveURL(`${path}&region=Turin`)
  await expect(inert).toHaveCount(0)
})

test('a box from the address, with its four relations', async ({ page }) => {
  await page.goto('/?bbox=14.41,50.07,14.46,50.1')
  await expectAnswer(page)
  await expectRelations(page)
  for (const name of ['end', 'do both', 'do either', 'start']) {
    await page.getByText(name, { exact: true }).click()
    await expect(page.getByRole('radio', { name: new RegExp(` ${name} `) })).toBeChecked()
    await expectAnswer(page)
  }
  await page.goto('/?bbox=14.41,50.07,14.46,50.1&region=Turin')
  await expect(largeNumber(page)).toHaveText('0')
})

test('a box is drawn by one drag, kept in the address, and taken away', async ({ page }) => {
  const { x, y, width, height } = await openMap(page)
  await page.getByRole('button', { name: 'Draw a box' }).click()
  await page.mouse.move(x + width * 0.3, y + height * 0.25)
  await page.mouse.down()
  await page.mouse.move(x + width * 0.5, y + height * 0.5)
  await page.mouse.move(x + width * 0.7, y + height * 0.75)
  await page.mouse.up()
  await expect(page).toHaveURL(/\?bbox=/)
  const { bbox } = await expectAnswer(page)
  await expectRelations(page)

  await page.reload()
  expect(await expectAnswer(page)).toEqual({ bbox })
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page).toHaveURL('/')
  await expectAnswer(page)
  await page.goBack()
  expect(await expectAnswer(page)).toEqual({ bbox })
})

test('a box is drawn by two clicks', async ({ page }) => {
  const { x, y, width, height } = await openMap(page)
  await page.getByRole('button', { name: 'Draw a box' }).click()
  await page.mouse.click(x + width * 0.65, y + height * 0.3)
  expect(askedIn(page)).toEqual({})
  await page.mouse.click(x + width * 0.25, y + height * 0.8)
  await expect(page).toHaveURL(/\?bbox=/)
  const { bbox = '' } = await expectAnswer(page)
  const [west, south, east, north] = bbox.split(',').map(Number)
  expect(west).toBeLessThan(east)
  expect(south).toBeLessThan(north)
})

test('a box is written as four numbers', async ({ page }) => {
  await page.goto('/')
  await page.getByText('Box as four numbers').click()
  const edges = { West: '7.66', South: '45.05', East: '7.7', North: '45.0812345' }
  for (const [edge, value] of Object.entries(edges)) await page.getByRole('textbox', { name: edge }).fill(value)
  await page.getByRole('button', { name: 'Ask for this box' }).click()
  await expect(page).toHaveURL('/?bbox=7.66,45.05,7.7,45.0812345')
  await expectAnswer(page)
  await expect(page.getByText('Box 7.66, 45.05, 7.7, 45.0812345')).toBeVisible()
  await page.getByRole('textbox', { name: 'South' }).fill('46')
  await expect(page.getByRole('alert').filter({ hasText: 'south below north' })).toBeVisible()
})

test('a wrong address is explained, with the way out', async ({ page }) => {
  await page.goto('/?bbox=14.41,50.07,14.46&region=Turin')
  const problem = page.getByRole('alert').filter({ hasText: 'This cannot be answered' })
  await expect(problem).toContainText('has 3 numbers')
  await problem.getByRole('button', { name: 'Leave the box out' }).click()
  await expect(page).toHaveURL('/?region=Turin')
  await expectAnswer(page)
})

test('the weeks are drawn, the empty and the partial ones too, and told as a table', async ({ page }) => {
  await page.goto('/?region=Prague')
  const { weeks } = weeklyAverageOf(trips, { region: 'Prague' })
  const partial = weeks.filter((week) => week.days < 7).length
  expect([weeks.length, weeks.filter((week) => week.trips === 0).length, partial]).toEqual([10, 1, 2])
  const bars = weekly(page).locator('.recharts-bar-rectangle')
  await expect(bars).toHaveCount(10)
  await expect(bars.locator('rect[fill*="week-hatch"]')).toHaveCount(partial)
  await expect(bars.locator('rect[fill="var(--control)"]')).toHaveCount(1)
  await expect(weekly(page).locator('.recharts-reference-line-line')).toHaveCount(1)

  await weekly(page).getByRole('button', { name: 'Table' }).click()
  const rows = weekly(page).getByRole('row')
  await expect(rows).toHaveCount(weeks.length + 1)
  const cells = weeks.map(({ monday, days, trips }) => [monday, days < 7 ? `${days} (partial)` : `${days}`, `${trips}`])
  for (const [i, texts] of cells.entries()) await expect(rows.nth(i + 1).getByRole('cell')).toHaveText(texts)
  await expect(rows.nth(1).getByRole('rowheader')).toHaveText('2024-W06')
})

test('hours and weekdays are told as a table', async ({ page }) => {
  await page.goto('/?region=Turin')
  const table = page.getByRole('table', { name: 'Trips by weekday and hour of their start' })
  for (const [day, name] of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].entries()) {
    const ofDay = tripsOf(trips, { region: 'Turin' }).filter((trip) => weekdayOf(trip.day) === day)
    const byHour = Array.from({ length: 24 }, (_, hour) => ofDay.filter((trip) => Number(trip.clock.slice(0, 2)) === hour).length)
    await expect(table.getByRole('row', { name: new RegExp(`^${name}\\b`) }).getByRole('cell')).toHaveText(byHour.map(String))
  }
})

test('groups suit the data, follow the similarity, and open to their trips', async ({ page }) => {
  await page.goto('/?region=Prague')
  const groups = page.getByRole('region', { name: 'Similar trips' })
  const prague = tripsOf(trips, { region: 'Prague' })
  const expectGroups = async (level: number) => {
    const expected = groupsOf(prague, level)
    await expect(groups).toContainText(`${expected.length} groups; ${sharedTrips(expected)} of ${prague.length} trips`)
    return expected
  }
  const level = suitingLevel(prague)
  await expectGroups(level)
  // A key is pressed without waiting until what it is for can be used, unlike a click.
  await expect(page.locator('[inert]')).toHaveCount(0)
  await groups.getByRole('slider', { name: 'Similarity' }).press('ArrowLeft')
  await expect(page).toHaveURL(`/?region=Prague&level=${level - 1}`)
  const expected = await expectGroups(level - 1)

  const largest = groups.getByRole('table').getByRole('button').first()
  await largest.click()
  const items = groups.getByRole('listitem')
  const size = Math.max(...expected.map((group) => group.length))
  await expect(items).toHaveCount(size)
  const shown = (await items.allTextContents()).map((text) => text.slice(0, 19)).sort()
  const known = expected.map((group) => group.map(({ day, clock }) => `${day} ${clock}`).sort())
  expect(known).toContainEqual(shown)
  await groups.getByRole('button', { name: 'Auto' }).click()
  await expect(page).toHaveURL('/?region=Prague')
  await expectGroups(level)
})

test('average, groups and hours say where they come from, and the API answers the same', async ({ page, context, request }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/?region=Turin&hours=6-19&level=9&time=hour')
  const asked = tripsOf(trips, { region: 'Turin' }).filter(
    ({ clock }) => Number(clock.slice(0, 2)) >= 6 && Number(clock.slice(0, 2)) <= 19,
  )
  expect(asked.length).toBeGreaterThan(5)
  const places = [
    {
      name: 'Weekly average',
      opens: page.getByRole('region', { name: 'Weekly average' }).locator('summary'),
      path: 'weekly-average',
    },
    { name: 'Similar trips', opens: page.getByText('Where these groups come from'), path: 'groups' },
    { name: 'Trips by hour and weekday', opens: page.getByRole('button', { name: 'Source' }), path: 'hour-of-week' },
  ]
  for (const { name, opens, path } of places) {
    await opens.click()
    const place = page.getByRole('region', { name })
    await expect(place.getByText(`${asked.length} trips, exactly`)).toBeVisible()
    await expect(place.getByText('all trips, region Turin, starting in the hours 6')).toBeVisible()
    await place.getByRole('button', { name: 'Copy the curl command' }).click()
    const curl = await page.evaluate(() => navigator.clipboard.readText())
    const [, address] = /^curl '(http:.*)'$/.exec(curl) ?? []
    const { pathname } = new URL(address)
    expect(pathname).toBe(`/api/v1/${path}`)
    const answer = await (await request.get(address)).json()
    expect(answer.total_trips).toBe(asked.length)
    if (path === 'groups') expect([answer.level, answer.time]).toEqual([9, 'hour'])
  }
  await page.getByRole('button', { name: 'Hours', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Trips by weekday and hour of their start' })).toBeVisible()
})

test('the two questions are answered', async ({ page }) => {
  await page.goto('/')
  await page.getByText('Regions and datasources').click()
  await page.getByRole('combobox', { name: 'Datasource of the question' }).selectOption('cheap_mobile')
  const ofDatasource = trips.filter((trip) => trip.datasource === 'cheap_mobile').map((trip) => trip.region)
  expect(new Set(ofDatasource)).toEqual(new Set(['Lyon', 'Prague']))
  for (const region of ['Lyon', 'Prague']) {
    const count = ofDatasource.filter((name) => name === region).length
    await expect(page.getByRole('listitem').filter({ hasText: new RegExp(`^${region} ${count} trips$`) })).toBeVisible()
  }
  await expect(page.getByRole('listitem').filter({ hasText: /^Turin \d+ trips$/ })).toHaveCount(0)

  const counts = ['Prague', 'Turin'].map((region) => `${region} (${tripsOf(trips, { region }).length} trips)`)
  const whenOf = ({ day, clock }: (typeof trips)[number]) => `${day} ${clock}`
  const [latest] = trips.filter((trip) => trip.region !== 'Lyon').sort((a, b) => (whenOf(a) < whenOf(b) ? 1 : -1))
  await expect(page.getByText(`${latest.datasource}, in ${latest.region} at ${whenOf(latest)}`)).toBeVisible()
  await expect(page.getByText(`${counts.join(' and ')} are the most common`)).toBeVisible()
})
