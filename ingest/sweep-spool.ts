import { readdir, rm, stat } from 'node:fs/promises'
import type { Database } from '#db/client.ts'
import { readImport, readImportBySpoolName } from '#db/read/imports.ts'
import { readUpload } from '#db/read/uploads.ts'
import { dropFailedFile } from '#db/write/drop-failed-file.ts'
import { type ImportView, isTerminal } from '#trips/import-job.ts'
import { isHashFolder } from './hash-files.ts'
import { discardSpool, spoolPath } from './spool.ts'

/** A file that is being written changes every few milliseconds; one that has not for an hour was left by a process that died. */
const abandonedMs = 60 * 60 * 1000

/** How long files of failed imports are kept, and how much of them, the newest first. */
export type Retention = { days: number; bytesMax: number }

export type Spool = { db: Database; spoolDir: string; publish?: (view: ImportView) => void }

type Failed = { name: string; view: ImportView; bytes: number }

/**
 * Removes what nobody will need from the spool: files that killed processes left incomplete, files that no import holds, and
 * those of imports that failed long ago, which cannot be tried again from then on. Returns their names.
 */
export async function sweepSpool(spool: Spool, nowMs: number, retention: Retention): Promise<string[]> {
  const { db, spoolDir } = spool
  const swept: string[] = []
  const failed: Failed[] = []
  for (const name of await readdir(spoolDir).catch(() => [])) {
    const path = spoolPath(spoolDir, name)
    const found = await stat(path).catch(() => undefined)
    if (!found || !(found.isFile() || isHashFolder(name))) continue
    // An unpacked file, and the folder of row hashes, carry their import's spool name and a suffix.
    const holder = name.endsWith('.part') ? undefined : await readImportBySpoolName(db, name.split('.')[0])
    if (holder?.can_retry && found.isFile()) failed.push({ name, view: holder, bytes: found.size })
    else if (nowMs - found.mtimeMs >= abandonedMs && !(holder && !isTerminal(holder.state))) {
      // A resumable upload may rest for a day; `tendUploads` knows when it is over.
      if (!holder && (await readUpload(db, name))) continue
      if (await isRemoved(path)) swept.push(name)
    }
  }
  return [...swept, ...(await sweepFailed(spool, failed, nowMs, retention))]
}

/** One that cannot be removed now is no reason to keep the others; the next sweep tries again. */
const isRemoved = (path: string): Promise<boolean> =>
  rm(path, { force: true, recursive: true }).then(
    () => true,
    () => false,
  )

async function sweepFailed(spool: Spool, failed: Failed[], nowMs: number, { days, bytesMax }: Retention): Promise<string[]> {
  const swept: string[] = []
  let kept = 0
  for (const { name, view, bytes } of failed.sort((a, b) => b.view.id - a.view.id)) {
    kept += bytes
    const age = nowMs - Date.parse(view.finished_at ?? view.created_at)
    if ((age <= days * 24 * 60 * 60 * 1000 && kept <= bytesMax) || !(await dropFailedFile(spool.db, view.id))) continue
    kept -= bytes
    await discardSpool(spool.spoolDir, name)
    spool.publish?.(await readImport(spool.db, view.id))
    swept.push(name)
  }
  return swept
}
