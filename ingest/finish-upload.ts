import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { readImport, readImportBySpoolName } from '#db/read/imports.ts'
import type { UploadRow } from '#db/read/uploads.ts'
import { renewUpload } from '#db/write/lease-upload.ts'
import type { ImportView } from '#trips/import-job.ts'
import { refusalOf, uploadSaid } from '#trips/upload.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Intake } from './enqueue-file.ts'
import { enterArrived, enterUpload } from './enter-upload.ts'
import { type HeldUpload, holdUpload } from './hold-upload.ts'
import { readSettledUpload } from './settled-upload.ts'
import { spoolPath } from './spool.ts'

/**
 * Makes a whole upload an import, once, whoever asks and however often: the request that sent the last byte, one that asks
 * afterwards, the worker. Answers the import. Throws UserProblem: why it was not taken (the same each time), conflict when
 * it is not whole, not_found.
 */
export async function finishUpload(intake: Intake, id: string): Promise<ImportView> {
  const known = await outcomeOf(intake, await readSettledUpload(intake, id))
  if (known) return known
  const hold = await holdUpload(intake.db, id)
  let end: Parameters<HeldUpload['release']>[0]
  try {
    const upload = await readSettledUpload(intake, id)
    const view = (await outcomeOf(intake, upload)) ?? (await enter(intake, upload, hold))
    end = { importId: view.id }
    return view
  } catch (error) {
    if (error instanceof UserProblem && !(error instanceof NotWhole)) end = { refusal: refusalOf(error) }
    throw error
  } finally {
    await hold.release(end)
  }
}

/** What the upload became, where that is settled. */
async function outcomeOf({ db }: Intake, { importId, refusal }: UploadRow): Promise<ImportView | undefined> {
  if (refusal) throw new UserProblem(refusal.code, refusal.message, refusal.where)
  return importId === null ? undefined : readImport(db, importId)
}

class NotWhole extends UserProblem {}

async function enter(intake: Intake, { id, byteSize, metadata }: UploadRow, hold: HeldUpload): Promise<ImportView> {
  const begun = await readImportBySpoolName(intake.db, id)
  if (begun?.bytes_received === null) return begun
  const { bytes, sha256 } = await measure(spoolPath(intake.spoolDir, id))
  if (bytes !== byteSize) throw new NotWhole('conflict', `Upload ${id} has ${bytes} of ${byteSize} bytes`)
  // Hashing takes a while: only who still holds the upload may enter it.
  if (!(await renewUpload(intake.db, id, hold.token)).held) throw new Error(`upload ${id} was taken over while it was hashed`)
  if (begun) return enterArrived(intake, begun.id, { spoolName: id, bytes, sha256 }, uploadSaid(metadata))
  // A sender who has brought the last byte need not bring the first again because the database hiccups.
  return enterUpload(intake, { spoolName: id, bytes, sha256 }, uploadSaid(metadata), true)
}

/** What is on the disk, after the disk has said that it is. A file that does not exist yet has no bytes. */
async function measure(path: string): Promise<{ bytes: number; sha256: string }> {
  const file = await open(path, 'a+', 0o600)
  try {
    await file.sync()
    const hash = createHash('sha256')
    let bytes = 0
    for await (const block of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1024 * 1024 })) {
      bytes += block.length
      hash.update(block)
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    await file.close()
  }
}
