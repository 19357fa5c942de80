import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserProblem } from '#trips/user-problem.ts'
import type { Arrival } from './arrival.ts'
import { undefinedIfMissing } from './file-fault.ts'

/** A file as it lies in the spool. */
export type SpooledFile = { spoolName: string; bytes: number; sha256: string }

/**
 * Writes a stream into the spool with constant memory and measures it. The file gets its name only when it is whole and on
 * the disk, or when its import begins before that (`arrival`); whatever goes wrong, nothing of it stays behind: what an import
 * has begun to read goes with the import. Throws UserProblem too_large, and what the stream or the disk throws.
 */
export async function writeSpool(
  spoolDir: string,
  stream: AsyncIterable<Uint8Array>,
  { bytesMax, arrival }: { bytesMax: number; arrival?: Arrival },
): Promise<SpooledFile> {
  await mkdir(spoolDir, { recursive: true })
  const spoolName = randomUUID()
  const whole = spoolPath(spoolDir, spoolName)
  const part = `${whole}.part`
  let isShown = false
  const show = async () => {
    if (isShown) return
    await rename(part, whole)
    isShown = true
    await syncFolder(spoolDir)
  }
  try {
    const measured = await writePart(part, stream, bytesMax, arrival && { arrival, spoolName, show })
    await show()
    return { spoolName, ...measured }
  } catch (error) {
    if (arrival?.importId === undefined) await Promise.all([discard(part), discard(whole)])
    throw error
  }
}

async function writePart(
  part: string,
  stream: AsyncIterable<Uint8Array>,
  bytesMax: number,
  early?: { arrival: Arrival; spoolName: string; show: () => Promise<void> },
): Promise<Omit<SpooledFile, 'spoolName'>> {
  const file = await open(part, 'wx', 0o600)
  const sync = syncOf(file)
  try {
    const hash = createHash('sha256')
    let bytes = 0
    await early?.arrival.open({ ...early, sync })
    for await (const block of early ? early.arrival.guarded(stream) : stream) {
      bytes += block.length
      if (bytes > bytesMax) throw tooLarge(bytesMax)
      hash.update(block)
      await file.writeFile(block)
      early?.arrival.note(bytes)
    }
    await sync()
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    try {
      await early?.arrival.close()
    } finally {
      await file.close()
    }
  }
}

export const tooLarge = (bytesMax: number): UserProblem =>
  new UserProblem('too_large', `The file is larger than ${bytesMax.toLocaleString('en')} bytes, the most this server takes`, {
    expected: `at most ${bytesMax} bytes`,
  })

/** The new name itself must survive a power cut, not only the bytes. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

export const spoolPath = (spoolDir: string, spoolName: string): string => join(spoolDir, spoolName)

/** Removes a file that nobody needs. Never throws: what stays is taken by `sweepSpool`, and what is being said is not changed by it. */
export const discardSpool = (spoolDir: string, spoolName: string): Promise<void> => discard(spoolPath(spoolDir, spoolName))

const discard = (path: string): Promise<void> => rm(path, { force: true, recursive: true }).catch(() => {})

/** Throws where it cannot be found out. */
export const spoolHas = async (spoolDir: string, spoolName: string): Promise<boolean> =>
  (await stat(spoolPath(spoolDir, spoolName)).catch(undefinedIfMissing)) !== undefined

/**
 * How to make sure of a file's bytes. Once that has failed it always fails: of bytes that the disk did not take, the system says so
 * once, forgets that they are not there, and would call the next attempt a success.
 */
export function syncOf(file: Pick<FileHandle, 'sync'>): () => Promise<void> {
  let fault: unknown
  return async () => {
    if (fault === undefined)
      await file.sync().catch((error) => {
        fault = error
      })
    if (fault !== undefined) throw fault
  }
}
