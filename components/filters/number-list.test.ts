import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hoursText, listText, numbersOf, weekdaysText } from './number-list.ts'

test('lists are read and written the short way', () => {
  expect(numbersOf('7-9, 17')).toEqual([7, 8, 9, 17])
  expect(listText([17, 9, 8, 7], 24)).toBe('7-9,17')
  expect(numbersOf('x,3')).toEqual([3])
  expect(numbersOf(undefined)).toEqual([])
})

test('all and none both mean no filter', () => {
  expect(listText([], 7)).toBeUndefined()
  expect(listText([1, 2, 3, 4, 5, 6, 7], 7)).toBeUndefined()
})

test('any proper subset survives writing and reading', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 23 }), (hours) => {
      expect(numbersOf(listText(hours, 24))).toEqual([...hours].sort((a, b) => a - b))
    }),
  )
})

test('lists in words', () => {
  expect(weekdaysText('1-5')).toBe('Mon–Fri')
  expect(weekdaysText('1,6-7')).toBe('Mon, Sat–Sun')
  expect(hoursText('7-9,17')).toBe('7–9 h, 17 h')
})
