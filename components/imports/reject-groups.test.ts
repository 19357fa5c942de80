import { expect, test } from 'vitest'
import type { RejectView } from '#trips/views.ts'
import { causeText, rejectGroups } from './reject-groups.ts'

const reject = (line: number, code: RejectView['code'], column = ''): RejectView => ({
  line,
  byte_offset: line * 10,
  column,
  code,
  kept: false,
  reason: 'because',
  text: 'a,b,c',
})

test('causes are told in words with their first lines, the most frequent first', () => {
  const rejects = [
    reject(3, 'empty_row'),
    ...[12, 40, 77, 90].map((line) => reject(line, 'empty', 'destination')),
    reject(5, 'empty', 'origin'),
  ]
  expect(rejectGroups(rejects).map(causeText)).toEqual([
    '4 rows have nothing in “destination” (lines 12, 40, 77, …)',
    '1 row is empty (line 3)',
    '1 row has nothing in “origin” (line 5)',
  ])
})
