import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { UserProblem, type UserProblemCode } from '#trips/user-problem.ts'
import type { ProblemView } from '#trips/views.ts'
import { errorFacts, logLine } from './log-line.ts'

const statusOfCode: Record<UserProblemCode, number> = {
  bad_parameter: 400,
  not_found: 404,
  conflict: 409,
  locked: 423,
  too_large: 413,
  unsupported_media: 415,
  unprocessable: 422,
  too_busy: 503,
}

/** Faults of ours that pass: what the server's own code says, what is told, and with which status. */
const passing: [codes: string[], status: number, detail: string][] = [
  [['ENOSPC', 'EDQUOT'], 507, 'The disk of the spool folder (SPOOL_DIR) has no space for this file'],
  [['EIO'], 500, 'The disk of the spool folder (SPOOL_DIR) reports errors in reading or writing (EIO)'],
  [['EACCES', 'EPERM', 'EROFS'], 500, 'The server may not read or write its files in the spool folder (SPOOL_DIR)'],
  [['EMFILE', 'ENFILE'], 503, 'The server has as many files open as it may (ulimit -n); try again in a moment'],
  [['ER_DISK_FULL', 'ER_RECORD_FILE_FULL'], 507, "The database's disk is full"],
  [
    [
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
      'ENOTFOUND',
      'PROTOCOL_CONNECTION_LOST',
      'ER_CON_COUNT_ERROR',
      'ER_SERVER_SHUTDOWN',
    ],
    503,
    'The database does not answer right now; try again in a moment',
  ],
]

/** RFC 9457 with the type left blank: the title is the status in words, the detail says the rest. */
export const problem = (status: number, detail: string, more: Partial<ProblemView> = {}): ProblemView => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  ...more,
})

export const importUrl = (id: number): string => `/api/v1/imports/${id}`

/**
 * What the world is told of an error, by API and server actions alike. The user's faults say what was found and expected;
 * ours say nothing but an id, under which the cause is in the log.
 */
export function problemOf(error: unknown, asked: string): ProblemView {
  if (error instanceof UserProblem) {
    const { importId, ...where } = error.where
    return problem(statusOfCode[error.code], error.message, { ...where, ...(importId && { import: importUrl(importId) }) })
  }
  const id = randomUUID()
  logLine('error', `${asked} failed`, { request_id: id, error: errorFacts(error) })
  const code = serverCode(error)
  const [, status, detail] = passing.find(([codes]) => code && codes.includes(code)) ?? [
    [],
    500,
    'Something went wrong on the server',
  ]
  return problem(status, `${detail}; the log has it under ${id}`)
}

function serverCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return 'code' in error && typeof error.code === 'string' ? error.code : serverCode(error.cause)
}

export const problemResponse = (view: ProblemView): Response =>
  new Response(JSON.stringify(view), {
    status: view.status,
    headers: {
      'content-type': 'application/problem+json',
      ...plainHeaders,
      ...(view.status === 503 ? { 'retry-after': '5' } : {}),
    },
  })

/** Answers change with every chunk, and are never to be taken for another type than the one said. */
export const plainHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
