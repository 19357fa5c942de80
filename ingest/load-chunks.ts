import type { Job } from '#db/read/job.ts'
import { readLedgerEnd } from '#db/stored/ledger.ts'
import { updateImport } from '#db/write/advance-state.ts'
import { type ChunkTrips, commitChunk } from '#db/write/commit-chunk.ts'
import type { Lease } from '#db/write/lease.ts'
import type { CsvMapping } from '#trips/csv-mapping.ts'
import { FileProblem } from './import-problem.ts'
import { Pace } from './pace.ts'
import type { Ports } from './ports.ts'
import { type ChunkRead, type ReadRequest, readChunks } from './read-chunks.ts'
import type { RowHashStore } from './row-hash-store.ts'

/** Why loading ended before the file did. */
export type Interruption = 'stopped' | 'requested' | undefined

/** A file to read; of one that is still arriving the bytes that are there. */
export type StagedFile = Pick<ReadRequest, 'path' | 'bytes' | 'isWhole'>

type Progress = { store: RowHashStore; afterChunk: (pace: ReturnType<Pace['read']>) => Promise<boolean> }

/**
 * Stores the rest of a file, chunk by chunk, from where the ledger ends; while one chunk is being stored the next is read.
 * `store` keeps the row hashes; `afterChunk` hears of every commit and answers whether somebody has asked the import to end.
 */
export async function loadChunks(
  ports: Ports,
  lease: Lease,
  job: Job,
  mapping: CsvMapping,
  file: StagedFile,
  { store: hashes, afterChunk }: Progress,
): Promise<Interruption> {
  const start = await readLedgerEnd(ports.db, lease.importId)
  const pace = new Pace(ports.nowMs)
  const done = { rows: job.rowsRead, bytes: start?.byteFrom ?? 0 }
  pace.note(done.rows, done.bytes)
  let chunkNo = start?.chunkNo ?? 0
  let storing: Promise<Interruption> = Promise.resolve(undefined)
  const store = async (chunk: ChunkRead, no: number): Promise<Interruption> => {
    refuseOtherHeader(chunk)
    const keep = async (trips: ChunkTrips) => {
      await hashes.keep(trips, no === 0 && chunk.byteTo === file.bytes && file.isWhole !== false)
      ports.failpoint('after_hashes')
    }
    await commitChunk(
      ports.db,
      lease,
      { ...chunk, chunkNo: no },
      { duplicates: job.duplicates, byLoadData: ports.byLoadData, failpoint: ports.failpoint, keep },
    )
    done.rows += chunk.rowsRead
    done.bytes = chunk.byteTo
    pace.note(done.rows, done.bytes)
    ports.failpoint('after_commit')
    if (await afterChunk(pace.read(file.isWhole === false ? job.byteSize : file.bytes))) return 'requested'
    return ports.stop.aborted ? 'stopped' : undefined
  }
  try {
    for await (const chunk of readChunks({
      ...file,
      byteFrom: 0,
      lineFrom: 1,
      chunkNo: 0,
      ...start,
      mapping,
      chunkRows: ports.chunkRows,
    })) {
      const interruption = await storing
      if (interruption) return interruption
      storing = store(chunk, chunkNo++)
      // Awaited above or below; until then a failure is nobody's yet.
      storing.catch(() => {})
    }
  } catch (error) {
    // The chunk under way is stored from buffers that the next attempt fills again.
    await storing.catch(() => {})
    throw error
  }
  return storing
}

/** Columns that come in another order from some line on: of what follows nobody could tell that it is wrong. */
function refuseOtherHeader({ rejects }: ChunkRead): void {
  const found = rejects.find(({ code }) => code === 'other_header')
  if (!found) return
  throw new FileProblem({
    code: 'mixed_columns',
    message: `Line ${found.line} names the columns in another order than the header does. Split the file there, and send the parts as files of their own.`,
  })
}

/** Takes an import's pace into its row, for whoever looks without the live channel. */
export const notePace = ({ db }: Ports, lease: Lease, { rowsPerSecond, secondsLeft }: ReturnType<Pace['read']>): Promise<void> =>
  updateImport(db, lease, { rowsPerSecond, secondsLeft })
