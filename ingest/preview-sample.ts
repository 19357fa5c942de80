import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import { UserProblem } from '#trips/user-problem.ts'
import { type FileKind, kindOfHead } from './file-kind.ts'
import { FileProblem } from './import-problem.ts'
import { sampleBlocks } from './sample-blocks.ts'
import { spoolPath } from './spool.ts'
import { utf8Blocks } from './stage-file.ts'
import { zipMemberBlocks } from './zip-member.ts'

/** What a preview looks at of a file that is packed, or not UTF-8: 1 MiB is some ten thousand rows. */
const readableBytesMax = 1_048_576

export type PreviewSample = {
  /** The first bytes, unpacked, and blocks from elsewhere that each begin at a row. */
  blocks: Uint8Array[]
  /** Whether the first block is all there is. */
  whole: boolean
}

/**
 * A file's first bytes as text that can be read; `whole`: there are no more. Throws UserProblem for damaged gzip, and for zip,
 * of which the end must be there.
 */
export async function sampleBytes(bytes: Buffer, whole: boolean): Promise<PreviewSample> {
  const kind = kindOfHead(bytes)
  if (kind === 'plain') return { blocks: [bytes], whole }
  if (kind === 'zip')
    throw new UserProblem('unprocessable', 'A zip archive cannot be looked into before it is sent: import it, or unpack it first')
  const sample = await firstOf(readableBlocks(Readable.from([bytes]), kind))
  return { ...sample, whole: whole && sample.whole }
}

/** The beginning of a file in the spool, with pieces of the rest where they can be read. Throws UserProblem when it is gone. */
export async function sampleSpooled(spoolDir: string, spoolName: string): Promise<PreviewSample> {
  const path = spoolPath(spoolDir, spoolName)
  try {
    const { size } = await stat(path)
    const blocks = await sampleBlocks(path, size)
    const kind = kindOfHead(blocks[0])
    if (kind === 'plain') return { blocks, whole: blocks[0].length === size }
    return await firstOf(
      kind === 'zip' ? utf8Blocks(zipMemberBlocks(path, () => {})) : readableBlocks(createReadStream(path), kind),
    )
  } catch (error) {
    if (error instanceof FileProblem) throw new UserProblem('unprocessable', error.problem.message)
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new UserProblem('conflict', 'The bytes of this file are gone from the server; send it again to look into it')
  }
}

/** What is there of a cut archive is unpacked, and its end is no error. */
const readableBlocks = (file: Readable, kind: FileKind): AsyncGenerator<Buffer> =>
  utf8Blocks(each(kind === 'gzip' ? pipeline(file, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }), () => {}) : file))

async function* each(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* blocks
}

async function firstOf(readable: AsyncIterable<Buffer>): Promise<PreviewSample> {
  const blocks: Buffer[] = []
  let bytes = 0
  try {
    for await (const block of readable) {
      blocks.push(block)
      bytes += block.length
      if (bytes > readableBytesMax) break
    }
  } catch (error) {
    const isDamaged = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
    if (!isDamaged) throw error
    if (bytes === 0) throw new UserProblem('unprocessable', 'The gzip archive is damaged: nothing of it can be unpacked')
  }
  return { blocks: [Buffer.concat(blocks).subarray(0, readableBytesMax)], whole: bytes <= readableBytesMax }
}
