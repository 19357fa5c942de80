import { expect, test } from 'vitest'
import type { ImportView } from '#trips/import-job.ts'
import {
  judgeAddress,
  judgeAreas,
  judgeImports,
  judgeInbox,
  judgeLeftovers,
  judgeNode,
  judgeSecret,
  judgeSpool,
  judgeWorker,
} from './judge-machine.ts'

const gibibyte = 2 ** 30
const view: ImportView = {
  ...{
    id: 7,
    version: 1,
    file_name: 'a.csv',
    byte_size: 1,
    bytes_received: null,
    sha256: '',
    state: 'failed',
    requested: null,
    is_sample: false,
  },
  ...{ duplicates: 'keep', mapping_text: null, rows_read: 0, rows_stored: 0, rows_rejected: 0, rows_skipped: 0 },
  ...{ rows_flagged: 0, checks: [] },
  ...{ equal_rows_kept: null, bytes_done: 0, bytes_total: null, rows_per_second: null, seconds_left: null, problem: null },
  ...{ waiting_for: null, can_retry: true, created_at: '2018-05-01T00:00:00Z', started_at: null, finished_at: null },
}
const standing = { id: 1, isHeld: false, isPostponed: false, secondsWaiting: 600, attempts: 1, byteSize: 1 }

test.each([
  ['ok', judgeNode('v20.19.0')],
  ['ok', judgeAreas({ saved: 0, uncounted: 0 })],
  ['ok', judgeAreas({ saved: 3, uncounted: 0 })],
  ['warn', judgeAreas({ saved: 3, uncounted: 1 })],
  ['ok', judgeNode('v24.1.0')],
  ['fail', judgeNode('v20.18.3')],
  ['ok', judgeSpool({ path: '/s', freeBytes: 2 * gibibyte }, 0)],
  ['warn', judgeSpool({ path: '/s', freeBytes: 2 * gibibyte }, gibibyte)],
  ['fail', judgeSpool({ path: '/s', freeBytes: 1000 }, 0)],
  ['fail', judgeSpool({ path: '/s', problem: 'EACCES' }, 0)],
  ['ok', judgeInbox({ path: '/i' })],
  ['warn', judgeInbox({ path: '/i', problem: 'EROFS' })],
  ['ok', judgeAddress('web', { url: 'u', state: 'ours' }, 'PORT')],
  ['warn', judgeAddress('web', { url: 'u', state: 'nobody' }, 'PORT')],
  ['fail', judgeAddress('web', { url: 'u', state: 'other' }, 'PORT')],
  ['ok', judgeSecret('0123456789abcdef')],
  ['warn', judgeSecret(undefined)],
  ['ok', judgeWorker([])],
  ['ok', judgeWorker([standing, { ...standing, id: 2, isHeld: true }])],
  ['ok', judgeWorker([{ ...standing, secondsWaiting: 5 }])],
  ['ok', judgeWorker([{ ...standing, isPostponed: true }])],
  ['fail', judgeWorker([standing])],
  ['ok', judgeLeftovers([], 0)],
  ['warn', judgeLeftovers(['x.part'], 10)],
])('%s %j', (level, diagnosis) => {
  expect(diagnosis.level).toBe(level)
  expect(Boolean(diagnosis.todo)).toBe(level !== 'ok')
})

test('imports that failed, wait or stand still are named', () => {
  expect(judgeImports([{ ...view, state: 'done' }], new Map())).toEqual([expect.objectContaining({ level: 'ok' })])
  const loading = { ...view, id: 8, state: 'loading' as const }
  const said = judgeImports([view, loading, { ...loading, id: 9, waiting_for: 'The disk is full.' }], new Map([[8, 5]]))
  expect(said.map(({ says }) => says)).toEqual([
    '9 (a.csv) waits: The disk is full.',
    '8 (a.csv) was begun 5 times without getting further',
    'failed of the last 3: 7 (a.csv)',
  ])
})
