import type { EngineKind } from './engine.ts'

const mebibyte = 2 ** 20

export type ServerPlace = { socket: string; port: number; tmpdir: string }

/** A quarter of the machine for InnoDB's cache, in MiB: Node and the file cache need room too. 100 million trips take 4.8 GB. */
export function bufferPoolMib(memoryBytes: number): number {
  return Math.round(Math.min(8192, Math.max(256, memoryBytes / 4 / mebibyte)))
}

/** Both engines want `--no-defaults` first, or the machine's own my.cnf decides; and refuse to run as root unasked. */
export function baseOptions(datadir: string, isRoot = process.getuid?.() === 0): string[] {
  return ['--no-defaults', `--datadir=${datadir}`, ...(isRoot ? ['--user=root'] : [])]
}

/**
 * Redo space, in MiB. With the 48-100 MiB of the defaults a bulk import stalls on checkpoints; a server for a test run is
 * made and thrown away, so it gets what is created quickest. Durability is never relaxed: tests kill the server too.
 */
export function storageOptions(kind: EngineKind, ephemeral: boolean, memoryBytes: number): string[] {
  const redoMib = ephemeral ? 64 : 1024
  return [
    `--innodb-buffer-pool-size=${ephemeral ? 256 : bufferPoolMib(memoryBytes)}M`,
    kind === 'mysql' ? `--innodb-redo-log-capacity=${redoMib}M` : `--innodb-log-file-size=${redoMib}M`,
    '--innodb-flush-log-at-trx-commit=1',
  ]
}

/** Loopback only, no other door (MySQL's X protocol listens on 33060 unless told not to), no binary log: nobody replicates. */
export function serviceOptions(kind: EngineKind, place: ServerPlace): string[] {
  return [
    `--socket=${place.socket}`,
    `--port=${place.port}`,
    '--bind-address=127.0.0.1',
    `--tmpdir=${place.tmpdir}`,
    '--skip-name-resolve',
    '--local-infile=1',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--max-allowed-packet=64M',
    '--skip-log-bin',
    // Packages build in a folder for server-side files that does not exist without the package's own service.
    ...(kind === 'mysql' ? ['--mysqlx=OFF', '--secure-file-priv=NULL'] : []),
  ]
}
