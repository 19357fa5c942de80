import { spawn } from 'node:child_process'
import { environmentWith } from '#env.ts'

export type WorkerProcess = {
  pid: number
  exited: Promise<string>
  kill: (signal: NodeJS.Signals) => void
  /** What it has written to its log. */
  said: () => string
}

/** A real worker on a database and spool of its own; `settings` as in env.ts, `under` a command that becomes it. */
export function startWorker(settings: Record<string, string>, under: string[] = []): WorkerProcess {
  const [command, ...args] = [...under, process.execPath, '--import', 'tsx', 'ingest/worker.ts']
  const child = spawn(command, args, { env: environmentWith(settings), stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const exited = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))))
  return { pid: child.pid ?? 0, exited, kill: (signal) => void child.kill(signal), said: () => said }
}
