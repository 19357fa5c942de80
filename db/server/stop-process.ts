import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Whether a process of this id exists. One that has ended but was not collected (a zombie) is gone for our purpose. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true // no /proc on this system
  }
}

/** The command line of a process, '' when there is none: a pid read from a file may long be somebody else's. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  }
}

/**
 * Asks a process to end (SIGTERM), insists after the bound (SIGKILL), and returns when it is gone. Throws when it will not
 * go, such as one of another user.
 */
export async function stopProcess(pid: number, boundMs: number): Promise<void> {
  signal(pid, 'SIGTERM')
  if (await isGone(pid, boundMs)) return
  signal(pid, 'SIGKILL')
  if (!(await isGone(pid, 10_000))) throw new Error(`Process ${pid} cannot be stopped`)
}

async function isGone(pid: number, boundMs: number): Promise<boolean> {
  const deadline = Date.now() + boundMs
  for (let waitMs = 10; isAlive(pid); waitMs = Math.min(250, waitMs * 2)) {
    if (Date.now() > deadline) return false
    await pause(waitMs)
  }
  return true
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone in the meantime, which is what was wanted.
  }
}
