import { stat } from 'node:fs/promises'
import { readImportBySpoolName } from '#db/read/imports.ts'
import { env } from '#env.ts'
import { plainFileName } from '#ingest/enqueue-file.ts'
import { readSettledUpload } from '#ingest/settled-upload.ts'
import { spoolPath } from '#ingest/spool.ts'
import { uploadSaid } from '#trips/upload.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { UploadView } from '#trips/views.ts'
import { intake } from './intake.ts'
import { importUrl, problemOf } from './problem.ts'

/** A resumable upload as it is now. Throws UserProblem not_found. */
export async function describeUpload(id: string): Promise<UploadView> {
  const { byteSize, metadata, importId, refusal, expiresAt, held } = await readSettledUpload(intake(), id)
  const ended = importId !== null || refusal !== null
  const onDisk = await stat(spoolPath(env().spoolDir, id)).then(
    ({ size }) => size,
    () => 0,
  )
  const begun = ended ? undefined : await readImportBySpoolName(intake().db, id)
  return {
    id,
    file_name: plainFileName(uploadSaid(metadata).filename ?? ''),
    byte_size: byteSize,
    bytes: ended ? byteSize : onDisk,
    sending: held,
    expires_at: `${expiresAt.replace(' ', 'T')}Z`,
    begun: begun === undefined ? null : importUrl(begun.id),
    import: importId === null ? null : importUrl(importId),
    problem: refusal && problemOf(new UserProblem(refusal.code, refusal.message, refusal.where), ''),
  }
}
