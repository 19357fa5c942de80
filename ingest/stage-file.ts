import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { isMissing, undefinedIfMissing } from './file-fault.ts'
import { type FileKind, fileKind, utf16Of } from './file-kind.ts'
import { FileProblem } from './import-problem.ts'
import { spoolPath } from './spool.ts'
import { utf8OfUtf16 } from './utf8-of-utf16.ts'
import { zipMemberBlocks } from './zip-member.ts'

/** A trip file packs 4 to 12 times; more than this is a bomb, or no trip file. */
const unpackedRatioMax = 200
/** What may be unpacked whatever the ratio: a small file of nothing but commas packs 1,000 times and harms nobody. */
const unpackedFreeBytes = 64 * 1024 ** 2
/** 20 times the 13 GB of 100 million trips. */
const unpackedBytesMax = 256 * 1024 ** 3

/** Beside the file as it was sent, while its import lasts. */
export const unpackedName = (spoolName: string): string => `${spoolName}.csv`

type Staged = { path: string; bytes: number }

/**
 * Makes the plain CSV of a spooled file ready to be read at any byte: the file itself, or beside it the contents of a gzip or
 * of a zip's one trip file, and what is UTF-16 as UTF-8. Returns its path and size. Throws FileProblem for a torn, ambiguous or
 * oversized archive, or when the file is gone or no longer `expectedBytes` long: after a power cut a file may be shorter than
 * the rows stored from it. Throws what the disk throws, too.
 */
export async function stageFile(spoolDir: string, spoolName: string, expectedBytes: number | null = null): Promise<Staged> {
  const sent = spoolPath(spoolDir, spoolName)
  const unpacked = spoolPath(spoolDir, unpackedName(spoolName))
  const kind = await fileKind(sent).catch((error) => {
    throw isMissing(error) ? unreadable(`The file is gone from the spool (${String(error)}); please send it again.`) : error
  })
  if (kind === 'plain') return whole({ path: sent, bytes: (await stat(sent)).size }, expectedBytes)
  const known = await stat(unpacked).catch(undefinedIfMissing)
  if (!known || (expectedBytes !== null && known.size !== expectedBytes)) await unpack(sent, unpacked, kind)
  return whole({ path: unpacked, bytes: (await stat(unpacked)).size }, expectedBytes)
}

const unreadable = (message: string): FileProblem => new FileProblem({ code: 'unreadable', message })

function whole(file: Staged, expectedBytes: number | null): Staged {
  if (expectedBytes === null || file.bytes === expectedBytes) return file
  throw unreadable(`The file in the spool has ${file.bytes} bytes and had ${expectedBytes}; please send it again.`)
}

/** Under another name until it is whole: a worker that dies while unpacking leaves nothing that looks finished. */
async function unpack(from: string, to: string, kind: FileKind): Promise<void> {
  const part = `${to}.${randomUUID()}.part`
  const sizes = { packed: (await stat(from)).size, unpacked: 0 }
  const blocks = kind === 'zip' ? zipMemberBlocks(from, (bytes) => (sizes.packed = bytes)) : plainBlocks(from, kind, sizes.packed)
  try {
    // Opened before anything can fail: a file that is still being opened would appear after it was removed.
    const file = await open(part, 'wx')
    await pipeline(utf8Blocks(limited(blocks, sizes)), file.createWriteStream({ flush: true }))
    await rename(part, to)
  } catch (error) {
    await rm(part, { force: true }).catch(() => {}) // `sweepSpool` comes later
    if (isBrokenArchive(error))
      throw unreadable(
        `The gzip archive ${brokenText(error)}, after ${sizes.unpacked} unpacked bytes; nothing was stored, so please pack or send it again.`,
      )
    throw error
  }
}

async function* plainBlocks(path: string, kind: FileKind, packedBytes: number): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  if (kind !== 'gzip') return yield* file
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  try {
    yield* file.pipe(gunzip)
  } finally {
    file.destroy()
  }
  // Several members are one file. Zeros may fill up a last block; behind them anything might be hidden, and would be lost.
  if (gunzip.bytesWritten < packedBytes) await refuseHidden(path, gunzip.bytesWritten)
}

async function refuseHidden(path: string, start: number): Promise<void> {
  for await (const block of createReadStream(path, { start }))
    if (block.some((byte: number) => byte !== 0))
      throw unreadable(
        'Behind the end of the gzip archive there is something else; nothing was stored, so please pack the file again.',
      )
}

async function* limited(blocks: AsyncIterable<Buffer>, sizes: { packed: number; unpacked: number }): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    sizes.unpacked += block.length
    const { packed, unpacked } = sizes
    if (unpacked > unpackedFreeBytes && unpacked > packed * unpackedRatioMax)
      throw unreadable(`The archive unpacks to more than ${unpackedRatioMax} times its size; a trip file does not.`)
    if (unpacked > unpackedBytesMax)
      throw unreadable(
        `The archive unpacks to more than ${unpackedBytesMax / 1024 ** 3} GiB, the most that is read from one file.`,
      )
    yield block
  }
}

/** Looks at the first characters and passes UTF-16 on as UTF-8. */
export async function* utf8Blocks(blocks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { value: first, done } = await blocks.next()
  if (done) return
  const all = prepended(first, blocks)
  const encoding = utf16Of(first)
  yield* encoding ? utf8OfUtf16(all, encoding) : all
}

async function* prepended(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

const isBrokenArchive = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')

/** By zlib's words: an archive begins with its magic, so that a wrong header is one behind the end of a first member. */
const brokenText = ({ message }: Error): string =>
  /header/.test(message)
    ? 'has something else behind its end'
    : /unexpected end/.test(message)
      ? 'is cut off'
      : /(?:data|length) check/.test(message)
        ? 'is damaged (its checksum differs)'
        : 'is damaged'
