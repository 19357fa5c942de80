import type { ImportView } from '#trips/import-job.ts'
import type { UploadQuery } from '#trips/import-request.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { enqueueSpooled, type Intake } from './enqueue-file.ts'
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
