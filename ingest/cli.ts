import { connect, type Database } from '#db/client.ts'
import { readImports } from '#db/read/imports.ts'
import { takesLoadData } from '#db/read/takes-load-data.ts'
import { rebuildRollups } from '#db/rebuild-rollups.ts'
import { verify } from '#db/verify.ts'
import { requestCancel, requestUndo } from '#db/write/request-import.ts'
import { databaseUrl, env } from '#env.ts'
import type { ImportView } from '#trips/import-job.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { type Command, parseCommand, usage } from './cli-command.ts'
import { tendFeeds } from './cli-feeds.ts'
import { importFiles } from './cli-import.ts'
import { doctorText, examine } from './doctor.ts'
import { followImport, progressText } from './follow-import.ts'
import { openPublisher } from './open-publisher.ts'
import { openTerminal } from './open-terminal.ts'
import { verifyText } from './verify-text.ts'

const terminal = openTerminal(process.stdout, process.stderr)
const interrupted = new AbortController()

/** As shells count a program that SIGINT has ended. */
const interruptedCode = 130

/** Progress goes to the terminal alone: what is printed may be piped. */
const showProgress = (does: string) => (done: number, of: number) =>
  void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${does} chunk ${done + 1} of ${of}`))
const clearProgress = () => void (process.stderr.isTTY && process.stderr.write('\r\u001b[K'))

/** True when everything agrees. */
async function verifyAll(db: Database, json: boolean): Promise<boolean> {
  const startedMs = performance.now()
  const found = await verify(db, showProgress('Verifying'))
  clearProgress()
  terminal.say(json ? JSON.stringify(found, null, 2) : verifyText(found, (performance.now() - startedMs) / 1000))
  return found.ok
}

/** True when nothing was left out. */
async function rebuildAll(): Promise<boolean> {
  const db = connect(databaseUrl(), { loadData: true })
  try {
    const byLoadData = env().LOAD_DATA && (await takesLoadData(db))
    const { chunks, trips, leftOut } = await rebuildRollups(db, { byLoadData, progress: showProgress('Rebuilding') })
    clearProgress()
    for (const { chunk, says } of leftOut) terminal.error(`chunk ${chunk} stays as it is: ${says}`)
    terminal.say(`${trips.toLocaleString('en')} trips in ${chunks} chunks were counted anew`)
    return leftOut.length === 0
  } finally {
    await db.$client.end()
  }
}

async function lookOver(json: boolean): Promise<number> {
  const diagnoses = await examine(env())
  terminal.say(json ? JSON.stringify(diagnoses, null, 2) : doctorText(diagnoses))
  return diagnoses.some(({ level }) => level === 'fail') ? 1 : 0
}

const rejectsUrl = (id: number): string => `http://${env().HOST}:${env().PORT}/api/v1/imports/${id}/rejects.csv`

async function run(command: Exclude<Command, { name: 'help' | 'doctor' | 'rebuild' }>): Promise<boolean> {
  const { spoolDir } = env()
  const db = connect(databaseUrl())
  const publisher = openPublisher(env(), () => {})
  const publish = (view: ImportView) => publisher?.publish(view)
  try {
    if (command.name === 'import') {
      const ports = { intake: { db, spoolDir, publish }, terminal, stdin: process.stdin, stop: interrupted.signal, rejectsUrl }
      return await importFiles(ports, command)
    }
    if (command.name === 'verify') return await verifyAll(db, command.json)
    if (command.name === 'feeds') return await tendFeeds(db, terminal, env(), command.act)
    if (command.name === 'imports') return await listImports(db)
    if (command.name === 'cancel') publish(await requestCancel(db, command.id))
    if (command.name === 'undo') publish(await requestUndo(db, command.id))
    const view = await followImport(db, command.id, terminal, interrupted.signal)
    if (!view) terminal.say(`Not followed any more; what was asked of import ${command.id} goes on.`)
    return view?.state === ({ follow: 'done', cancel: 'cancelled', undo: 'undone' } as const)[command.name]
  } finally {
    await publisher?.flush()
    await publisher?.close()
    await db.$client.end()
  }
}

async function listImports(db: Database): Promise<true> {
  for (const view of (await readImports(db, { limit: 50 })).imports)
    terminal.say(`${view.id}\t${view.created_at}\t${progressText(view)}`)
  return true
}

async function main(): Promise<number> {
  // The first Ctrl-C ends in words, a second one at once.
  process.once('SIGINT', () => interrupted.abort())
  try {
    const command = parseCommand(process.argv.slice(2))
    if (command.name === 'doctor') return await lookOver(command.json)
    if (command.name === 'help') terminal.say(usage)
    else if (!(await (command.name === 'rebuild' ? rebuildAll() : run(command))))
      return interrupted.signal.aborted ? interruptedCode : 1
    return 0
  } catch (error) {
    terminal.error(describe(error))
    return error instanceof UserProblem && error.code === 'bad_parameter' ? 2 : 1
  }
}

/** A failed statement's text helps nobody; what the server said of it does. */
const describe = (error: unknown): string =>
  error instanceof Error
    ? error.cause instanceof Error
      ? error.cause.message || String(error.cause)
      : error.message
    : String(error)

void main().then((code) => {
  // A pipe that nobody closes would keep the process alive.
  process.exit(code)
})
