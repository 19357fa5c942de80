import { stat } from 'node:fs/promises'
import { readImportBySpoolName } from '#db/read/imports.ts'
import { readIdleUploads } from '#db/read/uploads.ts'
import { forgetUpload } from '#db/write/lease-upload.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Intake } from './enqueue-file.ts'
import { finishUpload } from './finish-upload.ts'
import { holdUpload } from './hold-upload.ts'
import { discardSpool, spoolPath } from './spool.ts'

/**
 * Enters uploads whose last byte arrived just before their process died, and forgets those to which nothing was added for a
 * day. Returns how many of each.
 */
export async function tendUploads(intake: Intake): Promise<{ entered: number; expired: number }> {
  let [entered, expired] = [0, 0]
  for (const upload of await readIdleUploads(intake.db)) {
    if (upload.importId === null && !upload.refusal && (await isWhole(intake, upload))) {
      const view = await finishUpload(intake, upload.id).catch(onlyRefusals)
      if (view) entered++
    } else if (upload.expired) {
      await expire(intake, upload.id).catch(onlyRefusals)
      expired++
    }
  }
  return { entered, expired }
}

const isWhole = ({ spoolDir }: Intake, { id, byteSize }: { id: string; byteSize: number }): Promise<boolean> =>
  stat(spoolPath(spoolDir, id)).then(
    ({ size }) => size === byteSize,
    () => false,
  )

/** Held while it goes, so that nobody continues it meanwhile. The file of an import is the import's. */
async function expire({ db, spoolDir }: Intake, id: string): Promise<void> {
  const hold = await holdUpload(db, id)
  try {
    if (!(await readImportBySpoolName(db, id))) await discardSpool(spoolDir, id)
    await forgetUpload(db, id)
  } finally {
    await hold.release()
  }
}

/** A refusal is kept with the upload and told to whoever asks; somebody else may be at it as well. */
function onlyRefusals(error: unknown): undefined {
  if (!(error instanceof UserProblem)) throw error
}
