import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrateDatabase } from '#db/migrate.ts'
import { environmentWith, givenEnv, isGiven } from '#env.ts'
import { buildIfChanged } from './build-app.ts'
import { enqueueFirstSample } from './first-sample.ts'
import { claimHome, type RunFile } from './run-file.ts'
import { decideRunSettings, type RunSettings } from './run-settings.ts'
import { databaseService, ownServices } from './services.ts'
import { readStartOptions, type StartOptions, startUsage } from './start-options.ts'
import { createSupervisor, type Supervisor } from './supervise.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const log = (line: string) => console.log(line)

/** Brings everything up in order; what comes up is kept by the supervisor. */
async function bringUp(options: StartOptions, runFile: RunFile, supervisor: Supervisor): Promise<void> {
  const startedAt = performance.now()
  const given = givenEnv()
  const run = await decideRunSettings(given, options, isGiven, log)
  const database = await keepDatabase(options, given.DATABASE_URL, run, supervisor)
  const settings = { ...run.values, DATABASE_URL: database, NODE_ENV: options.dev ? 'development' : 'production' }
  await timed(() => migrateDatabase(database), 'Schema up to date')
  if (!options.dev) await build(settings, supervisor)
  runFile.write({ ...run.values, DATABASE_URL: database, url: run.webUrl })
  if (!options['no-sample'] && (await enqueueFirstSample(database, run.values.SPOOL_DIR)))
    log('First run: 20,000 sample trips wait for the worker; they leave when your first file is read, or with one click')
  for (const service of ownServices({ ...run, settings, dev: options.dev, log }))
    await timed(() => supervisor.keep(service), `Started ${service.name}`)
  log(`Up after ${seconds(startedAt)}; Ctrl-C stops everything`)
  log(run.webUrl)
}

/** Gives the URL of the database that was found or started. */
async function keepDatabase(options: StartOptions, given: string | undefined, run: RunSettings, supervisor: Supervisor) {
  const startedAt = performance.now()
  let found = ''
  const onFound = (url: string, said: string) => {
    found = url
    log(`Database: ${said} (${seconds(startedAt)})`)
  }
  await supervisor.keep(databaseService({ home: run.home, given, engine: options.engine, log, onFound }))
  return found
}

async function build(settings: Record<string, string>, { signal }: Supervisor): Promise<void> {
  const announce = () => log('Building the app, because its sources have changed …')
  await timed(() => buildIfChanged({ root, environment: environmentWith(settings), announce, signal }), 'App is built')
}

const seconds = (startedAt: number): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`

/** Reports an act with its duration, once it is done. */
async function timed(act: () => Promise<void>, said: string): Promise<void> {
  const startedAt = performance.now()
  await act()
  log(`${said} (${seconds(startedAt)})`)
}

/** Keeps everything up until Ctrl-C, SIGTERM, or until a part of it will not live; gives the sentence that says which. */
async function keepUp(options: StartOptions, runFile: RunFile): Promise<string> {
  const supervisor = createSupervisor(log)
  const asked = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => resolve(''))
  })
  const end = Promise.race([asked, supervisor.givenUp])
  const up = bringUp(options, runFile, supervisor)
  const problem = await Promise.race([end, up.then(() => end).catch((error: Error) => error.message)])
  log('Stopping …')
  await timed(() => supervisor.stop(), 'Everything is stopped')
  await up.catch(() => {}) // what was under way has been called off
  return problem
}

async function main(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2))
  if (options.help) return log(startUsage)
  process.chdir(root)
  process.stdout.on('error', () => {}) // a closed terminal is no reason to leave the children alone
  const home = resolve(givenEnv().TRIPFOLD_HOME)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const runFile = claimHome(home)
  const problem = await keepUp(options, runFile)
  runFile.release()
  if (problem) throw new Error(problem)
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message)
    process.exit(1)
  },
)
