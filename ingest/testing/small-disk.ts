import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type SmallDisk = { path: string; fill: () => void; free: () => void; unmount: () => void }

const block = Buffer.alloc(64 * 1024)

/** A disk of its own of so many MiB: a tmpfs, which root may mount. */
export function smallDisk(path: string, mib: number): SmallDisk {
  mkdirSync(path, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=755`, 'tmpfs', path])
  const ballast = join(path, 'ballast')
  return {
    path,
    fill: () => {
      const file = openSync(ballast, 'w')
      try {
        for (;;) writeSync(file, block)
      } catch {
        // Full, which is what was wanted.
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast),
    unmount: () => void execFileSync('umount', ['-l', path]),
  }
}
