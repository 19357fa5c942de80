import { expect, test } from 'vitest'
import { daysOfSide, differenceSign, differenceText, placesOfSides } from './side-words.ts'

test('sides are called by their places', () => {
  expect(placesOfSides({}, { region: 'Turin' })).toEqual(['All regions', 'Region Turin'])
  expect(placesOfSides({ bbox: '1,2,3,4', region: 'Turin' }, { area: 'old town' })).toEqual([
    'This box, labelled Turin',
    'old town',
  ])
  expect(placesOfSides({ bbox: '1,2,3,4' }, { bbox: '5,6,7,8' })).toEqual(['This box', 'The other box'])
  expect(placesOfSides({ bbox: '1,2,3,4' }, { bbox: '1,2,3,4', from: '2018-05-01' })).toEqual(['This box', 'This box'])
  expect(daysOfSide({ from: '2018-05-01', to: '2018-05-31' })).toBe('May 1 – May 31, 2018')
  expect(daysOfSide({ from: null, to: null })).toBe('no days covered')
})

test('the difference in words', () => {
  expect(differenceText(0.8, 38 / 34)).toBe('0.8 more a week, 1.12 times as many.')
  expect(differenceText(-1234.5, 0.5)).toBe('1,234.5 fewer a week, 0.5 times as many.')
  expect(differenceText(2, null)).toBe('2 more a week.')
  expect(differenceText(0, 1)).toBe('As many a week.')
  expect(differenceText(null, null)).toContain('Nothing to compare')
  expect([differenceSign(5, 7), differenceSign(7, 5), differenceSign(5, undefined)]).toEqual(['−2', '+2', '–'])
})
