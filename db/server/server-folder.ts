import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineKind } from './engine.ts'

// sun_path holds 108 bytes with its final zero; the server cuts a longer path silently.
const socketBytesMax = 107

const memo = z.object({ engine: z.enum(['mysql', 'mariadb']), port: z.number().int(), password: z.string() })
/** What a server folder remembers from its first start on, so that data, port and password stay the same. */
export type ServerMemo = z.infer<typeof memo>

/** Reads `<dir>/database.json`; undefined on the first start. */
export function readMemo(dir: string): ServerMemo | undefined {
  const file = join(dir, 'database.json')
  return existsSync(file) ? memo.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}

export function writeMemo(dir: string, value: ServerMemo): void {
  writeFileSync(join(dir, 'database.json'), `${JSON.stringify(value)}\n`, { mode: 0o600 })
}

export const newPassword = (): string => randomBytes(24).toString('base64url')

/** The files of a server in its folder. Data folders carry the engine's name: no engine ever opens the other's. */
export const serverFiles = (dir: string, engine: EngineKind) => ({
  datadir: join(dir, `${engine}-data`),
  pidFile: join(dir, `${engine}.pid`),
  logFile: join(dir, `${engine}.log`),
  tmpdir: join(dir, `${engine}-tmp`),
})

/** Makes the folder, for this user alone, and gives its real absolute path. */
export function makeServerFolder(dir: string): string {
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o700)
  return realpathSync(dir)
}

/**
 * A path for the socket in a folder that nobody else may enter: the server's own, or, where that is too long, one in /tmp.
 * A socket's lock names a pid; left by a crash, it would stop the server once that pid is somebody else's.
 */
export function makeSocketPath(dir: string, engine: EngineKind): { path: string; remove: () => void } {
  const near = join(dir, `${engine}.sock`)
  for (const stale of [near, `${near}.lock`]) rmSync(stale, { force: true })
  if (Buffer.byteLength(near) <= socketBytesMax) return { path: near, remove: () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'tripfold-'))
  return { path: join(folder, 's'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
