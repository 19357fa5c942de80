import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { env } from '#env.ts'

const read = (path: string): string => readFileSync(path, 'utf8')

/** Process id of the worker of the Tripfold under test; Linux only. */
export const workerPid = (): number => childPid('ingest/worker.ts')

/** That of the web process. */
export const webPid = (): number => childPid('launch/web.ts')

function childPid(entry: string): number {
  const { pid } = JSON.parse(read(resolve(env().TRIPFOLD_HOME, 'run.json')))
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ')
  const child = children.find((one) => read(`/proc/${one}/cmdline`).includes(entry))
  if (!child) throw new Error(`the launcher (process ${pid}) has no ${entry}`)
  return Number(child)
}

/** The processes of the browsers that this process has started: the one that draws, the one with the sockets, and so on. */
export function browserPids(): number[] {
  const below = (pid: number): number[] => {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) => childrenOf(`/proc/${pid}/task/${thread}/children`))
    return children.flatMap((child) => [child, ...below(child)])
  }
  return below(process.pid)
}

function childrenOf(path: string): number[] {
  try {
    return read(path).trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // the thread has ended in the meantime
  }
}
