import { parseArgs } from 'node:util'
import type { z } from 'zod'
import { importId, readingParameters, uploadQuery } from '#trips/import-request.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { FileDetails } from './enqueue-file.ts'

export const usage = `Usage:
  tripfold import FILE…   import CSV files (plain, .gz or .zip) and wait until they are in
    --duplicates skip     store equal rows of a file only once (default: keep)
    --region NAME         region of every row, for files without such a column
    --datasource NAME     datasource of every row, for files without such a column
    --date-order ORDER    mdy, dmy or ymd, where dates such as 3/4/2016 leave it open
    --checks LIST         what happens to doubtful rows, such as zero_point:reject,future:off (usually they are flagged)
    --usual-box=W,S,E,N   where the trips usually are, for the checks; else a sample shows it
    --mapping NAME|JSON   a saved mapping, or which columns hold what, such as
                          {"origin":{"lon":"x1","lat":"y1"}}
    --force               import even though the same bytes are imported already
  tripfold imports        list the newest imports
  tripfold undo ID        take an import's trips back and wait until it is done
  tripfold verify         recompute everything that is stored and compare: nothing lost, nothing twice
  tripfold doctor         look the set-up over, and say what to do about what is not well
    --json                for verify and doctor: the findings as JSON

The files are read by the worker of a running Tripfold (npm start). Exit codes: 0 all is in (a file whose bytes are imported
already counts as in, everything verified, nothing fails), 1 a file could not be imported or a check failed, 2 the command was
not understood.`

export type Command =
  | { name: 'help' }
  | { name: 'import'; files: string[]; details: Omit<FileDetails, 'fileName'> }
  | { name: 'imports' }
  | { name: 'undo'; id: number }
  | { name: 'verify'; json: boolean }
  | { name: 'doctor'; json: boolean }

const importFlags = uploadQuery.pick({ duplicates: true }).extend(readingParameters.shape)

/** What the command line asks for. Throws UserProblem bad_parameter. */
export function parseCommand(args: string[]): Command {
  const { values, positionals } = split(args)
  const [name, ...rest] = positionals
  const { help, force, json = false, ...given } = values
  if (help || name === undefined || name === 'help') return { name: 'help' }
  if ((name === 'verify' || name === 'doctor') && rest.length === 0 && Object.keys(values).every((flag) => flag === 'json'))
    return { name, json }
  if (name !== 'import' && Object.keys(values).length > 0) throw bad(`${name} takes no options`)
  if (name === 'imports' && rest.length === 0) return { name }
  if (name === 'undo' && rest.length === 1) return { name, id: parsedId(rest[0]) }
  if (name === 'import' && json) throw bad('--json is for verify and doctor')
  if (name === 'import' && rest.length > 0) return { name, files: rest, details: { ...detailsOf(given), force } }
  throw bad(name === 'import' ? 'import needs at least one file' : `"${positionals.join(' ')}" is not a command`)
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

function split(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { ...flag, short: 'h' },
        force: flag,
        json: flag,
        duplicates: text,
        region: text,
        datasource: text,
        'date-order': text,
        mapping: text,
        checks: text,
        'usual-box': text,
      },
    })
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error))
  }
}

function detailsOf(given: Partial<Record<string, string>>): Omit<FileDetails, 'fileName'> {
  const pairs = Object.entries(given).map(([name, value]) => [name.replaceAll('-', '_'), value ?? ''] as const)
  const { duplicates, ...options }: z.output<typeof importFlags> = parseParameters(importFlags, pairs)
  return { duplicates, options }
}

function parsedId(given: string): number {
  const id = importId.safeParse(given)
  if (!id.success) throw bad(`"${given}" is not the id of an import; "tripfold imports" lists them`)
  return id.data
}

const bad = (message: string): UserProblem => new UserProblem('bad_parameter', message)
