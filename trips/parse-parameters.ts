import type { z } from 'zod'
import { repeatable } from './repeatable.ts'
import { UserProblem } from './user-problem.ts'

/**
 * Parses name–value pairs as a query, a form or a command line carries them. Throws UserProblem bad_parameter that names the
 * parameter, what was found and what is expected; unknown parameters are refused, and repeated ones unless they may be, never
 * ignored, because an answer to another question than the one asked is worse than none.
 */
export function parseParameters<Schema extends z.ZodObject>(
  schema: Schema,
  given: Iterable<readonly [string, string]>,
): z.output<Schema> {
  const values = new Map<string, string>()
  for (const [name, value] of given) {
    if (!Object.hasOwn(schema.shape, name)) throw unknown(name, value, Object.keys(schema.shape))
    const before = values.get(name)
    const list = repeatable.get(schema.shape[name])
    if (before !== undefined && !list) throw repeated(name, [before, value])
    values.set(name, before === undefined ? value : `${before}${list?.separator}${value}`)
  }
  const parsed = schema.safeParse(Object.fromEntries(values))
  if (parsed.success) return parsed.data
  throw badValue(parsed.error.issues[0], values)
}

function unknown(name: string, value: string, known: string[]): UserProblem {
  const expected = known.length === 0 ? 'no parameters' : `one of ${known.join(', ')}`
  return new UserProblem('bad_parameter', `${quoted(name)} is not a parameter here; expected ${expected}`, {
    parameter: clipped(name),
    found: clipped(value),
    expected,
  })
}

const repeated = (name: string, values: string[]): UserProblem =>
  new UserProblem('bad_parameter', `${name} is given twice: ${values.map(quoted).join(' and ')}; expected one value`, {
    parameter: name,
    found: values.map(clipped).join(', '),
    expected: 'one value',
  })

/** Issues speak of a value as zod does ("Too big: expected …") or, where a schema has its own words, in a whole clause. */
function badValue(issue: z.core.$ZodIssue, values: Map<string, string>): UserProblem {
  const parameter = String(issue.path[0] ?? '')
  const found = values.get(parameter)
  const expected = /expected (.*)$/s.exec(issue.message)?.[1]
  const inside = issue.path.length > 1 ? `at ${issue.path.slice(1).join('.')}, ` : ''
  const what =
    issue.code === 'custom'
      ? issue.message
      : `${found === undefined ? 'is missing' : `found ${quoted(found)}`}; ${inside}${expected ? `expected ${expected}` : issue.message}`
  return new UserProblem('bad_parameter', `${parameter}: ${what}`, { parameter, found: found && clipped(found), expected })
}

const foundMax = 200
const clipped = (text: string): string => (text.length > foundMax ? `${text.slice(0, foundMax)}…` : text)
const quoted = (text: string): string => `"${clipped(text)}"`
