import type { Database } from '#db/client.ts'
import { readChunkTrips } from '#db/stored/chunk-trips.ts'
import { readLabelHashes } from '#db/stored/label-hashes.ts'
import type { LedgerChunk } from '#db/stored/ledger.ts'
import type { ChunkTrips } from '#db/write/commit-chunk.ts'
import { fileHashes, type RowHashes } from '#trips/row-hashes.ts'
import { origin } from '#trips/segment.ts'
import { digestTrips } from '#trips/stored-trips.ts'
import { type HashedChunk, type HashSource, openHashes, writeHashes } from './hash-files.ts'
import { FileProblem } from './import-problem.ts'

/** Files that stay open while they are read in turn; of an import of more chunks the rest are opened each time. */
const openMax = 400

/**
 * The row hashes of an import's chunks: kept while the chunks are stored, read when all are in. They lie in a file a chunk; those of
 * a chunk that is the whole file stay in memory. Nothing rests on them: what is missing or differs from the ledger is made anew
 * from the database.
 */
export class RowHashStore {
  private inMemory: { chunk: HashedChunk; hashes: RowHashes } | undefined
  /** Used for every chunk: 4 MB made anew each time cost as much as the sorting. */
  private room = new Uint32Array(0)

  constructor(
    private readonly db: Database,
    private readonly folder: string,
  ) {}

  /** Keeps those of a chunk that is being stored; `isWholeFile` when no other follows. Throws what the disk throws. */
  async keep({ trips, left, ...chunk }: ChunkTrips, isWholeFile: boolean): Promise<void> {
    if (isWholeFile) this.inMemory = { chunk, hashes: fileHashes(trips, left) }
    else await writeHashes(this.folder, chunk, fileHashes(trips, left, this.roomFor))
  }

  private readonly roomFor = (length: number): Uint32Array => {
    if (this.room.length < length) this.room = new Uint32Array(length)
    return this.room.subarray(0, length)
  }

  /** Those of some chunks, in their order. Throws FileProblem when the trips of one are not what the ledger says. The caller closes them. */
  async open(chunks: readonly LedgerChunk[]): Promise<HashSource[]> {
    const sources: HashSource[] = []
    try {
      for (const chunk of chunks) sources.push(await this.openOne(chunk, chunks.length <= openMax))
      return sources
    } catch (error) {
      await Promise.all(sources.map((source) => source.close()))
      throw error
    }
  }

  private async openOne(chunk: LedgerChunk, staysOpen: boolean): Promise<HashSource> {
    const there = this.memorySource(chunk) ?? (await openHashes(this.folder, chunk, staysOpen))
    if (there) return there
    await this.remake(chunk)
    const made = await openHashes(this.folder, chunk, staysOpen)
    if (!made) throw new Error(`the row hashes of chunk ${chunk.chunkNo} were written to ${this.folder} and are not there`)
    return made
  }

  private memorySource({ chunkNo, digest, rowsStored }: LedgerChunk): HashSource | undefined {
    if (!this.inMemory) return undefined
    const { chunk, hashes } = this.inMemory
    if (chunk.chunkNo !== chunkNo || chunk.digest !== digest || chunk.rowsStored !== rowsStored) return undefined
    const read = async (into: Uint32Array, from: number, to: number) => into.set(hashes.words.subarray(from * 2, to * 2))
    return { starts: hashes.starts, read, close: async () => {} }
  }

  /** Reads a chunk back from the database, whole, and writes its file. Throws as `open` does. */
  async remake(chunk: LedgerChunk): Promise<void> {
    const connection = await this.db.$client.getConnection()
    try {
      const trips = await readChunkTrips(connection, [chunk.id], origin, await readLabelHashes(connection))
      const found = digestTrips(trips)
      if (found.rowsStored !== chunk.rowsStored || found.digest !== chunk.digest) throw damaged(chunk, found)
      await writeHashes(this.folder, chunk, fileHashes(trips, undefined, this.roomFor))
    } finally {
      connection.release()
    }
  }
}

const damaged = (chunk: LedgerChunk, found: { rowsStored: number; digest: string }): FileProblem =>
  new FileProblem({
    code: 'internal',
    message: `Chunk ${chunk.chunkNo} holds ${found.rowsStored} trips of digest ${found.digest}, the ledger says ${chunk.rowsStored} of ${chunk.digest}; the import was taken back.`,
  })
