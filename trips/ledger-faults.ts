import type { ImportState } from './import-job.ts'

/** What an import's row says of itself. */
export type ImportCounts = {
  id: number
  state: ImportState
  /** Somebody or its own failure is taking it back: counts stand still while chunks leave. */
  isLeaving: boolean
  rowsRead: number
  rowsStored: number
  rowsRejected: number
  rowsSkipped: number
  bytesDone: number
  bytesTotal: number | null
}

/** A row of its ledger. */
export type ChunkCounts = Pick<ImportCounts, 'rowsRead' | 'rowsStored' | 'rowsRejected' | 'rowsSkipped'> & {
  chunkNo: number
  byteFrom: number
  byteTo: number
  lineFrom: number
  lineTo: number
}

const counts = ['rowsRead', 'rowsStored', 'rowsRejected', 'rowsSkipped'] as const

/** Whether rows read = stored + rejected + skipped in every chunk, and the import's counts are the sums of its ledger. */
export function conservationFaults(job: ImportCounts, chunks: readonly ChunkCounts[]): string[] {
  const faults = chunks
    .filter((chunk) => chunk.rowsRead !== chunk.rowsStored + chunk.rowsRejected + chunk.rowsSkipped)
    .map(
      (chunk) =>
        `chunk ${chunk.chunkNo} has read ${chunk.rowsRead} rows and stored ${chunk.rowsStored}, rejected ${chunk.rowsRejected}, skipped ${chunk.rowsSkipped}`,
    )
  if (job.isLeaving || !keepsChunks(job.state)) return faults
  for (const name of counts) {
    const sum = chunks.reduce((total, chunk) => total + chunk[name], 0)
    if (sum !== job[name]) faults.push(`${name} is ${job[name]}, its chunks have ${sum}`)
  }
  return faults
}

/** Whether the chunks lie end to end, from the first row of the file to where the import says it is. */
export function contiguityFaults(job: ImportCounts, chunks: readonly ChunkCounts[]): string[] {
  const faults: string[] = []
  const ordered = [...chunks].sort((a, b) => a.chunkNo - b.chunkNo)
  ordered.forEach((chunk, i) => {
    const before = ordered.at(i - 1)
    if (chunk.chunkNo !== i) faults.push(`chunk ${i} is missing, the next is ${chunk.chunkNo}`)
    if (chunk.byteTo < chunk.byteFrom) faults.push(`chunk ${chunk.chunkNo} ends at byte ${chunk.byteTo}, before it begins`)
    if (i === 0 || !before) return
    if (chunk.byteFrom !== before.byteTo)
      faults.push(`chunk ${chunk.chunkNo} begins at byte ${chunk.byteFrom}, the one before ends at ${before.byteTo}`)
    if (chunk.lineFrom !== before.lineTo)
      faults.push(`chunk ${chunk.chunkNo} begins on line ${chunk.lineFrom}, the one before ends before ${before.lineTo}`)
  })
  if (job.isLeaving || !keepsChunks(job.state)) return faults
  const end = ordered.at(-1)?.byteTo ?? 0
  if (end !== job.bytesDone) faults.push(`its last chunk ends at byte ${end}, ${job.bytesDone} bytes are said to be done`)
  if (job.state === 'done' && job.bytesDone !== job.bytesTotal)
    faults.push(`it is done with ${job.bytesDone} of ${job.bytesTotal} bytes`)
  return faults
}

/** Whether an import that stores nothing by its state has left nothing behind. Rows that were all rejected stay, with their reasons. */
export function leftoverFaults(job: ImportCounts, chunks: readonly ChunkCounts[]): string[] {
  if (keepsChunks(job.state) || job.isLeaving) return []
  const stored = chunks.reduce((total, { rowsStored }) => total + rowsStored, 0)
  if (stored > 0) return [`it is ${job.state} and still has ${stored} trips`]
  return chunks.length > 0 && job.state !== 'failed' ? [`it is ${job.state} and still has ${chunks.length} chunks`] : []
}

const keepsChunks = (state: ImportState): boolean => ['loading', 'folding', 'verifying', 'done'].includes(state)
