import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Whether packages of Debian or Ubuntu can be installed here without a question: as root, or through sudo without password. */
export const mayInstallPackages = (): boolean => aptCommand() !== undefined

/** Installs packages without questions and recommendations. Gives apt's last words when it fails, else undefined. */
export function installPackages(...packages: string[]): string | undefined {
  const [program, ...args] = aptCommand() ?? ['apt-get']
  const apt = (...more: string[]) =>
    spawnSync(program, [...args, ...more], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  apt('update', '-qq') // a stale list may still do
  const { status, error, stderr } = apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
  return status === 0 ? undefined : (error?.message ?? stderr.trim().split('\n').slice(-2).join(' '))
}

function aptCommand(): string[] | undefined {
  if (!existsSync('/usr/bin/apt-get')) return undefined
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
  if (process.getuid?.() === 0) return apt
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n', ...apt] : undefined
}
