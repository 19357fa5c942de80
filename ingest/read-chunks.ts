import type { ReadChunk } from '#db/write/commit-chunk.ts'
import type { CsvMapping } from '#trips/csv-mapping.ts'
import { type Chunk, type ChunkBuffers, createChunkBuffers, createChunkReader } from '#trips/read-chunk.ts'
import { settleColumns } from '#trips/stored-trips.ts'
import { fileBlocks } from './file-blocks.ts'
import { ReadingThread } from './reading-thread.ts'

/** Where to read, and from where: the beginning of the file or of the chunk after the last committed one. */
export type ReadRequest = {
  path: string
  bytes: number
  /** False while the file is still arriving: then only chunks are read that `bytes` complete. */
  isWhole?: boolean
  byteFrom: number
  lineFrom: number
  /** The number of the first chunk to read. */
  chunkNo: number
  mapping: CsvMapping
  chunkRows: number
}

/** A chunk as it was read; valid until the one after the next is asked for. */
export type ChunkRead = Omit<ReadChunk, 'chunkNo'>

/**
 * What is left of a file from which a thread of its own reads it, so that one chunk is read while the one before is packed: at 10 M
 * rows 1.6 times as fast. Below, the thread's start (0.2 s, once a process) would not pay.
 */
export const threadBytesMin = 32 * 1024 * 1024

let thread: ReadingThread | undefined

/** Reads a file's chunks, here or in the process's reading thread. */
export async function* readChunks(request: ReadRequest): AsyncGenerator<ChunkRead> {
  if (request.bytes - request.byteFrom < threadBytesMin || thread?.isBusy)
    return yield* readChunksHere(request, buffersOf(request.chunkRows))
  if (thread === undefined || thread.hasEnded) thread = new ReadingThread()
  yield* thread.read(request)
}

/** Two sets for the life of the process: 36 bytes a row each, one being stored while the other is read. */
let buffers: ChunkBuffers[] = []

function buffersOf(chunkRows: number): ChunkBuffers[] {
  if (buffers.at(0)?.columns.capacity !== chunkRows) buffers = [createChunkBuffers(chunkRows), createChunkBuffers(chunkRows)]
  return buffers
}

/** Reads a file's chunks into the buffers, taking turns. */
export async function* readChunksHere(request: ReadRequest, sets: readonly ChunkBuffers[]): AsyncGenerator<ChunkRead> {
  const { path, bytes, isWhole = true, byteFrom, lineFrom, chunkNo, mapping } = request
  if (!isWhole && byteFrom >= bytes) return
  const reader = createChunkReader(mapping, { startByte: byteFrom, startLine: lineFrom, chunkNo, buffers: sets })
  for await (const block of fileBlocks(path, byteFrom, isWhole ? undefined : bytes))
    for (const chunk of reader.push(block)) yield asRead(chunk)
  if (isWhole) for (const chunk of reader.end()) yield asRead(chunk)
}

const asRead = ({ columns, regions, datasources, ...chunk }: Chunk): ChunkRead => ({
  ...chunk,
  columns: settleColumns(columns, regions.labels, datasources.labels),
  regions: regions.labels,
  datasources: datasources.labels,
})
