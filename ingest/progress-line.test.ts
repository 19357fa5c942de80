import { expect, test } from 'vitest'
import type { ImportView } from '#trips/import-job.ts'
import { bar, bytesText, copyingLine, fitted, importLine, timeText } from './progress-line.ts'

test('the bar is always as wide, and never full before the end', () => {
  for (let i = 0; i <= 1000; i++) expect([...bar(i / 1000)].length).toBe(24)
  expect([bar(0), bar(0.5), bar(1), bar(2)]).toEqual([
    '·'.repeat(24),
    `${'█'.repeat(12)}${'·'.repeat(12)}`,
    '█'.repeat(24),
    '█'.repeat(24),
  ])
  expect(bar(1.5 / 24)).toMatch(/^█▌·+$/)
})

test('quantities', () => {
  expect([0, 999, 1000, 12_345_678, 123_456_789_012].map(bytesText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '12.3 MB',
    '123 GB',
  ])
  expect([0.4, 59, 185, 7800].map(timeText)).toEqual(['0 s', '59 s', '3 min 05 s', '2 h 10 min'])
})

test('a line for each thing that goes on', () => {
  const view = { file_name: 'a.csv', state: 'loading', requested: null, rows_read: 1_234_567, bytes_done: 45e6, bytes_total: 1e8 }
  const loading = { ...view, rows_per_second: 450_000.4, seconds_left: 12.2 } as ImportView
  expect(importLine(loading)).toBe(
    `a.csv  ${bar(0.45)}   45 %  45.0 MB of 100 MB  1,234,567 rows, 450,000 rows/s, 12 s left`.replace('   45', '   45'),
  )
  expect(importLine({ ...loading, rows_per_second: null, seconds_left: null })).toMatch(/1,234,567 rows$/)
  expect(importLine({ ...loading, state: 'verifying' })).toBe('a.csv  comparing what was stored with the file')
  expect(importLine({ ...loading, requested: 'cancel' })).toBe('a.csv  cancel asked for')
  expect(copyingLine('a.csv', 5e7, 1e8, 2)).toBe(`a.csv  ${bar(0.5)}   50 %  50.0 MB of 100 MB  copying, 25.0 MB/s`)
  expect(copyingLine('stdin.csv', 5e7, undefined, 2)).toBe('stdin.csv  copying, 50.0 MB, 25.0 MB/s')
})

test('a line fits its terminal', () => {
  expect(fitted('abcdef', undefined)).toBe('abcdef')
  expect(fitted('abcdef', 7)).toBe('abcdef')
  expect(fitted('abcdef', 6)).toBe('abcd…')
})
