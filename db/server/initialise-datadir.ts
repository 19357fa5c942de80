import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { type Engine, installScripts } from './engine.ts'
import { baseOptions } from './server-options.ts'

/**
 * Makes an empty data folder once; an existing one is left alone. It is made beside its place and renamed when it is
 * whole, so that a kill in between leaves nothing that looks like a database. Throws with the server's own last words.
 */
export function initialiseDatadir(engine: Engine, datadir: string, storage: string[]): void {
  if (existsSync(datadir)) return
  const half = `${datadir}.new`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true, mode: 0o700 })
  const base = baseOptions(half)
  if (engine.kind === 'mysql') run([engine.program], [...base, ...storage, '--initialize-insecure'])
  else run(installScripts(engine.program), [...base, '--auth-root-authentication-method=normal', '--skip-test-db'])
  renameSync(half, datadir)
}

/** Runs the first of the programs that exists. */
function run(programs: string[], args: string[]): void {
  for (const program of programs) {
    const result = spawnSync(program, args, { encoding: 'utf8' })
    if ((result.error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') continue
    if (result.status === 0) return
    const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-5).join('\n')
    throw new Error(`${program} could not make an empty database: ${result.error?.message ?? said}`)
  }
  throw new Error(`${programs[0]} was not found; it belongs to the packages mariadb-server-core and mariadb-client-core`)
}
