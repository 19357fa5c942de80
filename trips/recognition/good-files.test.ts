import { describe, expect, test } from 'vitest'
import { databasesThatExport } from '../testing/databases-that-export.ts'
import { habits } from '../testing/file-habits.ts'
import { faultOf, fileWithBadRows, fileWithHabits, habitsOf, usualFile } from '../testing/good-files.ts'
import { headersInOtherWords } from '../testing/headers-in-other-words.ts'
import { publishersOfBikes } from '../testing/publishers-of-bikes.ts'
import { publishersOfCars } from '../testing/publishers-of-cars.ts'
import { publishersOfScooters } from '../testing/publishers-of-scooters.ts'
import { spreadsheetsThatExport } from '../testing/spreadsheets-that-export.ts'
import type { Publisher } from '../testing/written-files.ts'

const publishers = [
  ...publishersOfBikes,
  ...publishersOfScooters,
  ...publishersOfCars,
  ...databasesThatExport,
  ...spreadsheetsThatExport,
  ...headersInOtherWords,
]
const filesWithHabits = 3

/** A seed for each file of a publisher, which stays the same whatever publisher joins them. */
const seedOf = ({ name }: Publisher, file: number): number =>
  Array.from(name, (letter) => letter.charCodeAt(0)).reduce((seed, code) => (seed * 31 + code) % 1_000_000, file)
const seedsOf = (publisher: Publisher) => Array.from({ length: filesWithHabits }, (_, i) => seedOf(publisher, i + 1))

describe('every trip of a good file is read', () => {
  test.each(publishers)('$name', (publisher) => {
    const files = seedsOf(publisher).map((seed) => fileWithHabits(publisher, seed))
    const faults = [usualFile(publisher, seedOf(publisher, 0)), ...files].flatMap((file) => faultOf(file) ?? [])
    expect(faults).toEqual([])
  })
})

describe('a bad row is lost alone', () => {
  test.each(publishers)('$name', (publisher) => {
    expect(faultOf(fileWithBadRows(publisher, seedOf(publisher, 0)))).toBeUndefined()
  })
})

test('a name is of one publisher, and some file has each habit', () => {
  expect(new Set(publishers.map(({ name }) => name)).size).toBe(publishers.length)
  const had = new Set(publishers.flatMap((publisher) => seedsOf(publisher).flatMap((seed) => habitsOf(publisher, seed))))
  expect(habits.flat().filter((habit) => !had.has(habit))).toEqual([])
})
