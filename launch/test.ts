import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { freePort } from '#db/server/free-port.ts'
import { environmentWith, givenEnv } from '#env.ts'
import { ensureChromium } from './chromium.ts'
import { checkOutcome, type Outcome, playwrightOutcomes, summary, vitestOutcomes } from './test-outcome.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'tripfold-run-'))
const partNames = ['lint', 'types', 'unit', 'db', 'e2e', 'nightly'] as const
const usage = z.object({
  part: z.enum(partNames).optional(),
  engine: z.enum(['mysql', 'mariadb']).optional(),
  seed: z.string().optional(),
  minutes: z.string().optional(),
})

let running: ChildProcess | undefined
let isInterrupted = false

/** Runs a program of ours to its end, its output passed on; says whether it succeeded. */
async function run(args: string[], settings: Record<string, string> = {}): Promise<boolean> {
  running = spawn(process.execPath, args, { cwd: root, env: environmentWith(settings), stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(running, 'exit')
  return code === 0
}

const lint = async () => [checkOutcome('lint', await run(['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.']))]

async function types(): Promise<Outcome[]> {
  const generated = await run(['node_modules/next/dist/bin/next', 'typegen'])
  return [checkOutcome('types', generated && (await run(['node_modules/typescript/bin/tsc', '--noEmit'])))]
}

type Selection = { settings: Record<string, string>; filters: string[] }

async function vitest(projects: string[], { settings, filters }: Selection): Promise<Outcome[]> {
  const report = join(scratch, 'vitest.json')
  const selected = projects.flatMap((name) => ['--project', name])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const succeeded = await run(['node_modules/vitest/vitest.mjs', 'run', ...selected, ...reporters, ...filters], settings)
  return vitestOutcomes(report, root, succeeded)
}

/** The browser tests have a Tripfold of their own: its home, inbox, ports and database are nobody else's. */
async function browser({ settings, filters }: Selection): Promise<Outcome[]> {
  ensureChromium(console.log)
  const report = join(scratch, 'playwright.json')
  const port = await freePort()
  const feedHost = `127.0.0.1:${await freePort()}`
  const succeeded = await run(['node_modules/playwright/cli.js', 'test', '--reporter=list,json', ...filters], {
    ...settings,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    TEST_BASE_URL: `http://127.0.0.1:${port}`,
    TRIPFOLD_HOME: join(scratch, 'home'),
    INBOX_DIR: join(scratch, 'inbox'),
    SPOOL_DIR: '',
    HOST: '127.0.0.1',
    PORT: String(port),
    REALTIME_HOST: '127.0.0.1',
    REALTIME_PORT: String(await freePort()),
    ...{ FEED_HOSTS: feedHost, FEED_PRIVATE_HOSTS: feedHost },
    DATABASE_URL: browserDatabase(givenEnv().TEST_DATABASE_URL),
  })
  return playwrightOutcomes(report, succeeded)
}

/** A database of its own on the given server, which the launcher creates; none for a private server. */
function browserDatabase(adminUrl: string | undefined): string {
  if (!adminUrl) return ''
  const url = new URL(adminUrl)
  url.pathname = `/tripfold_test_browser_${process.pid}`
  return url.href
}

async function main(): Promise<boolean> {
  const { values, positionals: filters } = parseArgs({
    options: { part: { type: 'string' }, engine: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } },
    allowPositionals: true,
  })
  const { part, engine, seed, minutes } = usage.parse(values)
  const given = { TEST_ENGINE: engine, TEST_SEED: seed, TEST_MINUTES: minutes }
  const settings = Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  const selection: Selection = { settings, filters }
  const parts: Record<(typeof partNames)[number], () => Promise<Outcome[]>> = {
    lint,
    types,
    unit: () => vitest(part ? ['unit'] : ['unit', 'database'], selection),
    db: () => vitest(['database'], selection),
    e2e: () => browser(selection),
    nightly: () => vitest(['nightly'], selection),
  }
  // Unit and database tests run side by side; the nightly ones are asked for by name.
  const chosen = part ? [part] : partNames.filter((name) => name !== 'db' && name !== 'nightly')
  const outcomes: Outcome[] = []
  for (const name of chosen) if (!isInterrupted) outcomes.push(...(await parts[name]()))
  for (const line of summary(outcomes)) console.log(line)
  return !isInterrupted && outcomes.every(({ failed }) => failed === 0)
}

// Ctrl-C reaches the running part by itself, for it is in the terminal's group; SIGTERM does not.
process.on('SIGINT', () => {
  isInterrupted = true
})
process.on('SIGTERM', () => {
  isInterrupted = true
  running?.kill('SIGTERM')
})

main()
  .catch((error: Error) => {
    console.error(error.message)
    return false
  })
  .then((succeeded) => {
    rmSync(scratch, { recursive: true, force: true })
    process.exit(succeeded ? 0 : 1)
  })
