import type { Database } from '#db/client.ts'
import type { ImportView } from '#trips/import-job.ts'

/** Everything an import needs of the world; tests bring their own. */
export type Ports = {
  db: Database
  spoolDir: string
  /** Tells whoever watches; never waits, never throws. */
  publish: (view: ImportView) => void
  log: (line: string) => void
  nowMs: () => number
  /** Rows of a chunk at most. */
  chunkRows: number
  /** Whether the server takes LOAD DATA LOCAL. */
  byLoadData: boolean
  /** Fault tests kill the process here. */
  failpoint: (name: string) => void
  /** Once aborted, the import stops after the chunk it holds and gives its lease back. */
  stop: AbortSignal
}
