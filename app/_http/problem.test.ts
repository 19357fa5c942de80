import { afterEach, expect, test, vi } from 'vitest'
import { UserProblem } from '#trips/user-problem.ts'
import { problemOf, problemResponse } from './problem.ts'

const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
afterEach(() => written.mockClear())

test("the user's faults are told, and not logged", () => {
  const error = new UserProblem('conflict', 'The same bytes are import 7 already', { importId: 7, found: 'x' })
  expect(problemOf(error, 'POST /')).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'The same bytes are import 7 already',
    found: 'x',
    import: '/api/v1/imports/7',
  })
  expect(written).not.toHaveBeenCalled()
})

test('ours are logged with their causes in one line, under an id that is all that is told', () => {
  const cause = Object.assign(new Error("Table 'secret.trips' doesn't exist"), { code: 'ER_NO_SUCH_TABLE' })
  const told = problemOf(new Error('Failed query: select password', { cause }), 'GET /api/v1/regions')
  expect(told).toMatchObject({ status: 500, title: 'Internal Server Error' })
  expect(JSON.stringify(told)).not.toMatch(/secret|password|query/)
  const [[line]] = written.mock.calls
  expect(String(line)).toMatch(/^\{.*\}\n$/)
  const logged = JSON.parse(String(line))
  expect(logged).toMatchObject({
    level: 'error',
    message: 'GET /api/v1/regions failed',
    error: { cause: { message: cause.message } },
  })
  expect(told.detail).toContain(logged.request_id)
})

test.each([
  ['ENOSPC', 507],
  ['ER_DISK_FULL', 507],
  ['ECONNREFUSED', 503],
  ['PROTOCOL_CONNECTION_LOST', 503],
  ['EACCES', 500],
])('%s, however deep, is %i', (code, status) => {
  const error = new Error('outer', { cause: new Error('inner', { cause: Object.assign(new Error('deep'), { code }) }) })
  expect(problemOf(error, 'POST /').status).toBe(status)
})

test('a full disk is told apart from the other', () => {
  const told = (code: string) => problemOf(Object.assign(new Error('full'), { code }), 'POST /').detail
  expect(told('ENOSPC')).toContain('spool folder')
  expect(told('ER_RECORD_FILE_FULL')).toContain("database's disk")
})

test('what is thrown without being an error', () => {
  expect(problemOf('oops', 'GET /')).toMatchObject({ status: 500 })
  expect(problemOf(undefined, 'GET /')).toMatchObject({ status: 500 })
})

test('the response', () => {
  const response = problemResponse(problemOf(Object.assign(new Error(), { code: 'ECONNREFUSED' }), 'GET /'))
  expect(response.status).toBe(503)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'retry-after': '5',
  })
})
