import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { guardProcess } from '#db/server/guard-process.ts'
import { environmentWith } from '#env.ts'

export type BenchChild = {
  pid: number
  /** The first line it says; what it says later is passed over. Rejects when it ends without a word. */
  firstLine: Promise<string>
  /** Settles when it has ended and everything it said was read; the text says how. */
  ended: Promise<string>
  /** Throws once it has ended. */
  check: () => void
  stop: () => Promise<void>
}

/** Starts one of our programs as a process of its own, with settings as in env.ts; it ends with us, however we end. */
export function startChild(args: string[], settings: Record<string, string> = {}): BenchChild {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    env: environmentWith(settings),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // Ctrl-C is for the bench, which stops things in order
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${args[0]} cannot be started`)
  const guard = guardProcess(pid, 5)
  child.once('exit', guard.release)
  let how: string | undefined
  const ended = new Promise<string>((resolve) =>
    child.once('close', (code, signal) => {
      how = `${args[0]} has ended, ${signal ?? `code ${code}`}`
      resolve(how)
    }),
  )
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve).resume()
    ended.then((text) => reject(new Error(text)))
  })
  firstLine.catch(() => {}) // nobody may be waiting for it when it is stopped
  return {
    pid,
    firstLine,
    ended,
    check: () => {
      if (how !== undefined) throw new Error(how)
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
