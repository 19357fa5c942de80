import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Database } from '#db/client.ts'
import { readImportBySpoolName } from '#db/read/imports.ts'
import { readMapping } from '#db/read/mappings.ts'
import { type CreatedImport, createImport } from '#db/write/create-import.ts'
import type { DuplicatesRule, ImportView } from '#trips/import-job.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { discardSpool, type SpooledFile, writeSpool } from './spool.ts'

/** Where files are taken in; `publish` tells whoever watches, and may be left out. */
export type Intake = { db: Database; spoolDir: string; publish?: (view: ImportView) => void }

export type FileDetails = {
  fileName: string
  /** What the sender said about the file (trips/import-request.ts). */
  options?: Record<string, unknown>
  duplicates?: DuplicatesRule
  /** Store it even though the same bytes are stored already. */
  force?: boolean
  isSample?: boolean
  /** Where a fault of ours kept it from being entered, the file stays in the spool for another attempt. */
  keepOnFault?: boolean
}

export type FileSource = { path: string } | { stream: AsyncIterable<Uint8Array> }

/**
 * The one way in, for uploads, the command line, the watched folder and the sample: copies the bytes into the spool and
 * enters them as an import, or answers which import holds the same bytes. Throws what `writeSpool` and `enqueueSpooled` throw.
 */
export async function enqueueFile(intake: Intake, file: FileSource & FileDetails): Promise<CreatedImport> {
  const spooled = 'path' in file ? await spoolLocal(intake, file.path) : await writeSpool(intake.spoolDir, file.stream, unlimited)
  return enqueueSpooled(intake, spooled, file)
}

/** A file of this machine, or its owner's choice: there is no reason to refuse it for its size. */
const unlimited = { bytesMax: Number.MAX_SAFE_INTEGER }

/** Opened first: a stream that fails to open would raise its error before anybody reads from it. */
async function spoolLocal({ spoolDir }: Intake, path: string): Promise<SpooledFile> {
  const handle = await open(path)
  try {
    return await writeSpool(spoolDir, handle.createReadStream({ autoClose: false }), unlimited)
  } finally {
    await handle.close()
  }
}

/** Enters a file that is in the spool. Unless it becomes an import it is taken out again. An empty one is a UserProblem. */
export async function enqueueSpooled(intake: Intake, spooled: SpooledFile, details: FileDetails): Promise<CreatedImport> {
  const { db, spoolDir, publish } = intake
  const { bytes, sha256, spoolName } = spooled
  if (bytes === 0) {
    await discardSpool(spoolDir, spoolName)
    throw new UserProblem('bad_parameter', 'The file is empty: not one byte arrived', { found: '0 bytes' })
  }
  const { fileName, options = {}, duplicates = 'keep', force = false, isSample = false } = details
  await refuseUnknownMapping(db, options).catch(async (error) => {
    await discardSpool(spoolDir, spoolName)
    throw error
  })
  const file = { fileName: plainFileName(fileName), byteSize: bytes, sha256, spoolName, duplicates, options, force, isSample }
  const outcome = await createImport(db, file).catch((error) => settleDoubt(intake, spoolName, error, details.keepOnFault))
  if ('import' in outcome) publish?.(outcome.import)
  else await discardSpool(spoolDir, spoolName)
  return outcome
}

/** Said at once to whoever sends the file, and not to nobody afterwards. Throws UserProblem not_found. */
export async function refuseUnknownMapping(db: Database, { mapping }: Record<string, unknown>): Promise<void> {
  if (typeof mapping === 'string') await readMapping(db, mapping)
}

/**
 * The server's answer may have been lost after the row was stored: then the file is an import's and must stay. Where not even
 * that can be found out it stays too, and `sweepSpool` decides later.
 */
async function settleDoubt({ db, spoolDir }: Intake, spoolName: string, error: unknown, keep = false): Promise<CreatedImport> {
  const stored = await readImportBySpoolName(db, spoolName).catch(() => {
    throw error
  })
  if (stored?.bytes_received === null) return { import: stored }
  if (!keep) await discardSpool(spoolDir, spoolName)
  throw error
}

/** Fits the column, and a download's name. */
const fileNameMax = 255

/** The base name alone, in one line: no folders, control characters or marks that reverse the reading direction. */
export function plainFileName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/').replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '')).trim()
  const short = [...plain].slice(0, fileNameMax).join('')
  return short === '' || short === '.' || short === '..' ? 'upload.csv' : short
}
