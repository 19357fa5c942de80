import { spawn } from 'node:child_process'
import { environmentWith } from '#env.ts'

export type WorkerProcess = { pid: number; exited: Promise<string>; kill: (signal: NodeJS.Signals) => void }

/** A real worker on a database and spool of its own; `settings` as in env.ts. */
export function startWorker(settings: Record<string, string>): WorkerProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'ingest/worker.ts'], {
    env: environmentWith(settings),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))))
  return { pid: child.pid ?? 0, exited, kill: (signal) => void child.kill(signal) }
}
