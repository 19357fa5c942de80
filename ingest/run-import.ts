import { importViewOf } from '#db/read/imports.ts'
import { type Job, readJob } from '#db/read/job.ts'
import { readCandidates } from '#db/read/mappings.ts'
import { eachRejectLines, readRejects } from '#db/read/rejects.ts'
import { readLedgerChunks, readLedgerSum } from '#db/stored/ledger.ts'
import { sumRollups } from '#db/stored/sum-rollups.ts'
import { endImport, updateImport } from '#db/write/advance-state.ts'
import { releaseLease } from '#db/write/claim-import.ts'
import { claimSample } from '#db/write/claim-sample.ts'
import { isSenderSilent, noteGoneSender } from '#db/write/early-import.ts'
import { type Lease, LeaseLost } from '#db/write/lease.ts'
import { noteMappingUsed } from '#db/write/note-mapping-used.ts'
import { undoNewestChunk } from '#db/write/undo-chunk.ts'
import { type CsvMapping, csvMapping } from '#trips/csv-mapping.ts'
import { type ImportProblem, type ImportState, isTerminal } from '#trips/import-job.ts'
import { lineOfOtherDates, otherDatesMin } from '#trips/other-dates.ts'
import { type Understood, understandFile } from '#trips/recognition/understand-file.ts'
import { readingOptions } from '#trips/saved-mapping.ts'
import { countEqualRows } from './count-equal-rows.ts'
import { discardHashes, hashFolder } from './hash-files.ts'
import { FileProblem } from './import-problem.ts'
import { loadChunks, notePace, type StagedFile } from './load-chunks.ts'
import type { Ports } from './ports.ts'
import { readArriving } from './read-arriving.ts'
import { readBack } from './read-back.ts'
import { RowHashStore } from './row-hash-store.ts'
import { sampleBlocks, windowsOfDoubt } from './sample-blocks.ts'
import { discardSpool } from './spool.ts'
import { stageFile, unpackedName } from './stage-file.ts'
import { pause } from './when-reachable.ts'

/**
 * Claims of one import without a chunk committed in between. A file that kills its worker each time ends here; a worker
 * killed from outside now and then never gets here.
 */
const attemptsMax = 25

/**
 * Brings a claimed import as far as it will go: received → staged → mapped → loading → folding → verifying → done, or takes it
 * back when that is asked. Everything is told by the row and the ledger, so it may be killed and begun again anywhere.
 * The file's own faults end the import in `failed`. Throws LeaseLost, and what disk and database throw: the lease is kept then.
 */
export async function runImport(ports: Ports, lease: Lease): Promise<void> {
  // Refused because somebody asks for its end, the lease is still ours, and the next claim heeds the request.
  const lost = await bringToItsEnd(ports, lease).catch((error) => {
    if (error instanceof LeaseLost) return error
    throw error
  })
  await releaseLease(ports.db, lease).catch(() => {})
  if (lost) throw lost
}

async function bringToItsEnd(ports: Ports, lease: Lease): Promise<void> {
  const { db } = ports
  let job = await tell(ports, lease)
  const store = new RowHashStore(db, hashFolder(ports.spoolDir, job.spoolName))
  try {
    if (await endIfOver(ports, lease, job)) return
    if (job.attempts > attemptsMax)
      throw new FileProblem({
        code: 'internal',
        message: `The import was begun ${attemptsMax} times and never got further; the server's log has the cause.`,
      })
    if (job.bytesReceived !== null || job.early) {
      const whole = await readArriving(ports, lease, {
        tell: () => tell(ports, lease),
        understand: (now, file) => understand(ports, now, file),
        load: (now, mapping, file) => load(ports, lease, now, mapping, { file, store }),
      })
      if (!whole || (await endIfOver(ports, lease, whole))) return
      job = whole
    }
    const file = await stage(ports, lease, job)
    const mapping = await map(ports, lease, job, file)
    if (!(await load(ports, lease, job, mapping, { file, store }))) return
    await refuseOtherDates(ports, lease, job, mapping)
    await fold(ports, lease)
    await verify(ports, lease, job, store)
    if ((await readJob(db, lease.importId)).requested) return await takeBack(ports, lease, 'cancelled')
    await finish(ports, lease, 'done')
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error
    ports.log(`import ${lease.importId} failed: ${error.message}`)
    // Written down first: whoever goes on after an interruption must not take what is left for the whole.
    await updateImport(db, lease, { problemCode: error.problem.code, problemMessage: error.problem.message })
    await takeBack(ports, lease, 'failed', error.problem)
  }
}

/** Ends an import that somebody or a fault has ended, or whose file will never be whole: takes back what is stored of it. False where there is something to read. */
async function endIfOver(ports: Ports, lease: Lease, job: Job): Promise<boolean> {
  const received = job.bytesReceived
  const goneText = `The upload broke off after ${received} bytes and nobody went on with it; nothing of it was kept.`
  if (job.requested) await takeBack(ports, lease, job.requested === 'undo' ? 'undone' : 'cancelled')
  else if (isTerminal(job.state)) return true
  else if (job.problemCode) await takeBack(ports, lease, 'failed', { code: job.problemCode, message: job.problemMessage ?? '' })
  else if (received !== null && (await isSenderGone(ports, lease, goneText)))
    await takeBack(ports, lease, 'failed', { code: 'not_received', message: goneText })
  else return false
  return true
}

/** A sender who lost the database with us is heard of twice a second once it is back. */
const doubtMs = 5000

/** Judged twice: nobody was heard of because nobody sends any more, or because the database heard nobody. */
async function isSenderGone({ db, stop, failpoint }: Ports, lease: Lease, message: string): Promise<boolean> {
  if (!(await isSenderSilent(db, lease.importId))) return false
  failpoint('sender_silent')
  await pause(doubtMs, stop)
  return !stop.aborted && noteGoneSender(db, lease, message)
}

const tell = async ({ db, publish }: Ports, lease: Lease): Promise<Job> => {
  const job = await readJob(db, lease.importId)
  publish(importViewOf(job))
  return job
}

async function enter(
  ports: Ports,
  lease: Lease,
  state: ImportState,
  change: Parameters<typeof updateImport>[2] = {},
): Promise<void> {
  await updateImport(ports.db, lease, { ...change, state })
  await tell(ports, lease)
  ports.failpoint(`state_${state}`)
}

async function stage(ports: Ports, lease: Lease, job: Job): Promise<{ path: string; bytes: number }> {
  const file = await stageFile(ports.spoolDir, job.spoolName, job.bytesTotal)
  if (job.state === 'received') await enter(ports, lease, 'staged', { bytesTotal: file.bytes })
  return file
}

/** Decided once and kept in the row, so that an import goes on with the mapping it began with. */
async function map(ports: Ports, lease: Lease, job: Job, file: { path: string; bytes: number }): Promise<CsvMapping> {
  if (job.mapping) return csvMapping.parse(job.mapping)
  const understood = await understand(ports, job, file)
  if ('problem' in understood) throw new FileProblem(understood.problem)
  if (understood.saved) await noteMappingUsed(ports.db, understood.saved.name)
  await enter(ports, lease, 'mapped', { mapping: understood.mapping, mappingText: understood.text })
  return understood.mapping
}

/** Dates that the usual sample leaves open are looked at more closely before anybody is asked. */
async function understand({ db }: Ports, job: Job, { path, bytes, isWhole }: StagedFile): Promise<Understood> {
  const options = readingOptions.parse(job.options)
  const cameAt = Date.parse(`${job.createdAt.replace(' ', 'T')}Z`) / 1000
  const from = async (sample: Uint8Array[]) => {
    const candidates = job.isSample ? [] : await readCandidates(db, options, sample)
    return understandFile(sample, job.fileName, options, candidates, cameAt)
  }
  const found = await from(await sampleBlocks(path, bytes, undefined, isWhole))
  const isOpen = 'problem' in found && found.problem.code === 'ambiguous_dates'
  return isOpen ? from(await sampleBlocks(path, bytes, windowsOfDoubt, isWhole)) : found
}

/** False when the import was interrupted and somebody else, or this process later, goes on with it. */
async function load(
  ports: Ports,
  lease: Lease,
  job: Job,
  mapping: CsvMapping,
  { file, store }: { file: StagedFile; store: RowHashStore },
): Promise<boolean> {
  if (job.state === 'folding' || job.state === 'verifying') return true
  if (job.state !== 'loading') {
    if (!job.isSample) await withdrawSample(ports, job)
    await enter(ports, lease, 'loading')
  }
  const interruption = await loadChunks(ports, lease, job, mapping, file, {
    store,
    afterChunk: async (pace) => {
      await notePace(ports, lease, pace)
      const { requested, problemCode } = await tell(ports, lease)
      return requested !== null || problemCode !== null
    },
  })
  if (interruption === 'requested') await endIfOver(ports, lease, await readJob(ports.db, lease.importId))
  return interruption === undefined
}

/** Made-up trips must not count among real ones: the sample leaves before the first trip of a file is stored. */
async function withdrawSample(ports: Ports, { leaseHost, leasePid }: Job): Promise<void> {
  const sample = await claimSample(ports.db, { host: leaseHost ?? '', pid: leasePid ?? 0 })
  if (!sample) return
  try {
    await takeBack(ports, sample, 'undone')
  } catch (error) {
    // Not this import's lease: it goes on when the sample is gone.
    throw error instanceof LeaseLost ? new Error('another worker takes the sample back', { cause: error }) : error
  } finally {
    await releaseLease(ports.db, sample).catch(() => {})
  }
}

/** An order of day and month that was found in a sample holds for the whole file, or of two fifths of the others nobody could tell that they are wrong. */
async function refuseOtherDates({ db }: Ports, lease: Lease, job: Job, { date_order }: CsvMapping): Promise<void> {
  const { date_order: stated, mapping } = readingOptions.parse(job.options)
  const isStated = stated !== undefined || (typeof mapping === 'object' && mapping.date_order !== undefined)
  if (isStated || (date_order !== 'mdy' && date_order !== 'dmy')) return
  const line = await firstOfOtherDates(db, lease)
  if (line === undefined) return
  const other = date_order === 'mdy' ? 'dmy' : 'mdy'
  throw new FileProblem({
    code: 'mixed_dates',
    message: `From line ${line} on days stand where the months of the file are read (${date_order}). If files were joined there, send the parts as files of their own; else say which comes first: date_order=${date_order} rejects those that do not exist so, date_order=${other} the others.`,
  })
}

async function firstOfOtherDates(db: Ports['db'], { importId }: Lease): Promise<number | undefined> {
  let before: number[] = []
  for await (const lines of eachRejectLines(db, importId, 'other_date')) {
    const known = [...before, ...lines]
    const line = lineOfOtherDates(known)
    if (line !== undefined) return line
    before = known.slice(1 - otherDatesMin)
  }
}

/** Every chunk is in: equal rows are counted next. */
async function fold(ports: Ports, lease: Lease): Promise<void> {
  const sum = await readLedgerSum(ports.db, lease.importId)
  if (sum.rowsRead === 0) throw new FileProblem({ code: 'empty', message: 'The file has a header but no rows.' })
  if (sum.rowsStored === 0 && sum.rowsSkipped === 0)
    throw new FileProblem({
      code: 'all_rejected',
      message: `None of the ${sum.rowsRead} rows could be stored; the first of them, ${await firstReject(ports, lease)}.`,
    })
  await enter(ports, lease, 'folding', { rowsPerSecond: null, secondsLeft: null })
}

async function firstReject({ db }: Ports, { importId }: Lease): Promise<string> {
  const { rejects } = await readRejects(db, importId, { limit: 1, offset: 0, kept: false })
  return rejects.map(({ line, reason }) => `line ${line}: ${reason}`).join()
}

/**
 * Counts equal rows, and compares what is stored: the trips of every table by number, some of them one by one, the counts with the
 * ledger. A difference is our fault and is never left standing. Every trip is read back by `verify` (db/verify.ts) alone.
 */
async function verify(ports: Ports, lease: Lease, { duplicates }: Job, store: RowHashStore): Promise<void> {
  const chunks = await readLedgerChunks(ports.db, lease.importId)
  // The server sums while we count.
  const summing = sumRollups(ports.db, lease.importId)
  summing.catch(() => {}) // awaited below
  // Rows that are skipped when they repeat leave none; they are counted all the same, for that proves the hashes.
  const equalRows = await countEqualRows(store, chunks)
  await enter(ports, lease, 'verifying', { equalRowsKept: duplicates === 'skip' ? 0 : equalRows })
  const ledger = await readLedgerSum(ports.db, lease.importId)
  const differences = await readBack(ports.db, store, chunks)
  for (const { name, trips } of await summing) if (trips !== ledger.rowsStored) differences.push(`${name}: ${trips}`)
  const job = await readJob(ports.db, lease.importId)
  if (job.bytesDone !== job.bytesTotal) differences.push(`bytes: ${job.bytesDone} of ${job.bytesTotal}`)
  for (const count of ['rowsRead', 'rowsStored', 'rowsRejected', 'rowsSkipped'] as const)
    if (job[count] !== ledger[count]) differences.push(`${count}: ${job[count]}`)
  if (differences.length > 0)
    throw new FileProblem({
      code: 'internal',
      message: `The stored trips differ from the ledger's ${ledger.rowsStored} (${differences.join(', ')}); the import was taken back.`,
    })
}

/** Undoes chunk after chunk, newest first, then ends the import. Rows that were all rejected stay, with their reasons. */
async function takeBack(
  ports: Ports,
  lease: Lease,
  state: 'failed' | 'cancelled' | 'undone',
  problem?: ImportProblem,
): Promise<void> {
  if (problem?.code !== 'all_rejected')
    while (await undoNewestChunk(ports.db, lease, ports.byLoadData)) {
      ports.failpoint('after_undo')
      await tell(ports, lease)
    }
  await finish(ports, lease, state, problem)
}

/** The file leaves the spool once nobody can need it: a failed one may be tried again with other settings. */
async function finish(
  ports: Ports,
  lease: Lease,
  state: 'done' | 'failed' | 'cancelled' | 'undone',
  problem?: ImportProblem,
): Promise<void> {
  await endImport(ports.db, lease, state, problem)
  ports.failpoint(`state_${state}`)
  const job = await tell(ports, lease)
  await discardSpool(ports.spoolDir, unpackedName(job.spoolName))
  await discardHashes(ports.spoolDir, job.spoolName)
  if (state !== 'failed' || job.bytesReceived !== null) await discardSpool(ports.spoolDir, job.spoolName)
}
