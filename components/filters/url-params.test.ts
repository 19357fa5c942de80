import { expect, test } from 'vitest'
import { filtersOf, filtersWithoutArea, pickParams, queryText, withParams } from './url-params.ts'

test('only known, filled parameters are read, the first of repeated ones', () => {
  const wanted = { bbox: '1,2,3,4', region: 'Turin' }
  expect(pickParams(new URLSearchParams('region=Turin&bbox=1,2,3,4&region=Prague&utm=x&to='))).toEqual(wanted)
  expect(pickParams({ region: ['Turin', 'Prague'], bbox: '1,2,3,4', utm: 'x', to: undefined })).toEqual(wanted)
})

test('defaults and emptied values leave the URL', () => {
  const params = withParams({ relation: 'ends', region: 'Turin' }, { relation: 'starts', region: undefined, weeks: 'complete' })
  expect(params).toEqual({ weeks: 'complete' })
  expect(queryText(params)).toBe('?weeks=complete')
  expect(queryText({})).toBe('')
})

test('what is written is read back, whatever the label holds', () => {
  const params = { bbox: '-1.5,2,3,4', region: 'Zürich & Region: a+b=c', hours: '7-9,17' }
  const text = queryText(params)
  expect(text).toContain('bbox=-1.5,2,3,4')
  expect(pickParams(new URLSearchParams(text))).toEqual(params)
})

test('filters are told apart from how they are shown', () => {
  const params = {
    bbox: '1,2,3,4',
    region: 'Turin',
    weeks: 'complete',
    level: '12',
    time: 'hour',
    sort: 'rising',
    base_region: 'Prague',
  }
  expect(filtersOf(params)).toEqual({ bbox: '1,2,3,4', region: 'Turin' })
  expect(filtersWithoutArea(params)).toEqual({ region: 'Turin' })
})
