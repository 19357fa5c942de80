import { Cron } from 'croner'
import { UserProblem } from '#trips/user-problem.ts'

/**
 * When a cron expression of five fields is next due in UTC, strictly after `after`. Throws UserProblem bad_parameter for one
 * that cannot be understood, or never comes.
 */
export function nextRun(schedule: string, after: Date): Date {
  const next = parsed(schedule).nextRun(after)
  if (!next) throw bad(schedule, 'it never comes')
  return next
}

function parsed(schedule: string): Cron {
  // An ISO date would be understood too, and run once.
  if (/^\d{4}-/.test(schedule)) throw bad(schedule, 'it is a date')
  try {
    return new Cron(schedule, { mode: '5-part', timezone: 'UTC', paused: true })
  } catch (error) {
    throw bad(schedule, error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error))
  }
}

const expected = 'a cron expression of five fields, in UTC, such as "15 4 * * *" (every day at 04:15)'
const bad = (found: string, why: string): UserProblem =>
  new UserProblem('bad_parameter', `schedule: found "${found}": ${why}; expected ${expected}`, {
    ...{ parameter: 'schedule', found, expected },
  })
