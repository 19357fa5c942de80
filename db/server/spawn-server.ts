import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { guardProcess } from './guard-process.ts'

export type ServerProcess = {
  pid: number
  /** Settles when the process has ended, for whatever reason; the text says how. */
  exited: Promise<string>
}

/**
 * Starts a server program in a session of its own: Ctrl-C in the terminal is for the launcher, which stops things in order.
 * Its output goes to the log; the log of the run before is kept as `.1`.
 */
export function spawnServer(program: string, args: string[], files: { logFile: string; pidFile: string }): ServerProcess {
  if (existsSync(files.logFile)) renameSync(files.logFile, `${files.logFile}.1`)
  const log = openSync(files.logFile, 'a', 0o600)
  const options = [`--pid-file=${files.pidFile}`, `--log-error=${files.logFile}`]
  const child = spawn(program, [...args, ...options], { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`))
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} cannot be started`)
  writeFileSync(files.pidFile, String(pid)) // the server writes the same, but only once it is ready
  const guard = guardProcess(pid)
  ended.then(guard.release)
  return { pid, exited: ended }
}

// Crash recovery of a full redo log takes minutes on a slow disk.
const startBoundMs = 600_000

/** Returns when the server answers on its socket. Throws with the end of its log when it ends instead, or takes too long. */
export async function untilReady(
  server: ServerProcess,
  socketPath: string,
  logFile: string,
  signal?: AbortSignal,
): Promise<void> {
  let how = ''
  server.exited.then((text) => {
    how = text
  })
  const deadline = Date.now() + startBoundMs
  for (let waitMs = 20; !(await answers(socketPath)); waitMs = Math.min(250, waitMs * 1.5)) {
    signal?.throwIfAborted()
    if (!how && Date.now() > deadline) how = `did not answer within ${startBoundMs / 1000} s`
    if (how) throw new Error(`The database server ${how}. The end of ${logFile}:\n${logEnd(logFile)}`)
    await pause(waitMs)
  }
}

async function answers(socketPath: string): Promise<boolean> {
  try {
    const connection = await createConnection({ socketPath, user: 'root' })
    await connection.end()
    return true
  } catch {
    return false
  }
}

function logEnd(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n')
  const errors = lines.filter((line) => line.includes('[ERROR]'))
  return (errors.length ? errors : lines).slice(-5).join('\n')
}
