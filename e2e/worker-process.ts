import { readFileSync } from 'node:fs'
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
