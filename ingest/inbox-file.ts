import type { BigIntStats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, undefinedIfMissing } from './file-fault.ts'

/**
 * A file as it lies in the folder. The stamp changes whenever the file is written, replaced or moved in anew: device, inode,
 * size, and the times of its contents and of its entry.
 */
export type InboxFile = { name: string; stamp: string }

/** What lies there and is not taken, and why; '' for what is not worth a word. */
export type LeftAlone = { name: string; why: string }

const endings = ['.csv', '.csv.gz', '.tsv', '.tsv.gz', '.txt', '.zip']
/** Names under which programs write what is not complete yet. */
const unfinished = /^\.|\.(part|tmp|crdownload)$/i

/** The files directly in a folder, oldest name first. Links are not followed, so nothing outside the folder is ever read. */
export async function listInbox(dir: string): Promise<{ files: InboxFile[]; leftAlone: LeftAlone[] }> {
  const files: InboxFile[] = []
  const leftAlone: LeftAlone[] = []
  for (const name of (await readdir(dir)).sort()) {
    if (unfinished.test(name)) continue
    const found = await lstat(join(dir, name), { bigint: true }).catch((error) => unseen(error))
    const why = typeof found === 'string' ? found : found && whyLeftAlone(name, found)
    if (why !== undefined) leftAlone.push({ name, why })
    else if (found && typeof found !== 'string') files.push({ name, stamp: stampOf(found) })
  }
  return { files, leftAlone }
}

/** Gone since the folder was read, or there and hidden from us for now: the next look tries again. */
const unseen = (error: Error): string | undefined => (isMissing(error) ? undefined : `it cannot be looked at: ${error.message}`)

function whyLeftAlone(name: string, found: BigIntStats): string | undefined {
  if (found.isDirectory()) return ''
  if (!found.isFile()) return 'it is not a regular file'
  if (endingOf(name) === '') return `its name does not end in ${endings.join(', ')}`
  return found.size === 0n ? 'it is empty so far' : undefined
}

/** `.csv.gz` of `trips.csv.gz`; '' where it is none of those taken. */
export const endingOf = (name: string): string =>
  name.slice(name.length - (endings.find((ending) => name.toLowerCase().endsWith(ending))?.length ?? 0))

export const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string => [dev, ino, size, mtimeNs, ctimeNs].join(':')

/** Whether the file is still the one that was seen: neither gone nor changed nor replaced. Throws where that cannot be found out. */
export async function isUnchanged(dir: string, { name, stamp }: InboxFile): Promise<boolean> {
  const found = await lstat(join(dir, name), { bigint: true }).catch(undefinedIfMissing)
  return found !== undefined && stampOf(found) === stamp
}
