import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { commandLine, isAlive } from '#db/server/stop-process.ts'

export type RunFile = {
  /** Lets the command line find the running Tripfold: names as in env.ts. For this user's eyes alone. */
  write(settings: Record<string, string>): void
  release(): void
}

const holderShape = z.object({ pid: z.number().int().positive(), url: z.string().optional() })

/**
 * Claims a home for this process through `<home>/run.json`, so that no two Tripfolds work in it. What a killed one left is
 * taken over. Throws one sentence when another one is running.
 */
export function claimHome(home: string): RunFile {
  const file = join(home, 'run.json')
  const holder = readHolder(file)
  if (holder && isLauncher(holder.pid))
    throw new Error(`Tripfold is already running in ${home} (process ${holder.pid})${holder.url ? ` at ${holder.url}` : ''}`)
  rmSync(file, { force: true })
  writeFileSync(file, JSON.stringify({ pid: process.pid }), { mode: 0o600, flag: 'wx' })
  return {
    write: (settings) => writeFileSync(file, `${JSON.stringify({ pid: process.pid, ...settings }, null, 2)}\n`),
    release: () => rmSync(file, { force: true }),
  }
}

/** A container starts with the same pids each time: ours, or that of the shell before us, may be the old holder's. */
function isLauncher(pid: number): boolean {
  return pid !== process.pid && isAlive(pid) && /^\S*node\S* .*\bstart\.ts/.test(commandLine(pid))
}

function readHolder(file: string): z.infer<typeof holderShape> | undefined {
  try {
    return holderShape.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined // none, or cut short by a kill
  }
}
