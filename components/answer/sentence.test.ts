import { expect, test } from 'vitest'
import type { WeekView } from '#trips/views.ts'
import { ruleText, sentenceAfterNumber } from './sentence.ts'

const week = (partial: boolean, trips = 5): WeekView => ({
  week: '2018-W18',
  monday: '2018-04-30',
  trips,
  partial,
  days: partial ? 4 : 7,
})
const may = {
  weeks: 5,
  weeks_rule: 'all' as const,
  series: [week(true), week(false), week(false), week(false), week(true)],
  total_trips: 100,
  zero_weeks: 0,
  from: '2018-05-01',
  to: '2018-05-31',
}

test('the sentence names the area, the relation and the filters that matter', () => {
  expect(sentenceAfterNumber({ bbox: '1,2,3,4' }, 'starts', 5)).toBe('trips a week start in this box')
  expect(sentenceAfterNumber({ bbox: '1,2,3,4', region: 'Turin' }, 'within', 5)).toBe(
    'trips a week labelled Turin start and end in this box',
  )
  expect(sentenceAfterNumber({ region: 'Turin' }, 'ends', 7.6)).toBe('trips a week in the region Turin')
  expect(sentenceAfterNumber({ datasource: 'cheap_mobile' }, 'starts', 20)).toBe(
    'trips a week from cheap_mobile in all regions together',
  )
  expect(sentenceAfterNumber({ bbox: '1,2,3,4' }, 'ends', 1)).toBe('trip a week ends in this box')
})

test('each rule says its denominator', () => {
  expect(ruleText(may)).toBe('mean of 5 ISO weeks, 2 of them partial, May 1 – May 31, 2018')
  expect(ruleText({ ...may, weeks: 3, weeks_rule: 'complete' })).toBe(
    'mean of 3 complete ISO weeks, 2 partial weeks left out, May 1 – May 31, 2018',
  )
  expect(ruleText({ ...may, weeks: 31 / 7, weeks_rule: 'per7days' })).toBe('100 trips ÷ 31 days × 7, May 1 – May 31, 2018')
})

test('empty weeks and no weeks are said', () => {
  expect(ruleText({ ...may, zero_weeks: 2 })).toContain(', 2 without trips,')
  expect(ruleText({ ...may, from: null, to: null })).toBe('no week is covered by what is asked')
})
