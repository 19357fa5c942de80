import { parseArgs } from 'node:util'
import type { z } from 'zod'
import { type FeedBody, feedBody, feedName } from '#trips/feed.ts'
import { importId, readingParameters, uploadQuery } from '#trips/import-request.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { FileDetails } from './enqueue-file.ts'

export const usage = `Usage:
  tripfold import FILE…   import CSV files (plain, .gz or .zip) and wait until they are in; - reads one from standard input,
                          and patterns such as 'data/*.csv' may be given too
    --name NAME           the name to keep, for one file or -
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
  tripfold follow ID      show an import's progress until it ends
  tripfold cancel ID      stop an import that is under way and wait until what it has stored is taken back
  tripfold undo ID        take a finished import's trips back and wait until it is done
  tripfold feeds          list the addresses that are fetched on a schedule
  tripfold feeds add NAME URL SCHEDULE
                          fetch URL whenever SCHEDULE says so (cron, five fields, UTC: "15 4 * * *"); its host must be one
                          of FEED_HOSTS; takes --duplicates, --region, --datasource, --date-order and --mapping
  tripfold feeds run|pause|resume|remove NAME
  tripfold verify         recompute everything that is stored and compare: nothing lost, nothing twice
  tripfold rebuild        count everything that is stored anew from the trips, while answers and imports go on
  tripfold doctor         look the set-up over, and say what to do about what is not well
    --json                for verify and doctor: the findings as JSON

The files are read by the worker of a running Tripfold (npm start): Ctrl-C ends the watching, and says what goes on.
Exit codes: 0 all is in (a file whose bytes are imported already counts as in), done as asked, or as it should be; 1 something
could not be imported or done, or a check failed; 2 the command was not understood; 130 ended by Ctrl-C.`

export type Command =
  | { name: 'help' }
  /** `as` is the name to keep. */
  | { name: 'import'; files: string[]; as?: string; details: Omit<FileDetails, 'fileName'> }
  | { name: 'imports' }
  | { name: 'rebuild' }
  | { name: 'verify'; json: boolean }
  | { name: 'doctor'; json: boolean }
  | { name: 'follow' | 'cancel' | 'undo'; id: number }
  | { name: 'feeds'; act: FeedAct }

export type FeedAct =
  | { act: 'list' }
  | { act: 'add'; feed: string; body: FeedBody }
  | { act: 'run' | 'pause' | 'resume' | 'remove'; feed: string }

const importFlags = uploadQuery.pick({ duplicates: true }).extend(readingParameters.shape)

/** What the command line asks for. Throws UserProblem bad_parameter. */
export function parseCommand(args: string[]): Command {
  const { values, positionals } = split(args)
  const [name, ...rest] = positionals
  const { help, force, json = false, name: as, ...given } = values
  if (help || name === undefined || name === 'help') return { name: 'help' }
  if ((name === 'verify' || name === 'doctor') && rest.length === 0 && Object.keys(values).every((flag) => flag === 'json'))
    return { name, json }
  if (json && (name === 'import' || name === 'feeds')) throw bad('--json is for verify and doctor')
  if (name === 'feeds' && rest[0] === 'add' && !as && !force) return { name, act: feedOf(rest.slice(1), given) }
  if (name !== 'import' && Object.keys(values).length > 0) throw bad(`${name} takes no options`)
  if ((name === 'imports' || name === 'rebuild') && rest.length === 0) return { name }
  if ((name === 'follow' || name === 'cancel' || name === 'undo') && rest.length === 1) return { name, id: parsedId(rest[0]) }
  if (name === 'feeds') return { name, act: feedAct(rest) }
  if (name === 'import' && as !== undefined && rest.length > 1) throw bad('--name is for one file')
  if (name === 'import' && rest.length > 0)
    return { name, files: rest, ...(as !== undefined && { as }), details: { ...detailsOf(given), force } }
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
        name: text,
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

function feedOf([feed, url, schedule, ...more]: string[], given: Partial<Record<string, string>>): FeedAct {
  if (schedule === undefined || more.length > 0) throw bad('feeds add needs a name, an address and a schedule (in quotes)')
  const { duplicates, options } = detailsOf(given)
  const body = feedBody.safeParse({ url, schedule, options: { duplicates, ...options } })
  if (!body.success) throw bad(`${body.error.issues[0].path.join('.')}: ${body.error.issues[0].message}`)
  return { act: 'add', feed: parsedName(feed), body: body.data }
}

function feedAct([act, feed, ...more]: string[]): FeedAct {
  if (act === undefined) return { act: 'list' }
  if ((act === 'run' || act === 'pause' || act === 'resume' || act === 'remove') && feed !== undefined && more.length === 0)
    return { act, feed: parsedName(feed) }
  throw bad(`"feeds ${[act, feed, ...more].filter(Boolean).join(' ')}" is not a command`)
}

function parsedName(given: string): string {
  const name = feedName.safeParse(given)
  if (!name.success) throw bad(`"${given}": ${name.error.issues[0].message}`)
  return name.data
}

function parsedId(given: string): number {
  const id = importId.safeParse(given)
  if (!id.success) throw bad(`"${given}" is not the id of an import; "tripfold imports" lists them`)
  return id.data
}

const bad = (message: string): UserProblem => new UserProblem('bad_parameter', message)
