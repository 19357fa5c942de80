import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'

export type EngineKind = 'mysql' | 'mariadb'

/** A server program on this machine. */
export type Engine = {
  kind: EngineKind
  /** Such as 9.7.4 or 10.11.19. */
  version: string
  program: string
}

// Debian keeps servers in sbin, which is not on an ordinary user's PATH; Fedora in libexec; Homebrew on PATH.
const folders = ['', '/usr/sbin/', '/usr/libexec/', '/usr/local/sbin/', '/usr/local/mysql/bin/']
const programs = ['mysqld', 'mariadbd'].flatMap((name) => folders.map((folder) => folder + name))

/** What `mysqld --version` says; undefined when the text is not a server's. MariaDB also calls itself mysqld. */
export function readVersion(text: string): Pick<Engine, 'kind' | 'version'> | undefined {
  const version = /Ver (\d+\.\d+\.\d+)/.exec(text)?.[1]
  return version ? { kind: text.includes('MariaDB') ? 'mariadb' : 'mysql', version } : undefined
}

/** The server programs of this machine, MySQL first, the one on PATH before others of its kind. */
export function findEngines(): Engine[] {
  const found: Engine[] = []
  for (const program of programs) {
    const known = readVersion(spawnSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' }).stdout ?? '')
    if (known && !found.some((engine) => engine.kind === known.kind)) found.push({ ...known, program })
  }
  return found.sort((a, b) => Number(a.kind === 'mariadb') - Number(b.kind === 'mariadb'))
}

/** Places of mariadb-install-db, most likely first: on PATH, or beside the server. */
export const installScripts = (program: string): string[] => [
  'mariadb-install-db',
  join(dirname(program), 'mariadb-install-db'),
  join(dirname(program), '../bin/mariadb-install-db'),
  join(dirname(program), '../scripts/mariadb-install-db'),
]
