import { basename } from 'node:path'
import { connect, type Database } from '#db/client.ts'
import { readImports } from '#db/read/imports.ts'
import { verify } from '#db/verify.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { databaseUrl, env } from '#env.ts'
import type { ImportView } from '#trips/import-job.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { type Command, parseCommand, usage } from './cli-command.ts'
import { doctorText, examine } from './doctor.ts'
import { enqueueFile, type Intake } from './enqueue-file.ts'
import { followImport, progressText } from './follow-import.ts'
import { openPublisher } from './open-publisher.ts'
import { verifyText } from './verify-text.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const terminal = { write: (text: string) => void process.stdout.write(text), isTTY: process.stdout.isTTY }

/** Enters every file first, so that the worker never waits for the next; then follows them one by one. True when all are in. */
async function importFiles(intake: Intake, { files, details }: Extract<Command, { name: 'import' }>): Promise<boolean> {
  const ids: number[] = []
  let allIn = true
  for (const path of files) {
    try {
      const outcome = await enqueueFile(intake, { path, fileName: basename(path), ...details })
      const view = 'import' in outcome ? outcome.import : outcome.duplicateOf
      say(`${path} is import ${view.id}${'import' in outcome ? '' : ' already: the same bytes; --force imports them again'}`)
      ids.push(view.id)
    } catch (error) {
      if (!isOfThisFile(error)) throw error
      console.error(`${path}: ${error.message}`)
      allIn = false
    }
  }
  for (const id of new Set(ids)) {
    const view = await followImport(intake.db, id, terminal)
    if (view.rows_rejected > 0) say(`Rejected rows, ready to correct and send again: ${rejectsUrl(view)}`)
    allIn &&= view.state === 'done'
  }
  return allIn
}

/** Unreadable or empty: no reason to leave the other files out. */
const isOfThisFile = (error: unknown): error is Error =>
  error instanceof UserProblem ||
  (error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(String(error.code)))

/** True when everything agrees. Progress goes to the terminal alone: what is printed may be piped. */
async function verifyAll(db: Database, json: boolean): Promise<boolean> {
  const startedMs = performance.now()
  const progress = (done: number, of: number) =>
    void (process.stderr.isTTY && process.stderr.write(`\r\u001b[KVerifying chunk ${done + 1} of ${of}`))
  const found = await verify(db, progress)
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  say(json ? JSON.stringify(found, null, 2) : verifyText(found, (performance.now() - startedMs) / 1000))
  return found.ok
}

async function lookOver(json: boolean): Promise<number> {
  const diagnoses = await examine(env())
  say(json ? JSON.stringify(diagnoses, null, 2) : doctorText(diagnoses))
  return diagnoses.some(({ level }) => level === 'fail') ? 1 : 0
}

const rejectsUrl = ({ id }: ImportView): string => `http://${env().HOST}:${env().PORT}/api/v1/imports/${id}/rejects.csv`

async function run(command: Exclude<Command, { name: 'help' | 'doctor' }>): Promise<boolean> {
  const { spoolDir } = env()
  const db = connect(databaseUrl())
  const publisher = openPublisher(env(), () => {})
  try {
    const publish = (view: ImportView) => publisher?.publish(view)
    if (command.name === 'import') return await importFiles({ db, spoolDir, publish }, command)
    if (command.name === 'verify') return await verifyAll(db, command.json)
    if (command.name === 'undo') {
      publish(await requestUndo(db, command.id))
      return (await followImport(db, command.id, terminal)).state === 'undone'
    }
    for (const view of (await readImports(db, { limit: 50 })).imports)
      say(`${view.id}\t${view.created_at}\t${progressText(view)}`)
    return true
  } finally {
    await publisher?.flush()
    await publisher?.close()
    await db.$client.end()
  }
}

async function main(): Promise<number> {
  try {
    const command = parseCommand(process.argv.slice(2))
    if (command.name === 'doctor') return await lookOver(command.json)
    if (command.name !== 'help') return (await run(command)) ? 0 : 1
    say(usage)
    return 0
  } catch (error) {
    console.error(describe(error))
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
  process.exitCode = code
})
