import { z } from 'zod'
import { secondsPerDay } from './iso-week.ts'

/** What can be doubtful about a trip that can be read. */
export const checkNames = [
  'zero_point', // origin or destination at 0,0
  'swapped', // outside the usual box, and inside it with longitude and latitude exchanged
  'outside_region', // outside the usual box of its region
  'future', // starts more than a day after the import began
  'ancient', // starts before 1990
  'zero_length', // ends where it starts
  'ends_before_start',
  'too_long', // lasts more than a day
] as const
export const checkName = z.enum(checkNames)
export type CheckName = (typeof checkNames)[number]

/** What happens to such a row: nothing, it is stored and listed, or it is rejected. */
export const checkRule = z.enum(['off', 'flag', 'reject'])
export type CheckRule = z.infer<typeof checkRule>

export type CheckRules = Record<CheckName, CheckRule>
/** Nothing is lost without being told to; a bike that comes back to its station is no fault. */
export const usualRules: CheckRules = {
  zero_point: 'flag',
  swapped: 'flag',
  outside_region: 'flag',
  future: 'flag',
  ancient: 'flag',
  zero_length: 'off',
  ends_before_start: 'flag',
  too_long: 'flag',
}

/** 1990-01-01: older trips than any open data has; what a damaged date or an empty epoch becomes. */
export const ancientBefore = 7305 * secondsPerDay
export const futureAfterSeconds = secondsPerDay
export const tooLongSeconds = secondsPerDay

/** West, south, east, north in 1e-7 degree. */
export const usualBox = z.tuple([z.int(), z.int(), z.int(), z.int()])
export type UsualBox = z.infer<typeof usualBox>

const form = 'a list such as zero_point:reject,future:flag'

/** `zero_point:reject,future:flag` as text carries it, `all:off` for all checks; later parts win. */
export const checksParameter = z.string().transform((text, context): Partial<CheckRules> => {
  const rules: Partial<CheckRules> = {}
  for (const part of text.split(',')) {
    const [name, rule] = part.split(':').map((word) => word.trim())
    const parsed = checkRule.safeParse(rule)
    const known = checkNames.filter((check) => check === name || name === 'all')
    if (!parsed.success || known.length === 0) {
      const message = `"${part}" is not a check and its rule; expected ${form} of the checks all, ${checkNames.join(', ')} and the rules ${checkRule.options.join(', ')}`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    for (const check of known) rules[check] = parsed.data
  }
  return rules
})
