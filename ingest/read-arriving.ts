import { isArriving } from '#db/read/imports.ts'
import { type Job, readJob } from '#db/read/job.ts'
import { readLedgerEnd } from '#db/stored/ledger.ts'
import { updateImport } from '#db/write/advance-state.ts'
import { awaitBytes, beginAnew, beginEarly, returnEarly } from '#db/write/early-import.ts'
import type { Lease } from '#db/write/lease.ts'
import { noteMappingUsed } from '#db/write/note-mapping-used.ts'
import { undoNewestChunk } from '#db/write/undo-chunk.ts'
import { type CsvMapping, csvMapping } from '#trips/csv-mapping.ts'
import { isTerminal } from '#trips/import-job.ts'
import { dependsOnSample, isSameMapping } from '#trips/recognition/same-mapping.ts'
import type { Understood } from '#trips/recognition/understand-file.ts'
import type { StagedFile } from './load-chunks.ts'
import type { Ports } from './ports.ts'
import { sampleBlocks } from './sample-blocks.ts'
import { spoolPath } from './spool.ts'
import { stageFile } from './stage-file.ts'

/** What every import does, whether its file is whole or not. */
type Steps = {
  tell: () => Promise<Job>
  understand: (job: Job, file: StagedFile) => Promise<Understood>
  /** False when it was interrupted and has been dealt with. */
  load: (job: Job, mapping: CsvMapping, file: StagedFile) => Promise<boolean>
}

/**
 * Reads a file that is still arriving: the chunks that are there, if its columns are clear from what is there. With the last
 * byte the whole must show the same columns; where it does not, everything is taken back and read anew. Returns the import
 * when it is to go on like any other or to be taken back; undefined when it waits for bytes, held by nobody, or was interrupted.
 */
export async function readArriving(ports: Ports, lease: Lease, steps: Steps): Promise<Job | undefined> {
  for (;;) {
    const job = await readJob(ports.db, lease.importId)
    const isWhole = job.bytesReceived === null
    if (job.requested || job.problemCode || isTerminal(job.state) || (isWhole && job.early === null)) return job
    if (ports.stop.aborted) return undefined
    if (job.early === 'returning') await takeEarlyBack(ports, lease, steps)
    else if (isWhole) await confirm(ports, lease, job, steps)
    else if (!(await (job.early === null ? begin : readOn)(ports, lease, job, steps))) return undefined
  }
}

const isThere = ({ spoolDir }: Ports, { spoolName, bytesReceived }: Job): StagedFile => ({
  ...{ path: spoolPath(spoolDir, spoolName), bytes: bytesReceived ?? 0, isWhole: false },
})

/** Only with columns that leave nothing open. False when it is given back: dates that are ambiguous may be clear in twice as much. */
async function begin(ports: Ports, lease: Lease, job: Job, { understand, tell }: Steps): Promise<boolean> {
  const file = isThere(ports, job)
  const wanted = job.bytesWanted === null ? undefined : await understand(job, file)
  if (wanted && 'mapping' in wanted && !dependsOnSample(wanted.mapping, job.options.usual_box !== undefined)) {
    // When the file is whole meanwhile its whole sample decides: the caller sees it in the row.
    if (await beginEarly(ports.db, lease, wanted.mapping, wanted.text)) ports.failpoint('state_early')
    await tell()
    return true
  }
  const isOpen = wanted !== undefined && 'problem' in wanted && wanted.problem.code === 'ambiguous_dates'
  await awaitBytes(ports.db, lease, isOpen ? 2 * file.bytes : null)
  await tell()
  return false
}

/** False when it is given back until enough has come for another chunk, or was interrupted. */
async function readOn(ports: Ports, lease: Lease, job: Job, { load, tell }: Steps): Promise<boolean> {
  const file = isThere(ports, job)
  if (!(await load(job, csvMapping.parse(job.mapping), file))) return false
  const wanted = nextWanted(file.bytes, await readLedgerEnd(ports.db, lease.importId))
  const now = await readJob(ports.db, lease.importId)
  if (!isArriving(now) || now.early === 'returning' || (now.bytesReceived ?? 0) >= wanted) return true
  await awaitBytes(ports.db, lease, wanted)
  ports.failpoint('early_waits')
  await tell()
  return false
}

/** Another chunk of the usual length, and something more each time that was not enough: nothing is read in vain very often. */
function nextWanted(bytesRead: number, end: { chunkNo: number; byteFrom: number } | undefined): number {
  if (!end) return 2 * bytesRead
  const usual = end.byteFrom / end.chunkNo
  return Math.ceil(Math.max(end.byteFrom + 1.05 * usual, bytesRead + usual / 4))
}

/** The file is whole. What was stored may stay if the whole shows the columns that the beginning did. */
async function confirm(ports: Ports, lease: Lease, job: Job, { understand, tell }: Steps): Promise<void> {
  const file = await stageFile(ports.spoolDir, job.spoolName, job.byteSize)
  const whole = await understand(job, file)
  const sample = await sampleBlocks(file.path, file.bytes)
  if ('mapping' in whole && isSameMapping(csvMapping.parse(job.mapping), whole.mapping, sample)) {
    if (whole.saved) await noteMappingUsed(ports.db, whole.saved.name)
    await updateImport(ports.db, lease, { early: null, bytesTotal: file.bytes, mappingText: whole.text })
    ports.failpoint('early_confirmed')
  } else {
    ports.log(`import ${job.id}: the whole file shows other columns than its beginning; it is read anew`)
    await returnEarly(ports.db, lease)
  }
  await tell()
}

/** Chunk by chunk, newest first; then the import is as it was when nothing had been read. */
async function takeEarlyBack(ports: Ports, lease: Lease, { tell }: Steps): Promise<void> {
  while (await undoNewestChunk(ports.db, lease, ports.byLoadData)) {
    ports.failpoint('after_undo')
    await tell()
  }
  await beginAnew(ports.db, lease)
  await tell()
}
