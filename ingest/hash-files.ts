import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { areStarts, hashBuckets, type RowHashes } from '#trips/row-hashes.ts'
import { isDiskFault, undefinedIfMissing } from './file-fault.ts'
import { discardSpool, spoolPath } from './spool.ts'

/** A chunk as the ledger knows it, or will. */
export type HashedChunk = { chunkNo: number; rowsStored: number; digest: string }

/** Row hashes of a chunk, wherever they are: `read` gives those from row `from` to before row `to`, low and high half in turn. */
export type HashSource = {
  starts: Uint32Array
  read: (into: Uint32Array, from: number, to: number) => Promise<void>
  close: () => Promise<void>
}

/** Beside the import's file, while the import lasts: one file a chunk. */
export const hashFolder = (spoolDir: string, spoolName: string): string => spoolPath(spoolDir, folderName(spoolName))

const folderName = (spoolName: string): string => `${spoolName}.hashes`
export const isHashFolder = (name: string): boolean => name.endsWith('.hashes')

export const discardHashes = (spoolDir: string, spoolName: string): Promise<void> => discardSpool(spoolDir, folderName(spoolName))

const magic = 0x54464801
const headWords = 4 + hashBuckets + 1
const headBytes = headWords * 4
const rowBytes = 8

const headOf = ({ rowsStored, digest }: HashedChunk, starts: Uint32Array): Uint32Array =>
  Uint32Array.of(magic, rowsStored, Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8), 16), ...starts)

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)

/**
 * Writes the row hashes of a chunk. Not synced: whether they are whole is found out when they are read, and they can be made anew.
 * Throws what the disk throws; nothing of the file stays then.
 */
export async function writeHashes(folder: string, chunk: HashedChunk, { starts, words }: RowHashes): Promise<void> {
  // Not by `recursive`, which says ENOENT of a disk that is read-only.
  await mkdir(folder).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  const path = join(folder, String(chunk.chunkNo))
  const file = await open(path, 'w', 0o600)
  try {
    await writeAll(file, bytesOf(headOf(chunk, starts)))
    await writeAll(file, bytesOf(words))
  } catch (error) {
    await rm(path, { force: true }).catch(() => {})
    throw error
  } finally {
    await file.close()
  }
}

/** A disk that is nearly full takes less than it is given. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
}

/**
 * Opens the row hashes of a chunk; undefined when there are none, or when number of rows, digest or length are others than the
 * ledger's. What the hashes sum up to is left to the reader. `stayOpen` false opens the file for each reading.
 */
export async function openHashes(folder: string, chunk: HashedChunk, stayOpen: boolean): Promise<HashSource | undefined> {
  const path = join(folder, String(chunk.chunkNo))
  const file = await open(path).catch(undefinedIfMissing)
  if (!file) return undefined
  let keeps = false
  try {
    const { size } = await file.stat()
    const head = new Uint32Array(headWords)
    await file.read(bytesOf(head), 0, headBytes, 0).catch(removeUnreadable(path))
    const starts = head.subarray(4)
    const isWhole = size === headBytes + chunk.rowsStored * rowBytes && areStarts(starts, chunk.rowsStored)
    if (!isWhole || headOf(chunk, starts).some((word, i) => word !== head[i])) return undefined
    keeps = stayOpen
    const closed = () => Promise.resolve()
    if (stayOpen)
      return { starts, read: (...range) => readRows(file, ...range).catch(removeUnreadable(path)), close: () => file.close() }
    return { starts, read: (...range) => readOnce(path, ...range), close: closed }
  } finally {
    if (!keeps) await file.close()
  }
}

type Range = [into: Uint32Array, from: number, to: number]

/** What is missing at the end of a file that was cut off meanwhile is read as zeros, and shows in the sum. */
async function readRows(file: FileHandle, ...[into, from, to]: Range): Promise<void> {
  const [bytes, length] = [bytesOf(into), (to - from) * rowBytes]
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(bytes, at, length - at, headBytes + from * rowBytes + at)
    if (bytesRead === 0) return void bytes.fill(0, at, length)
    at += bytesRead
  }
}

/** For `catch`: a file that the disk cannot read is removed, and the next attempt makes it anew. */
const removeUnreadable =
  (path: string) =>
  async (error: unknown): Promise<never> => {
    if (isDiskFault(error)) await rm(path, { force: true }).catch(() => {})
    throw error
  }

async function readOnce(path: string, ...range: Range): Promise<void> {
  const file = await open(path)
  await readRows(file, ...range)
    .catch(removeUnreadable(path))
    .finally(() => file.close())
}
