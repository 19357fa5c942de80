import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { readImportsBySha256 } from '#db/read/imports.ts'
import type { ImportView } from '#trips/import-job.ts'
import { enqueueSpooled, type Intake } from './enqueue-file.ts'
import { type InboxFile, isUnchanged, stampOf } from './inbox-file.ts'
import { discardSpool, writeSpool } from './spool.ts'

/**
 * Copies a complete file into the spool and enters it, or finds the import that it is already: the one that was made of this
 * very file before a restart, however that ended, else the one that holds the same bytes. Undefined when the file was changed,
 * replaced or taken away meanwhile.
 */
export async function enqueueInboxFile(
  intake: Intake,
  dir: string,
  file: InboxFile,
  stop: AbortSignal,
): Promise<ImportView | undefined> {
  const { db, spoolDir } = intake
  const spooled = await copyUnchanged(spoolDir, dir, file, stop)
  if (!spooled) return undefined
  const known = await readImportsBySha256(db, spooled.sha256).catch(async (error) => {
    await discardSpool(spoolDir, spooled.spoolName)
    throw error
  })
  const earlier = known.find(({ options }) => options.inbox_file === file.stamp)
  if (earlier) {
    await discardSpool(spoolDir, spooled.spoolName)
    return earlier.view
  }
  const outcome = await enqueueSpooled(intake, spooled, { fileName: file.name, options: { inbox_file: file.stamp } })
  return 'import' in outcome ? outcome.import : outcome.duplicateOf
}

async function copyUnchanged(spoolDir: string, dir: string, file: InboxFile, signal: AbortSignal) {
  const handle = await openRegular(join(dir, file.name))
  if (!handle) return undefined
  try {
    if (stampOf(await handle.stat({ bigint: true })) !== file.stamp) return undefined
    const stream = handle.createReadStream({ autoClose: false, signal })
    // Aborted before anybody reads it, the stream would end the process; whoever reads it hears of it all the same.
    stream.on('error', () => {})
    const spooled = await writeSpool(spoolDir, stream, { bytesMax: Number.MAX_SAFE_INTEGER })
    let keeps = false
    try {
      keeps = await isUnchanged(dir, file)
    } finally {
      if (!keeps) await discardSpool(spoolDir, spooled.spoolName)
    }
    return keeps ? spooled : undefined
  } finally {
    await handle.close()
  }
}

/** Between the look and this moment a link or a pipe may have taken the name: neither is followed, nor waited for. */
async function openRegular(path: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ELOOP')) return undefined
    throw error
  }
}
