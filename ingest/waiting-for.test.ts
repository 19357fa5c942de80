import { expect, test } from 'vitest'
import { waitingFor } from './waiting-for.ts'

const wrapped = (code: string, message = 'x') => new Error('Failed query', { cause: Object.assign(new Error(message), { code }) })

test.each([
  ['ENOSPC', 'x', 'The disk of the spool folder (/spool) is full.', true],
  ['EDQUOT', 'x', 'The disk of the spool folder (/spool) is full.', true],
  ['ER_RECORD_FILE_FULL', "The table 'trip_segments' is full", "The database's disk is full.", true],
  ['ER_ERROR_ON_WRITE', 'Error writing file (Errcode: 28 "No space left on device")', "The database's disk is full.", true],
  ['ER_SIGNAL_EXCEPTION', 'secret', 'Something failed on the server', false],
])('%s (%s): %s', (code, message, sentence, isForeign) => {
  const held = waitingFor(wrapped(code, message), '/spool')
  expect(held).toEqual({ sentence: expect.stringContaining(sentence), isForeign })
  expect(held.sentence).not.toContain('secret')
})
