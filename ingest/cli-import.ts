import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import type { ImportView } from '#trips/import-job.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Command } from './cli-command.ts'
import { enqueueFile, type Intake } from './enqueue-file.ts'
import { expandPatterns } from './expand-patterns.ts'
import { followImport, type Terminal } from './follow-import.ts'
import { copyingLine } from './progress-line.ts'

export type CliPorts = {
  intake: Intake
  terminal: Terminal
  /** What `-` stands for. */
  stdin: Readable
  /** Aborted by Ctrl-C. */
  stop: AbortSignal
  rejectsUrl: (id: number) => string
}

/** How often the line of a copy is drawn anew. */
const drawMs = 100

/**
 * Enters every file first, so that the worker never waits for the next; then follows them one by one. True when all are in.
 * Stopped, it says what goes on without it.
 */
export async function importFiles(
  ports: CliPorts,
  { files, as, details }: Extract<Command, { name: 'import' }>,
): Promise<boolean> {
  const { intake, terminal, stop } = ports
  const ids: number[] = []
  let allIn = true
  for (const path of await expandPatterns(files)) {
    try {
      const view = await enter(ports, path, { ...details, fileName: nameOf(path, as) })
      if (!ids.includes(view.id)) ids.push(view.id)
    } catch (error) {
      if (stop.aborted) return said(terminal, `Stopped while ${path} was copied: nothing of it is imported.${goesOn(ids)}`)
      if (!isOfThisFile(error)) throw error
      terminal.line(undefined)
      terminal.error(`${path}: ${error.message}`)
      allIn = false
    }
  }
  for (const [i, id] of ids.entries()) {
    const view = await followImport(intake.db, id, terminal, stop)
    if (!view) return said(terminal, `Not followed any more.${goesOn(ids.slice(i))}`)
    if (view.rows_rejected > 0) terminal.say(`Rejected rows, ready to correct and send again: ${ports.rejectsUrl(view.id)}`)
    allIn &&= view.state === 'done'
  }
  return allIn
}

function said(terminal: Terminal, what: string): false {
  terminal.line(undefined)
  terminal.say(what)
  return false
}

const goesOn = (ids: number[]): string =>
  ids.length === 0
    ? ''
    : ` Tripfold goes on with ${ids.length === 1 ? 'import' : 'imports'} ${ids.join(', ')}: "tripfold follow ID" shows one again, "tripfold cancel ID" stops it.`

/** `-` has no name of its own. */
const nameOf = (path: string, name: string | undefined): string => name ?? (path === '-' ? 'stdin.csv' : basename(path))

type Details = Extract<Command, { name: 'import' }>['details'] & { fileName: string }

async function enter(ports: CliPorts, path: string, details: Details): Promise<ImportView> {
  const { terminal, stdin } = ports
  const outcome =
    path === '-'
      ? await enqueueFile(ports.intake, { stream: shown(ports, details.fileName, stdin), ...details })
      : await enterPath(ports, path, details)
  const view = 'import' in outcome ? outcome.import : outcome.duplicateOf
  terminal.line(undefined)
  terminal.say(`${path} is import ${view.id}${'import' in outcome ? '' : ' already: the same bytes; --force imports them again'}`)
  return view
}

async function enterPath(ports: CliPorts, path: string, details: Details) {
  const handle = await open(path)
  try {
    const stats = await handle.stat()
    const bytes = stats.isFile() ? stats.size : undefined
    const stream = shown(
      ports,
      details.fileName,
      handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 }),
      bytes,
    )
    return await enqueueFile(ports.intake, { stream, ...details })
  } finally {
    await handle.close()
  }
}

/** The bytes as they come, drawn on the terminal; ends with an error when it is stopped, also while nothing comes. */
async function* shown({ terminal, stop }: CliPorts, name: string, stream: Readable, total?: number): AsyncGenerator<Uint8Array> {
  const startedAt = performance.now()
  let [bytes, drawnAt] = [0, startedAt]
  for await (const block of addAbortSignal(stop, stream)) {
    yield block
    bytes += block.length
    const now = performance.now()
    if (now - drawnAt < drawMs) continue
    terminal.line(copyingLine(name, bytes, total, (now - startedAt) / 1000))
    drawnAt = now
  }
}

/** Unreadable or empty: no reason to leave the other files out. */
const isOfThisFile = (error: unknown): error is Error =>
  error instanceof UserProblem ||
  (error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(String(error.code)))
