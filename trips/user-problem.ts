/** The user's faults, as a closed vocabulary. Everything else that is thrown is ours. */
export const userProblemCodes = [
  'bad_parameter',
  'not_found',
  'conflict',
  'locked',
  'too_large',
  'unsupported_media',
  'unprocessable',
  'too_busy',
] as const
/** What one question may take only so much of. */
export const questionBounds = ['seconds', 'rows', 'bytes'] as const
export type QuestionBound = (typeof questionBounds)[number]

export type UserProblemCode = (typeof userProblemCodes)[number]

/** Thrown by any room for what the user can mend; `app/_http` alone turns it into a status code. */
export class UserProblem extends Error {
  constructor(
    readonly code: UserProblemCode,
    /** One sentence: where, what was found, what is expected. */
    message: string,
    readonly where: { parameter?: string; bound?: QuestionBound; found?: string; expected?: string; importId?: number } = {},
  ) {
    super(message)
    this.name = 'UserProblem'
  }
}
