import { readdir, rm, stat } from 'node:fs/promises'
import type { Database } from '#db/client.ts'
import { readImportBySpoolName } from '#db/read/imports.ts'
import { readUpload } from '#db/read/uploads.ts'
import { isTerminal } from '#trips/import-job.ts'
import { spoolPath } from './spool.ts'

/** A file that is being written changes every few milliseconds; one that has not for an hour was left by a process that died. */
const abandonedMs = 60 * 60 * 1000

/** Removes what killed processes left in the spool: files not completed, and files that no import holds. Returns their names. */
export async function sweepSpool(db: Database, spoolDir: string, now: number): Promise<string[]> {
  const swept: string[] = []
  for (const name of await readdir(spoolDir).catch(() => [])) {
    const path = spoolPath(spoolDir, name)
    const found = await stat(path).catch(() => undefined)
    if (!found?.isFile() || now - found.mtimeMs < abandonedMs) continue
    // An unpacked file carries its import's spool name and a suffix.
    const holder = name.endsWith('.part') ? undefined : await readImportBySpoolName(db, name.split('.')[0])
    // A failed import may be tried again with other settings; any other that has ended needs its file no more.
    if (holder && (holder.state === 'failed' || !isTerminal(holder.state))) continue
    // A resumable upload may rest for a day; `tendUploads` knows when it is over.
    if (!holder && (await readUpload(db, name))) continue
    await rm(path, { force: true })
    swept.push(name)
  }
  return swept
}
