import { expect, test } from 'vitest'
import { busiestPlace, mostlyWithin } from './extent.ts'

const cell = (west: number, south: number, trips: number) => ({
  bbox: [west, south, west + 0.1, south + 0.1] as [number, number, number, number],
  trips,
})

test('a few trips far away do not count', () => {
  const city = [cell(14.3, 50, 300), cell(14.4, 50.1, 500), cell(14.5, 50, 195)]
  expect(mostlyWithin([...city, cell(0, 0, 5)])).toEqual(mostlyWithin(city))
  const [west, south, east, north] = mostlyWithin(city) ?? []
  expect([west, south, east, north].map((n) => Number(n?.toFixed(1)))).toEqual([14.3, 50, 14.6, 50.2])
})

test('no cells, no extent; one cell, the cell', () => {
  expect(mostlyWithin([])).toBeUndefined()
  expect(mostlyWithin([cell(7, 45, 1)])).toEqual([7, 45, 7.1, 45.1])
})

test('the busiest place is the city around the busiest cell', () => {
  const prague = [cell(14.3, 50, 300), cell(14.4, 50.1, 500)]
  const turin = [cell(7.6, 45, 400), cell(7.7, 45, 450)]
  expect(busiestPlace([...turin, ...prague])).toEqual(mostlyWithin(prague))
  expect(busiestPlace([])).toBeUndefined()
})
