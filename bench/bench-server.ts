import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { EngineKind } from '#db/server/engine.ts'
import { startOrInstall } from '#db/server/start-or-install.ts'
import { isAlive } from '#db/server/stop-process.ts'

/** Where a measurement happens: an account that may create databases, and a folder for files that are deleted afterwards. */
export type Bench = {
  dir: string
  serverUrl: string
  /** Of a server on this machine; without it its CPU time is not known. */
  serverPid?: number
  /** Rows of a chunk; null for the product's own choice. */
  chunkRows: number | null
  signal: AbortSignal
  log: (line: string) => void
}

export type BenchServer = Bench & { kind: EngineKind; version: string }

/** Ignored by git, and on the disk that holds the project: /tmp may be memory. */
const outDir = resolve('bench/out')

/**
 * Starts a private server with exactly the options `npm start` gives its own, hands it over, and stops it and removes
 * everything it left, also after Ctrl-C or SIGTERM. What a killed run left behind is removed by the next one.
 */
export async function withBenchServer(
  options: { engine?: EngineKind; chunkRows: number | null; log: (line: string) => void },
  use: (bench: BenchServer) => Promise<void>,
): Promise<void> {
  removeLeftovers()
  const dir = join(outDir, String(process.pid))
  mkdirSync(dir, { recursive: true })
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort(new Error(`ended by ${name}`)))
  const { signal } = stopping
  try {
    const server = await startOrInstall({ dir: join(dir, 'server'), engine: options.engine, signal }, options.log)
    // Whatever is being waited for then fails at once.
    signal.addEventListener('abort', () => void server.kill().catch(() => {}))
    try {
      await use({
        ...options,
        dir,
        serverUrl: server.url,
        serverPid: server.pid,
        kind: server.kind,
        version: server.version,
        signal,
      })
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    } finally {
      await (signal.aborted ? server.exited : server.stop())
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function removeLeftovers(): void {
  for (const name of existsSync(outDir) ? readdirSync(outDir) : [])
    if (/^\d+$/.test(name) && !isAlive(Number(name))) rmSync(join(outDir, name), { recursive: true, force: true })
}

/** Throws a sentence when fewer than `bytes` are free in the folder. */
export function requireDisk(dir: string, bytes: number, what: string): void {
  const { bavail, bsize } = statfsSync(dir)
  const gigabytes = (n: number) => (n / 1e9).toFixed(1)
  if (bavail * bsize < bytes)
    throw new Error(
      `${what} needs ${gigabytes(bytes)} GB in ${dir}, where ${gigabytes(bavail * bsize)} GB are free; see --stream`,
    )
}
