import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guardProcess } from '#db/server/guard-process.ts'
import { stopProcess } from '#db/server/stop-process.ts'
import { hashSources } from './source-hash.ts'

export type BuildOptions = {
  root: string
  environment: NodeJS.ProcessEnv
  /** Called before a build, which takes half a minute; not when there is nothing to do. */
  announce: () => void
  signal: AbortSignal
}

/** Builds the app when its sources are not those of the last build. Throws with the end of the build's output when it fails. */
export async function buildIfChanged({ root, environment, announce, signal }: BuildOptions): Promise<void> {
  const stamp = join(root, '.next/tripfold-build-hash')
  const hash = hashSources(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  signal.throwIfAborted()
  announce()
  rmSync(stamp, { force: true }) // a build that is cut short must not pass for the last one
  await build(root, environment, signal)
  mkdirSync(join(root, '.next'), { recursive: true })
  writeFileSync(stamp, hash)
}

async function build(root: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const { pid } = child
  if (pid === undefined) throw new Error('The build could not be started')
  const guard = guardProcess(pid, 10)
  const stop = () => void stopProcess(pid, 5_000)
  signal.addEventListener('abort', stop, { once: true })
  const [code] = await once(child, 'close')
  signal.removeEventListener('abort', stop)
  guard.release()
  signal.throwIfAborted()
  if (code !== 0) throw new Error(`The build failed:\n${output.join('').trim().split('\n').slice(-40).join('\n')}`)
}
