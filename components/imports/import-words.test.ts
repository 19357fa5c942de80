import { expect, test } from 'vitest'
import type { ImportView } from '#trips/import-job.ts'
import {
  arrivedOf,
  checksText,
  isArriving,
  isBusy,
  outcomeText,
  paceText,
  progressOf,
  spokenText,
  stateText,
} from './import-words.ts'

const view: ImportView = {
  id: 1,
  version: 1,
  file_name: 'may.csv',
  byte_size: 1000,
  bytes_received: null,
  sha256: '',
  state: 'loading',
  requested: null,
  is_sample: false,
  duplicates: 'keep',
  mapping_text: null,
  rows_read: 460,
  rows_stored: 450,
  rows_rejected: 10,
  rows_skipped: 0,
  rows_flagged: 0,
  checks: [],
  equal_rows_kept: null,
  bytes_done: 450,
  bytes_total: 1000,
  rows_per_second: 210_000,
  seconds_left: 120,
  problem: null,
  waiting_for: null,
  can_retry: false,
  created_at: '2024-01-01T00:00:00Z',
  started_at: null,
  finished_at: null,
}

test('a running import says how far, how fast and how long', () => {
  expect(paceText(view)).toBe('45 % · 210K rows a second · 2 minutes left')
  expect(paceText({ ...view, rows_per_second: null, seconds_left: null })).toBe('45 %')
  expect(progressOf({ ...view, bytes_total: null })).toBeUndefined()
  expect(spokenText(view)).toBe('may.csv, Importing, 45 % · 210K rows a second · 2 minutes left')
})

test('what was asked for shows until it is so', () => {
  expect(stateText({ ...view, requested: 'cancel' })).toBe('Cancelling')
  expect(stateText({ ...view, state: 'done', requested: 'undo' })).toBe('Taking back')
  expect(isBusy({ ...view, state: 'done', requested: 'undo' })).toBe(true)
  expect(stateText({ ...view, state: 'undone', requested: 'undo' })).toBe('Taken back')
})

test('an ended import says what became of its rows', () => {
  const done = { ...view, state: 'done' as const, rows_stored: 1, rows_rejected: 3, rows_skipped: 2, equal_rows_kept: 4 }
  expect(outcomeText(done)).toBe('1 trip, 3 rows rejected, 2 duplicates skipped, 4 equal rows kept')
  expect(isBusy(done)).toBe(false)
  const failed = { ...view, state: 'failed' as const, problem: { code: 'empty' as const, message: 'No rows.' } }
  expect(outcomeText({ ...failed, can_retry: true })).toBe('No rows.')
  expect(outcomeText(failed)).toBe('No rows. Its file is no longer kept: to try again, send it again.')
  expect(paceText({ ...view, waiting_for: 'The disk is full.' })).toBe('The disk is full.')
  expect(stateText({ ...view, waiting_for: 'The disk is full.' })).toBe('Waiting')
})

test('what the checks found', () => {
  const checks: ImportView['checks'] = [
    { check: 'zero_point', rule: 'reject', rows: 1200 },
    { check: 'future', rule: 'flag', rows: 0 },
    { check: 'ends_before_start', rule: 'flag', rows: 3 },
  ]
  expect(checksText({ checks })).toBe('kept and flagged: 3 ending before the start; rejected: 1,200 at 0,0')
  expect(checksText({ checks: checks.slice(1, 2) })).toBe('nothing doubtful found')
  expect(outcomeText({ ...view, state: 'done', checks, rows_flagged: 3 })).toBe(
    '450 trips, 10 rows rejected, 3 doubtful rows flagged',
  )
})

test('an import whose file still arrives says how far both are, and not how long it will take', () => {
  const arriving = { ...view, bytes_received: 620, bytes_total: null }
  expect(stateText(arriving)).toBe('Importing while it arrives')
  expect(paceText(arriving)).toBe('62 % arrived · 45 % imported · 210K rows a second')
  expect([arrivedOf(arriving), progressOf(arriving)]).toEqual([0.62, 0.45])
  const waiting = { ...arriving, state: 'received' as const, bytes_done: 0, rows_per_second: null }
  expect([stateText(waiting), paceText(waiting), progressOf(waiting)]).toEqual(['Arriving', '62 % arrived', undefined])
  // Its size was not announced.
  const endless = { ...arriving, byte_size: 620_000, bytes_received: 620_000, bytes_done: 450_000 }
  expect(paceText(endless)).toBe('620 kB arrived · 450 kB imported · 210K rows a second')
  expect([arrivedOf(endless), progressOf(endless)]).toEqual([undefined, undefined])
  expect(stateText({ ...arriving, waiting_for: 'Its upload is paused.' })).toBe('Waiting')
  const torn = { ...arriving, state: 'failed' as const, problem: { code: 'not_received' as const, message: 'It broke off.' } }
  expect(outcomeText(torn)).toBe('It broke off.')
  expect(isArriving(torn)).toBe(false)
})
