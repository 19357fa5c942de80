import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkNames, checksParameter, usualRules } from './quality-checks.ts'
import { type ReadOptions, readFile } from './testing/read-file.ts'

const header = 'region,start_lat,start_lng,end_lat,end_lng,start_time,end_time'
/** 2018-06-01 00:00:00 */
const now = 1_527_811_200
const good = (i: number) =>
  `Prague,50.0${i % 90},14.4${i % 80},50.1,14.5,2018-05-${String((i % 28) + 1).padStart(2, '0')} 08:00:00,`
const usual = Array.from({ length: 100 }, (_, i) => good(i))
const allOn = Object.fromEntries(checkNames.map((name) => [name, 'flag' as const]))

const file = (...rows: string[]) => `${header}\n${[...usual, ...rows].join('\n')}\n`
const read = (rows: string[], options: ReadOptions = {}) => readFile(file(...rows), { now, checks: allOn, ...options })
const row = (origin: string, destination = '50.1,14.5', start = '2018-05-03 10:00:00', end = '2018-05-03 11:00:00') =>
  `Prague,${origin},${destination},${start},${end}`
const here = '50.07,14.43'

describe('each check finds its rows, and no others', () => {
  test.each<[string, string, string]>([
    ['nothing', row(here), ''],
    ['an origin at 0,0', row('0,0'), 'zero_point'],
    ['a destination at 0,0', row(here, '0.0,-0.000'), 'zero_point'],
    ['0 in one number only', row('0,14.4'), 'outside_region'],
    ['latitude for longitude', row('14.43,50.07'), 'swapped'],
    ['the other side of the globe', row('-50.07,14.43'), 'outside_region'],
    ['both ends, each in its way', row('14.43,50.07', '0,0'), 'zero_point'],
    ['a start two days after the import', row(here, '50.1,14.5', '2018-06-03 00:00:00', ''), 'future'],
    ['a start within a day of it', row(here, '50.1,14.5', '2018-06-01 23:59:59', ''), ''],
    ['a start in 1989', row(here, '50.1,14.5', '1989-12-31 23:59:59', ''), 'ancient'],
    ['a start in 1990', row(here, '50.1,14.5', '1990-01-01 00:00:00', ''), ''],
    ['an end where it starts', row(here, here), 'zero_length'],
    ['an end before the start', row(here, '50.1,14.5', '2018-05-03 10:00:00', '2018-05-03 09:59:59'), 'ends_before_start'],
    ['an end at the start', row(here, '50.1,14.5', '2018-05-03 10:00:00', '2018-05-03 10:00:00'), ''],
    ['a day and a second', row(here, '50.1,14.5', '2018-05-03 10:00:00', '2018-05-04 10:00:01'), 'too_long'],
    [
      'an end on the next day before the hour of the start',
      row(here, '50.1,14.5', '2018-05-03 10:00:00', '2018-05-04 09:00:00'),
      '',
    ],
    ['an end on the day before', row(here, '50.1,14.5', '2018-05-03 10:00:00', '2018-05-02 11:00:00'), 'ends_before_start'],
    [
      'an end at midnight by another clock',
      row(here, '50.1,14.5', '2018-05-03 01:00 PM', '2018-05-03 12:30 AM'),
      'ends_before_start',
    ],
    ['an end that is no time', row(here, '50.1,14.5', '2018-05-03 10:00:00', 'later'), ''],
  ])('%s', (_, found, check) => {
    const { trips, rejects, flagged, chunks } = read([found])
    expect([trips.length, rejects]).toEqual([101, []])
    expect(flagged).toEqual(check === '' ? [] : [`102 ${check}`])
    expect(chunks[0].checks.rowsFlagged).toBe(flagged.length)
  })
})

test('a flagged row names every check that found it, and the column to look at', () => {
  const { chunks } = read([row('0,0', '0,0', '1989-01-01 00:00:00', '1988-01-01 00:00:00')])
  expect(chunks[0].flagged).toMatchObject([
    {
      line: 102,
      column: 'start_lng',
      code: 'zero_point',
      reason: 'a point lies at 0,0; the trip starts before 1990; the trip ends where it starts; the trip ends before it starts',
    },
  ])
  expect([...chunks[0].checks.found]).toEqual(
    checkNames.map((name) => Number(['zero_point', 'ancient', 'zero_length', 'ends_before_start'].includes(name))),
  )
})

test('a check may reject, or be off', () => {
  const rows = [row('0,0'), row('14.43,50.07'), row(here, here)]
  const { trips, rejects, flagged } = read(rows, { checks: { zero_point: 'reject', swapped: 'off' } })
  expect([trips.length, rejects, flagged]).toEqual([102, ['102 zero_point'], []])
  expect(usualRules.zero_length).toBe('off')
})

test('the box that the sender gives is used for every region', () => {
  const box = { west: 140_000_000, south: 490_000_000, east: 150_000_000, north: 500_500_000 }
  expect(readFile(file(row('50.04,14.43', '50.04,14.43')), { now, usual_box: box }).flagged).toHaveLength(100)
})

test('a region of few trips has no usual box, and none is judged by the box of another', () => {
  expect(read(['Turin,45.1,7.6,45.0,7.7,2018-05-03 10:00:00,', 'Oslo,-45.1,7.6,45.0,7.7,2018-05-03 10:00:00,']).flagged).toEqual(
    [],
  )
})

test('verdicts follow from the rows and the mapping: blocks and chunks change nothing', () => {
  const rows = ['0,0', '14.43,50.07', '-50,14', here, '404.5,1', '1,'].map((origin) => row(origin))
  const text = file(...rows, ...usual, ...rows)
  const whole = readFile(text, { now })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 50 }), (blockBytes, chunkRows) => {
      const cut = readFile(text, { now, blockBytes, chunkRows })
      expect([cut.trips, cut.rejects, cut.flagged]).toEqual([whole.trips, whole.rejects, whole.flagged])
    }),
    { numRuns: 30 },
  )
  expect(whole.flagged).toHaveLength(6)
})

test('of a check a chunk lists the first thousand rows and counts all', () => {
  const { flagged, chunks } = read(
    Array.from({ length: 1500 }, () => row('0,0')),
    { chunkRows: 5000 },
  )
  expect(flagged).toHaveLength(1000)
  expect(chunks[0].checks).toMatchObject({ rowsFlagged: 1500, found: expect.objectContaining({ 0: 1500 }) })
})

test('rules as a parameter', () => {
  expect(checksParameter.parse('all:off, future:reject')).toMatchObject({ zero_point: 'off', future: 'reject' })
  for (const text of ['', 'future', 'futur:flag', 'future:keep', 'future:flag,'])
    expect(checksParameter.safeParse(text).error?.issues[0].message).toMatch(
      /is not a check and its rule; expected a list such as/,
    )
})
