import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { guardProcess } from '#db/server/guard-process.ts'
import { stopProcess } from '#db/server/stop-process.ts'
import type { Running, Service } from './supervise.ts'

export type ChildSettings = {
  name: string
  /** Arguments for this same Node. */
  args: string[]
  environment: NodeJS.ProcessEnv
  /** Resolves when the child does its work; the signal aborts when it has ended or its time is over. */
  ready(child: ChildProcess, signal: AbortSignal): Promise<void>
  /** Its output, line by line. */
  log(line: string): void
  readyBoundMs?: number
  stopBoundMs?: number
}

/** A Node program of ours as a service, in a process group of its own: Ctrl-C is for the launcher, which stops things in order. */
export function childService(settings: ChildSettings): Service {
  return { name: settings.name, start: (signal) => startChild(settings, signal) }
}

/**
 * Starts it and waits until it is ready. Whatever it has started itself goes with it when it ends. Should we be killed
 * outright, it is told to end, and made to after ten seconds.
 */
async function startChild(settings: ChildSettings, signal: AbortSignal): Promise<Running> {
  const { readyBoundMs = 120_000, stopBoundMs = 15_000 } = settings
  const child = spawn(process.execPath, settings.args, {
    env: settings.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', settings.log)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, by) => resolve(by ? `ended by ${by}` : `ended with code ${code}`))
  })
  const { pid } = child
  if (pid === undefined) throw new Error(await ended)
  const guard = guardProcess(pid, 10)
  const exited = ended.then((how) => {
    guard.release()
    killGroup(pid)
    return how
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) await stopProcess(pid, stopBoundMs)
    await exited
  }
  const running = { exited, stop }
  await untilReady(settings, child, running, AbortSignal.any([signal, AbortSignal.timeout(readyBoundMs)]))
  return running
}

async function untilReady(settings: ChildSettings, child: ChildProcess, running: Running, signal: AbortSignal): Promise<void> {
  const probing = new AbortController()
  const ended = running.exited.then((how) => Promise.reject(new Error(`${settings.name} ${how} before it was ready`)))
  try {
    await Promise.race([settings.ready(child, AbortSignal.any([signal, probing.signal])), ended])
  } catch (error) {
    await running.stop()
    throw signal.aborted ? new Error(`${settings.name} did not become ready`) : error
  } finally {
    probing.abort()
    ended.catch(() => {})
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left.
  }
}
