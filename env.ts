import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

/**
 * The only reader of process.env. `npm start` finds or starts the database, makes the secrets and hands all of this to its
 * children; it also writes the same values to `<home>/run.json` (mode 0600), so that the command line finds the running
 * Tripfold without any setting.
 */
const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true')
/** Names as a URL has them: in lower case, a port only where it is not the scheme's own. */
const hosts = z
  .string()
  .default('')
  .transform((text) =>
    text
      .toLowerCase()
      .split(',')
      .map((host) => host.trim())
      .filter((host) => host !== ''),
  )
const port = z.coerce.number().int().min(1).max(65_535)

const envSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^mysql:\/\//, 'expected mysql://user:password@host:port/database')
    .optional(),
  /** Where Tripfold keeps what is its own on disk: private database, spool, secrets. */
  TRIPFOLD_HOME: z.string().default('.tripfold'),
  /** Uploaded files wait here until they are in; default `<home>/spool`. */
  SPOOL_DIR: z.string().optional(),
  /** The watched folder. */
  INBOX_DIR: z.string().default('inbox'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  UPLOAD_BYTES_MAX: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 2 ** 30),
  /** The import of a large plain CSV begins when so much of it has arrived; it must be announced as twice as large, or not at all. */
  EARLY_IMPORT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(32 * 2 ** 20),
  REALTIME_HOST: z.string().default('127.0.0.1'),
  REALTIME_PORT: port.default(6001),
  REALTIME_TLS: flag.default(false),
  REALTIME_APP_ID: z.string().default('tripfold'),
  REALTIME_KEY: z.string().default('tripfold'),
  REALTIME_SECRET: z.string().min(16).optional(),
  /** Where browsers reach the channel, such as wss://trips.example.org:443; default: the page's host and REALTIME_PORT. */
  REALTIME_PUBLIC_URL: z
    .string()
    .regex(/^wss?:\/\//)
    .optional(),
  /** Raster tiles for the map, such as https://tile.openstreetmap.org/{z}/{x}/{y}.png; default: built-in outlines only. */
  TILE_URL: z.string().optional(),
  TILE_ATTRIBUTION: z.string().default('© OpenStreetMap contributors'),
  /** 0 forces batched INSERTs where LOAD DATA LOCAL would be used. */
  LOAD_DATA: flag.default(true),
  /** Rows of a chunk, which is one transaction; smaller ones commit more often and are read more slowly. */
  CHUNK_ROWS: z.coerce.number().int().min(100).max(2_097_152).default(786_432),
  /** The file of a failed import is kept so long, and of all such files so much, for another try. */
  FAILED_FILES_DAYS: z.coerce.number().min(0).default(7),
  FAILED_FILES_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .default(20 * 2 ** 30),
  /** Questions that are answered at the same time; the others wait. Each has a connection to the database. */
  QUESTIONS_AT_ONCE: z.coerce.number().int().min(1).max(100).default(8),
  /** What one question may take. A pass over 100 million trips with both ends reads 1.6 million rows and 1.5 GB; several of them must fit. */
  QUESTION_SECONDS_MAX: z.coerce.number().positive().default(120),
  QUESTION_ROWS_MAX: z.coerce.number().int().positive().default(20_000_000),
  QUESTION_BYTES_MAX: z.coerce
    .number()
    .int()
    .positive()
    .default(8 * 2 ** 30),
  /** Hosts that feeds may fetch from, such as `data.example.org,files.example.org:8443`; none switches feeds off. */
  FEED_HOSTS: hosts,
  /** Those of them that may have addresses of a private network. */
  FEED_PRIVATE_HOSTS: hosts,
  /** Tests only: `name:n` kills the process at the n-th passage of a failpoint, `name:n:SIGSTOP` freezes it. */
  FAILPOINT: z.string().optional(),
  /** Tests only: an account that may create databases on a server that may be littered; default: a server of their own. */
  TEST_DATABASE_URL: z.string().optional(),
  TEST_ENGINE: z.enum(['mysql', 'mariadb']).optional(),
  /** Nightly tests only: what chance begins with (default: the clock), and how long each random test goes on. */
  TEST_SEED: z.coerce.number().int().min(0).optional(),
  TEST_MINUTES: z.coerce.number().positive().default(2),
  /** Tests only: where `npm run test:e2e` has the browser tests start a Tripfold. */
  TEST_BASE_URL: z.string().optional(),
})
export type Env = z.infer<typeof envSchema> & { spoolDir: string }

function runFile(home: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(resolve(/* turbopackIgnore: true */ home, 'run.json'), 'utf8'))
  } catch {
    return {}
  }
}

let known: Env | undefined

/** Settings of this process, checked once. Throws one sentence that names every bad setting. */
export function env(): Env {
  known ??= parseEnv({ ...runFile(given().TRIPFOLD_HOME ?? '.tripfold'), ...given() })
  return known
}

/** For the launcher: the environment alone. What the last Tripfold left in run.json is nobody's wish. */
export const givenEnv = (): Env => parseEnv(given())

/** Whether somebody chose this value: a default may give way, to the next free port for one. */
export const isGiven = (name: keyof Env): boolean => given()[name] !== undefined

/** The environment of a child: our own and these settings. */
export const environmentWith = (settings: Record<string, string>): NodeJS.ProcessEnv => ({ ...process.env, ...settings })

const given = () => Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))

function parseEnv(settings: Record<string, string | undefined>): Env {
  const parsed = envSchema.safeParse(settings)
  if (!parsed.success)
    throw new Error(`Bad settings: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`)
  return {
    ...parsed.data,
    spoolDir: resolve(/* turbopackIgnore: true */ parsed.data.SPOOL_DIR ?? `${parsed.data.TRIPFOLD_HOME}/spool`),
  }
}

/** The database, or the sentence that says how to have one. */
export function databaseUrl(): string {
  const url = env().DATABASE_URL
  if (!url)
    throw new Error('No database: start Tripfold with `npm start`, or set DATABASE_URL=mysql://user:password@host:port/database')
  return url
}
