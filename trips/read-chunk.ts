import type { CsvMapping } from './csv-mapping.ts'
import { type CsvPosition, CsvReader } from './csv-reader.ts'
import { LabelIndex } from './label-index.ts'
import { PlainRows } from './plain-rows.ts'
import type { Reject } from './reject.ts'
import { type CheckCounts, createCheckCounts } from './row-checks.ts'
import { createTripColumns, type TripColumns } from './trip-columns.ts'
import { createRowValidator } from './validate-row.ts'

/** Rows read (stored or rejected) that end a chunk, unless a setting says otherwise: one transaction, 27 MiB of columns. */
export const chunkRowsMax = 786_432
/** The first chunk of a file ends earlier, and each may be twice as long as the one before: progress shows soon, and small files take little memory. */
export const firstChunkRows = 131_072

/** Rows that end the chunk of this number, from 0, where `rowsMax` end any. */
export const rowsOfChunk = (chunkNo: number, rowsMax: number): number =>
  Math.min(rowsMax, firstChunkRows * 2 ** Math.min(chunkNo, 20))
/** Rejects end a chunk when they hold this much, counting each as its text and `rejectOverheadBytes`. */
export const chunkRejectBytesMax = 8 * 1_048_576
/** New labels end a chunk when they hold this much, so that a file of nothing but new labels stays in bounds. */
export const chunkLabelBytesMax = 4 * 1_048_576
/** About what a reject takes beside its text. */
const rejectOverheadBytes = 256

/** What a chunk is read into; made once and used again for every second chunk. */
export type ChunkBuffers = { columns: TripColumns; regions: LabelIndex; datasources: LabelIndex }

export const createChunkBuffers = (rowsMax = chunkRowsMax): ChunkBuffers => ({
  columns: createTripColumns(rowsMax),
  regions: new LabelIndex(),
  datasources: new LabelIndex(),
})

/**
 * A run of rows. Its bounds follow from the file alone, wherever reading started and however the bytes came. The file is the
 * chunks end to end: byteTo and lineTo are the next chunk's byteFrom and lineFrom. rowsRead = columns.length + rejects.length.
 */
export type Chunk = ChunkBuffers & {
  rejects: Reject[]
  /** Rows among the columns that a check flagged: the first of each check, and how many there are. */
  flagged: Reject[]
  checks: CheckCounts
  rowsRead: number
  blankLines: number
  byteFrom: number
  byteTo: number
  lineFrom: number
  lineTo: number
}

export type ChunkReaderOptions = Partial<CsvPosition> & {
  /** The number of the first chunk to read. */
  chunkNo?: number
  /** At least one; a chunk's buffers are used again after as many more chunks. Their capacity bounds the rows of a chunk. */
  buffers?: readonly ChunkBuffers[]
}

export type ChunkReader = {
  /** Takes in the next bytes and yields the chunks they complete; run it to its end before pushing more. */
  push(block: Uint8Array): Generator<Chunk>
  /** Says that the file has ended and yields what is left, if anything: rows, or the blank lines behind the last row. */
  end(): Generator<Chunk>
}

/**
 * Reads chunks from byte `startByte`, the beginning of line `startLine`: 0 and 1 (the default), where a header is passed over,
 * or another chunk's byteTo and lineTo. With two sets of buffers a chunk may be stored while the next one is read.
 */
export function createChunkReader(
  mapping: CsvMapping,
  { startByte = 0, startLine = 1, chunkNo = 0, buffers }: ChunkReaderOptions = {},
): ChunkReader {
  const reader = new CsvReader(mapping.delimiter.charCodeAt(0), { startByte, startLine }, mapping.usual_rows?.fields)
  const validator = createRowValidator(mapping)
  const plainRows = PlainRows.of(mapping)
  const sets = buffers ?? [createChunkBuffers(), createChunkBuffers()]
  let set = 0
  let rowsMax = rowsOfChunk(chunkNo, sets[0].columns.capacity)
  let headRows = startByte === 0 ? mapping.skip_rows + Number(mapping.header) : 0
  let chunk = emptyChunk(sets[0], startByte, startLine)
  let rejectBytes = 0
  let blankBefore = 0

  /** Hands the chunk out and, only when the next one is asked for, clears the buffers that one is read into. */
  function* handOut(): Generator<Chunk> {
    const { startByte: byteTo, startLine: lineTo } = reader.position
    yield { ...chunk, blankLines: reader.blankLines - blankBefore, byteTo, lineTo }
    set = (set + 1) % sets.length
    rowsMax = rowsOfChunk(++chunkNo, sets[set].columns.capacity)
    chunk = emptyChunk(sets[set], byteTo, lineTo)
    rejectBytes = 0
    blankBefore = reader.blankLines
  }

  const isFull = (): boolean =>
    chunk.rowsRead >= rowsMax ||
    rejectBytes >= chunkRejectBytesMax ||
    chunk.regions.bytes + chunk.datasources.bytes >= chunkLabelBytesMax

  function* drain(): Generator<Chunk> {
    for (;;) {
      if (headRows === 0 && plainRows) chunk.rowsRead += plainRows.take(reader, chunk, rowsMax - chunk.rowsRead)
      if (!isFull() && !readRow()) return
      if (isFull()) yield* handOut()
    }
  }

  /** Reads a row of any kind; false when none has come as a whole. */
  function readRow(): boolean {
    if (!reader.next()) return false
    if (headRows > 0) {
      headRows--
      const { startByte: byteFrom, startLine: lineFrom } = reader.position
      chunk = { ...chunk, byteFrom, lineFrom }
      blankBefore = reader.blankLines
      return true
    }
    chunk.rowsRead++
    const listed = chunk.flagged.length
    if (!validator.validate(reader, chunk)) rejectBytes += sizeOf(chunk.rejects)
    else if (chunk.flagged.length > listed) rejectBytes += sizeOf(chunk.flagged)
    return true
  }

  return {
    *push(block) {
      reader.push(block)
      yield* drain()
    },
    *end() {
      reader.finish()
      yield* drain()
      if (reader.position.startByte > chunk.byteFrom) yield* handOut()
    },
  }
}

/** What the last of them takes. */
const sizeOf = (rejects: readonly Reject[]): number => (rejects.at(-1)?.text.length ?? 0) + rejectOverheadBytes

function emptyChunk(buffers: ChunkBuffers, byteFrom: number, lineFrom: number): Chunk {
  buffers.columns.length = 0
  buffers.regions.clear()
  buffers.datasources.clear()
  return {
    ...buffers,
    rejects: [],
    flagged: [],
    checks: createCheckCounts(),
    rowsRead: 0,
    blankLines: 0,
    byteFrom,
    byteTo: byteFrom,
    lineFrom,
    lineTo: lineFrom,
  }
}
