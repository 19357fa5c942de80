import AxeBuilder from '@axe-core/playwright'
import type { APIRequestContext, Page } from 'playwright/test'
import { belongsToRing, tripsOf, weeklyAverageOf } from './brute-force.ts'
import { csvOf, madeTrips } from './made-trips.ts'
import { emptyTripfold, expect, importFile, test } from './tripfold.ts'

const trips = madeTrips(11, 600)

async function emptyAreas(request: APIRequestContext): Promise<void> {
  const { areas } = await (await request.get('/api/v1/areas')).json()
  for (const { name } of areas) await request.delete(`/api/v1/areas/${encodeURIComponent(name)}`)
}

test.beforeAll(async ({ request }) => {
  await emptyTripfold(request)
  await emptyAreas(request)
  await importFile(request, 'trips-of-areas.csv', csvOf(trips))
})
test.afterEach(({ request }) => emptyAreas(request))
test.afterAll(({ request }) => emptyTripfold(request))

const sentence = (page: Page) => page.getByRole('region', { name: 'Weekly average' })
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name) ?? ''

type Ring = [lon: number, lat: number][]
const ringIn = (page: Page): Ring => JSON.parse(parameter(page, 'area')).coordinates[0]
const weeks = weeklyAverageOf(trips, {}).weeks.length
const numberText = (value: number): string => new Intl.NumberFormat('en', { maximumFractionDigits: 3 }).format(value)

/** The page says how many of the trips begin in at least one of these. */
async function expectStarts(page: Page, isIn: (point: [number, number]) => boolean): Promise<number> {
  const total = trips.filter(({ origin }) => isIn(origin)).length
  expect(total).toBeGreaterThan(5)
  await expect(sentence(page).getByRole('strong')).toHaveText(numberText(total / weeks))
  return total
}

async function openMap(page: Page, path: string) {
  await page.goto(path)
  await expect(page.getByRole('toolbar', { name: 'Map tools' })).toBeVisible()
  await expect(sentence(page)).toBeVisible()
  const box = await page.locator('.leaflet-container').boundingBox()
  if (!box) throw new Error('the map has no place on the page')
  return (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y]
}

async function startDrawing(page: Page, name: 'Draw a box' | 'Draw a polygon'): Promise<void> {
  await page.getByRole('button', { name }).click()
  await expect(page.getByText('Escape cancels.')).toBeVisible()
}

const corners = [[0.3, 0.25], [0.7, 0.3], [0.6, 0.8], [0.5, 0.35], [0.35, 0.7]] as const // biome-ignore format: one line

test('a polygon is drawn by clicks, changed by its corners, kept in the address and taken away', async ({ page }) => {
  const at = await openMap(page, '/')
  await startDrawing(page, 'Draw a polygon')
  for (const [x, y] of corners.slice(0, -1)) await page.mouse.click(...at(x, y))
  await page.mouse.dblclick(...at(...corners[4]))
  await expect(page).toHaveURL(/\?area=/)
  const ring = ringIn(page)
  expect(ring).toHaveLength(6)
  await expectStarts(page, (point) => belongsToRing(point, ring))
  await expect(sentence(page)).toContainText('start in this polygon')

  await page.reload()
  expect(ringIn(page)).toEqual(ring)
  await expect(page.getByTitle('Corner 4 of 5:')).toBeVisible()
  await page.mouse.move(...at(...corners[3]))
  await page.mouse.down()
  await page.mouse.move(...at(0.5, 0.6), { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => ringIn(page)).not.toEqual(ring)
  const changed = ringIn(page)
  expect(changed.filter(([lon, lat], i) => lon !== ring[i][0] || lat !== ring[i][1])).toHaveLength(1)
  await expectStarts(page, (point) => belongsToRing(point, changed))

  await page.goBack()
  await expectStarts(page, (point) => belongsToRing(point, ring))
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page).toHaveURL('/')
})

test('Enter ends a polygon, Backspace takes a corner back, Escape gives it up', async ({ page }) => {
  const at = await openMap(page, '/')
  await startDrawing(page, 'Draw a polygon')
  for (const [x, y] of [...corners.slice(0, 3), [0.2, 0.9] as const]) await page.mouse.click(...at(x, y))
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\?area=/)
  expect(ringIn(page)).toHaveLength(4)
  await startDrawing(page, 'Draw a polygon')
  await page.mouse.click(...at(0.5, 0.5))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Draw a polygon' })).toBeVisible()
  expect(ringIn(page)).toHaveLength(4)
})

test('a second box joins the first when that is wished, else it takes its place', async ({ page }) => {
  const at = await openMap(page, '/?bbox=14.41,50.07,14.43,50.1')
  const draw = async (add: boolean) => {
    await startDrawing(page, 'Draw a box')
    await page.getByRole('checkbox', { name: 'Add to the area' }).setChecked(add)
    await page.mouse.click(...at(0.45, 0.3))
    await page.mouse.click(...at(add ? 0.6 : 0.65, 0.8))
  }
  await draw(true)
  await expect(page).toHaveURL(/bbox=14\.41,50\.07,14\.43,50\.1;/)
  const [first, second] = parameter(page, 'bbox').split(';')
  const isInAny = (boxes: string[]) => (point: [number, number]) =>
    boxes.some((bbox) => tripsOf([{ ...trips[0], origin: point }], { bbox }).length > 0)
  await expectStarts(page, isInAny([first, second]))
  await expect(sentence(page)).toContainText('start in this area')
  await page
    .getByRole('list', { name: 'The area is' })
    .getByRole('button', { name: 'Take Box 14.41, 50.07, 14.43, 50.1 out of the area' })
    .click()
  await expect(page).toHaveURL(`/?bbox=${second}`)
  await draw(false)
  await expect.poll(() => parameter(page, 'bbox')).not.toBe(second)
  expect(parameter(page, 'bbox')).not.toContain(';')
})

const triangle = { type: 'Polygon', coordinates: [[[14.38, 50.05], [14.5, 50.06], [14.42, 50.12], [14.38, 50.05]]] } // biome-ignore format: a ring
const ofTriangle = (point: [number, number]) => belongsToRing(point, triangle.coordinates[0] as Ring)

test('without a pointer: GeoJSON is pasted, saved, picked again, added to, deleted', async ({ page }) => {
  await openMap(page, '/')
  await page.locator('summary', { hasText: 'Saved areas and GeoJSON' }).press('Enter')
  const paste = page.getByRole('textbox', { name: 'Paste GeoJSON' })
  await paste.fill('{"type":"Polygon","coordinates":[[[14.4,50],[14.5,50],[14.5,150],[14.4,50]]]}')
  await page.getByRole('button', { name: 'Ask about this shape' }).press('Enter')
  await expect(page.getByRole('region', { name: 'Area' }).getByRole('alert')).toHaveText(
    /^ring 1, vertex 3: latitude 150 is outside -90 to 90/,
  )
  await paste.fill(JSON.stringify({ type: 'Feature', properties: {}, geometry: triangle }))
  await page.getByRole('button', { name: 'Ask about this shape' }).press('Enter')
  await expect(page).toHaveURL(/\?area=/)
  const total = await expectStarts(page, ofTriangle)

  await page.getByRole('textbox', { name: 'Save this area as' }).fill('Old town')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/?area=Old+town')
  await expect(sentence(page)).toContainText('start in Old town')
  expect(await expectStarts(page, ofTriangle)).toBe(total)

  await openMap(page, '/?bbox=14.5,50.07,14.55,50.1')
  await page.locator('summary', { hasText: 'Saved areas and GeoJSON' }).press('Enter')
  await page.getByRole('button', { name: 'Add Old town to the area' }).press('Enter')
  await expect(page).toHaveURL('/?bbox=14.5,50.07,14.55,50.1&area=Old+town')
  await expect(page.getByRole('list', { name: 'The area is' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Old town 3 corners' }).press('Enter')
  await expect(page).toHaveURL('/?area=Old+town')
  await page.getByRole('button', { name: 'Delete Old town' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Delete for all' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/')
  await expect(page.getByText('No area is saved yet')).toBeVisible()
})

test('a shape too large for an address is saved first', async ({ page, request }) => {
  await openMap(page, '/')
  await page.getByText('Saved areas and GeoJSON').click()
  const circle = Array.from({ length: 300 }, (_, i) => [
    14.44 + 0.06 * Math.cos((Math.PI * i) / 150),
    50.08 + 0.04 * Math.sin((Math.PI * i) / 150),
  ])
  await page
    .getByRole('textbox', { name: 'Paste GeoJSON' })
    .fill(JSON.stringify({ type: 'Polygon', coordinates: [[...circle, circle[0]]] }))
  await page.getByRole('button', { name: 'Ask about this shape' }).click()
  await page.getByRole('textbox', { name: 'It has 300 corners, too many for an address. Save it as' }).fill('Ring road')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page).toHaveURL('/?area=Ring+road')
  const { geometry } = await (await request.get('/api/v1/areas/Ring%20road')).json()
  await expectStarts(page, (point) => belongsToRing(point, geometry.coordinates[0][0]))
  await page.getByText('mean of').click()
  await expect(
    page.getByRole('region', { name: 'Weekly average' }).getByText('No SQL: The area has more than 60 corners'),
  ).toBeVisible()
})

test('the arrow keys move a corner of a polygon, Delete removes it', async ({ page }) => {
  await openMap(page, `/?area=${encodeURIComponent(JSON.stringify({ type: 'Polygon', coordinates: [[[14.38, 50.05], [14.5, 50.05], [14.5, 50.12], [14.38, 50.12], [14.38, 50.05]]] }))}`) // biome-ignore format: one line
  const corner = page.getByTitle('Corner 2 of 4:')
  await corner.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => ringIn(page)[1][0]).toBeLessThan(14.5)
  await corner.focus()
  await page.keyboard.press('Delete')
  await expect.poll(() => ringIn(page).length).toBe(4)
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`areas have no barrier that axe finds, ${colorScheme}`, async ({ page, request }) => {
    await request.put('/api/v1/areas/Harbour', { data: triangle })
    await page.emulateMedia({ colorScheme })
    const shape = encodeURIComponent(
      JSON.stringify({ ...triangle, coordinates: [triangle.coordinates[0].map(([x, y]) => [x + 0.1, y])] }),
    )
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 })
      await openMap(page, `/?bbox=14.3,50.03,14.36,50.1&area=Harbour;${shape}`)
      await page.getByText('Saved areas and GeoJSON').click()
      await expect(page.getByRole('button', { name: 'Harbour 3 corners' })).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(
        violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => [id, nodes[0].html]),
      ).toEqual([])
    }
  })
