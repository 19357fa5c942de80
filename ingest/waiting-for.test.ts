import { expect, test } from 'vitest'
import { waitingFor } from './waiting-for.ts'

const wrapped = (code: string, message = 'x') => new Error('Failed query', { cause: Object.assign(new Error(message), { code }) })

test.each([
  ['ENOSPC', 'x', 'The disk of the spool folder (SPOOL_DIR) is full.', true],
  ['EDQUOT', 'x', 'The disk of the spool folder (SPOOL_DIR) is full.', true],
  ['ER_RECORD_FILE_FULL', "The table 'trip_segments' is full", "The database's disk is full.", true],
  ['ER_ERROR_ON_WRITE', 'Error writing file (Errcode: 28 "No space left on device")', "The database's disk is full.", true],
  ['EMFILE', 'x', 'as many files open as it may (ulimit -n)', true],
  ['EACCES', 'x', 'may not read or write its files in the spool folder (SPOOL_DIR)', true],
  ['EROFS', 'x', 'may not read or write its files in the spool folder (SPOOL_DIR)', true],
  ['EIO', 'x', 'reports errors in reading or writing (EIO)', false],
  ['ER_SIGNAL_EXCEPTION', 'secret', 'Something failed on the server', false],
])('%s (%s): %s', (code, message, sentence, isForeign) => {
  const held = waitingFor(wrapped(code, message))
  expect(held).toEqual({ sentence: expect.stringContaining(sentence), isForeign })
  expect(held.sentence).not.toContain('secret')
})
