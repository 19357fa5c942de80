import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { guardProcess } from '#db/server/guard-process.ts'
import { environmentWith } from '#env.ts'

export type BenchChild = {
  pid: number
  /** The next line it says. Throws when it ends instead. */
  line: () => Promise<string>
  /** Throws once it has ended by itself. */
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
  child.once('exit', () => guard.release())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid,
    line: async () => {
      const { done, value } = await lines.next()
      if (done) throw new Error(`${args[0]} ${await howItEnded(child)}`)
      return value
    },
    check: () => {
      if (hasEnded(child)) throw new Error(`${args[0]} has ended, code ${child.exitCode ?? child.signalCode}`)
    },
    stop: async () => {
      if (hasEnded(child)) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

async function howItEnded(child: ChildProcess): Promise<string> {
  if (!hasEnded(child)) await once(child, 'exit')
  return `has ended, code ${child.exitCode ?? child.signalCode}`
}
