import { isArriving, readImportBySpoolName, readImportRow } from '#db/read/imports.ts'
import { readKnownUpload, type UploadRow } from '#db/read/uploads.ts'
import { noteRefusal } from '#db/write/lease-upload.ts'
import { refusalOf } from '#trips/upload.ts'
import { endedEarly } from './arrival.ts'
import type { Intake } from './enqueue-file.ts'

/**
 * A resumable upload as it stands. One whose import was ended while the file was still arriving, by its owner for one, is refused
 * from then on, whether anybody was sending just then or not. Throws UserProblem not_found.
 */
export async function readSettledUpload(intake: Intake, id: string): Promise<UploadRow> {
  const row = await readKnownUpload(intake.db, id)
  if (row.importId !== null || row.refusal !== null) return row
  const begun = await readImportBySpoolName(intake.db, id)
  // Whoever sealed it died before he wrote it down here.
  if (begun?.bytes_received === null) return { ...row, importId: begun.id }
  if (!begun || isArriving(await readImportRow(intake.db, begun.id))) return row
  const refusal = refusalOf(await endedEarly(intake, begun))
  await noteRefusal(intake.db, id, refusal)
  return { ...row, refusal }
}
