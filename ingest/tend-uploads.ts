import { stat } from 'node:fs/promises'
import { readImportBySpoolName } from '#db/read/imports.ts'
import { readIdleUploads } from '#db/read/uploads.ts'
import { pauseArrival } from '#db/write/arrival.ts'
import { forgetUpload } from '#db/write/lease-upload.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { giveUp } from './arrival.ts'
import type { Intake } from './enqueue-file.ts'
import { isMissing } from './file-fault.ts'
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
    const whole = upload.importId === null && !upload.refusal && (await isWhole(intake, upload))
    if (whole === undefined) continue
    if (whole) {
      const view = await finishUpload(intake, upload.id).catch(onlyRefusals)
      if (view) entered++
    } else if (!upload.expired) {
      await pauseArrival(intake.db, upload.id)
    } else {
      await expire(intake, upload.id).catch(onlyRefusals)
      expired++
    }
  }
  return { entered, expired }
}

/** Undefined while the disk does not say: then nothing is decided. */
const isWhole = ({ spoolDir }: Intake, { id, byteSize }: { id: string; byteSize: number }): Promise<boolean | undefined> =>
  stat(spoolPath(spoolDir, id)).then(
    ({ size }) => size === byteSize,
    (error) => (isMissing(error) ? false : undefined),
  )

/** Held while it goes, so that nobody continues it meanwhile. The file of an import is the import's. */
async function expire(intake: Intake, id: string): Promise<void> {
  const { db, spoolDir } = intake
  const hold = await holdUpload(db, id)
  try {
    const begun = await readImportBySpoolName(db, id)
    if (!begun) await discardSpool(spoolDir, id)
    else if (begun.bytes_received !== null) await giveUp(intake, begun.id, givenUp(begun.bytes_received))
    await forgetUpload(db, id)
  } finally {
    await hold.release()
  }
}

const givenUp = (bytes: number): UserProblem =>
  new UserProblem('unprocessable', `Of the file ${bytes} bytes came, and no more for a day; nothing of it was kept`)

/** A refusal is kept with the upload and told to whoever asks; somebody else may be at it as well. */
function onlyRefusals(error: unknown): undefined {
  if (!(error instanceof UserProblem)) throw error
}
