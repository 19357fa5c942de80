import { readImport } from '#db/read/imports.ts'
import { sealArrival } from '#db/write/arrival.ts'
import type { ImportView } from '#trips/import-job.ts'
import type { UploadQuery } from '#trips/import-request.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { endedEarly, giveUp } from './arrival.ts'
import { enqueueSpooled, type Intake, plainFileName, refuseUnknownMapping } from './enqueue-file.ts'
import { discardSpool, type SpooledFile } from './spool.ts'

/**
 * Enters a file of the spool with what its sender said of it, however it was sent. Throws UserProblem, and takes the file out
 * of the spool, when its SHA-256 is not the declared one, the same bytes are an import already, or it is empty.
 */
export async function enterUpload(
  intake: Intake,
  spooled: SpooledFile,
  said: UploadQuery,
  keepOnFault = false,
): Promise<ImportView> {
  const { filename = '', duplicates, force, sha256, ...options } = said
  if (sha256 && sha256.toLowerCase() !== spooled.sha256) {
    await discardSpool(intake.spoolDir, spooled.spoolName)
    throw otherBytes(sha256, spooled.sha256)
  }
  const outcome = await enqueueSpooled(intake, spooled, { fileName: filename, duplicates, force, options, keepOnFault })
  if ('duplicateOf' in outcome) throw sameBytes(outcome.duplicateOf)
  return outcome.import
}

/** As `enterUpload`, for a file whose import has begun before it was whole: from here on its trips may stay. */
export async function enterArrived(
  intake: Intake,
  importId: number,
  spooled: SpooledFile,
  said: UploadQuery,
): Promise<ImportView> {
  const { filename = '', duplicates, force, sha256, ...options } = said
  const { db, publish } = intake
  try {
    if (sha256 && sha256.toLowerCase() !== spooled.sha256) throw otherBytes(sha256, spooled.sha256)
    await refuseUnknownMapping(db, options)
    const file = {
      fileName: plainFileName(filename),
      byteSize: spooled.bytes,
      sha256: spooled.sha256,
      duplicates,
      options,
      force,
    }
    const outcome = await sealArrival(db, importId, file)
    if (!outcome) throw await endedEarly(intake, await readImport(db, importId))
    if ('duplicateOf' in outcome) throw sameBytes(outcome.duplicateOf)
    publish?.(outcome.import)
    return outcome.import
  } catch (error) {
    // The server's answer may have been lost after the row was changed: then the import is whole.
    const now = error instanceof UserProblem ? undefined : await readImport(db, importId).catch(() => undefined)
    if (now?.bytes_received === null && now.sha256 === spooled.sha256) return now
    // Should the database not hear of it, the silence of the sender is noticed.
    if (error instanceof UserProblem) await giveUp(intake, importId, error, spooled.sha256).catch(() => {})
    throw error
  }
}

const otherBytes = (expected: string, found: string): UserProblem =>
  new UserProblem('unprocessable', 'The bytes that arrived have another SHA-256 than the one declared; nothing was stored', {
    parameter: 'sha256',
    found,
    expected,
  })

export const sameBytes = ({ id, file_name, state }: ImportView): UserProblem =>
  new UserProblem('conflict', `The same bytes are import ${id} already (${file_name}, ${state}); force=1 stores them again`, {
    importId: id,
  })
