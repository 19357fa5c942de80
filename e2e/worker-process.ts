import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { env } from '#env.ts'

const read = (path: string): string => readFileSync(path, 'utf8')

/** Process id of the worker of the Tripfold under test; Linux only. */
export function workerPid(): number {
  const { pid } = JSON.parse(read(resolve(env().TRIPFOLD_HOME, 'run.json')))
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ')
  const worker = children.find((child) => read(`/proc/${child}/cmdline`).includes('ingest/worker.ts'))
  if (!worker) throw new Error(`the launcher (process ${pid}) has no worker`)
  return Number(worker)
}
