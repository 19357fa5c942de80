import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FoundDatabase, never } from './found-database.ts'
import { databaseName } from './grant-account.ts'
import { newPassword } from './server-folder.ts'

const composeFile = fileURLToPath(new URL('compose.yml', import.meta.url))

/**
 * MySQL in a container on a loopback port, its data in a volume of this home's own. Undefined where Docker Compose is not
 * there or its daemon does not answer; throws when it is, but the container does not come up.
 */
export function composeDatabase(home: string, log: (line: string) => void): FoundDatabase | undefined {
  if (!runs('docker', ['compose', 'version']) || !runs('docker', ['info'])) return undefined
  log('No mysqld or mariadbd here: starting MySQL with docker compose')
  const { envFile, password } = keepPassword(home)
  const project = `tripfold-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`
  const compose = (...args: string[]) =>
    run('docker', ['compose', '-p', project, '--env-file', envFile, '-f', composeFile, ...args])
  compose('up', '-d', '--wait', 'database')
  const address = compose('port', 'database', '3306').trim() // such as 127.0.0.1:49153
  return {
    url: `mysql://tripfold:${password}@${address}/${databaseName}`,
    said: `MySQL in a container on ${address}, data in the volume ${project}_database`,
    exited: never, // Docker restarts it
    stop: async () => void compose('stop'),
  }
}

/** The password the volume was made with, kept where Compose reads it. */
function keepPassword(home: string): { envFile: string; password: string } {
  const envFile = join(home, 'compose-database.env')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (!existsSync(envFile)) writeFileSync(envFile, `DATABASE_PASSWORD=${newPassword()}\n`, { mode: 0o600 })
  return { envFile, password: readFileSync(envFile, 'utf8').trim().slice('DATABASE_PASSWORD='.length) }
}

const runs = (program: string, args: string[]): boolean => spawnSync(program, args).status === 0

function run(program: string, args: string[]): string {
  const result = spawnSync(program, args, { encoding: 'utf8' })
  if (result.status === 0) return result.stdout
  throw new Error(
    `${[program, ...args].join(' ')} failed: ${(result.error?.message ?? result.stderr).trim().split('\n').slice(-3).join(' ')}`,
  )
}
