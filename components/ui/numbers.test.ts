import { expect, test } from 'vitest'
import { averageText, bytesText, compactText, countOf, durationText, metresText, percentText, rangeOfDays } from './numbers.ts'

test('averages keep the decimals that matter', () => {
  expect([7.6, 26 / 3, 65 / 3, 124.6154, 12_345.67, 20, 0].map((average) => averageText(average))).toEqual([
    '7.6',
    '8.667',
    '21.667',
    '124.6',
    '12,346',
    '20',
    '0',
  ])
  expect(averageText(null)).toBe('–')
  expect(averageText(79.3456, 129)).toBe('79.3')
})

test('counts name one and many', () => {
  expect([countOf(1, 'trip'), countOf(1204, 'trip'), countOf(2, 'box', 'boxes')]).toEqual(['1 trip', '1,204 trips', '2 boxes'])
  expect(compactText(1_234_567)).toBe('1.23M')
})

test('days are written without a zone shift', () => {
  expect(rangeOfDays('2024-03-04', '2024-04-01')).toBe('Mar 4 – Apr 1, 2024')
  expect(rangeOfDays('2018-12-31', '2019-01-06')).toBe('Dec 31, 2018 – Jan 6, 2019')
  expect(rangeOfDays('2018-05-31', '2018-05-31')).toBe('May 31, 2018')
})

test('bytes change unit at each thousand', () => {
  expect([0, 999, 1000, 12_340, 640_000_000, 2.2e9].map(bytesText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1 kB',
    '12.3 kB',
    '640 MB',
    '2.2 GB',
  ])
})

test('durations are rounded the way people say them', () => {
  expect([0, 4.9, 12, 54, 56, 179, 3599, 4800].map(durationText)).toEqual([
    'less than 5 seconds',
    'less than 5 seconds',
    '10 seconds',
    '55 seconds',
    '1 minute',
    '3 minutes',
    '1 h 0 min',
    '1 h 20 min',
  ])
})

test('metres and shares', () => {
  expect([4.6, 364, 2930, 23_300].map(metresText)).toEqual(['5 m', '360 m', '2.9 km', '23 km'])
  expect([0, 0.999, 1].map(percentText)).toEqual(['0 %', '99 %', '100 %'])
})
